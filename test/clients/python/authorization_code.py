from application import confidential_application, public_application, renewed
from conversation import WISHES, ask_for_sign_in, report

application = confidential_application() if "secret" in WISHES else public_application()
flow = application.initiate_auth_code_flow([WISHES["scope"]], redirect_uri=WISHES["redirectUri"])
report(renewed(application, application.acquire_token_by_auth_code_flow(flow, ask_for_sign_in(flow["auth_uri"]))))
