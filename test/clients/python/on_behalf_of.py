from application import confidential_application
from conversation import WISHES, report

application = confidential_application()
report({"first": application.acquire_token_on_behalf_of(WISHES["assertion"], [WISHES["scope"]])})
