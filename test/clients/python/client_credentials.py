from application import confidential_application
from conversation import WISHES, report

application = confidential_application()
scopes = [WISHES["scope"]]
report(
    {
        "first": application.acquire_token_for_client(scopes),
        "silent": application.acquire_token_silent(scopes, account=None),
    }
)
