from application import public_application, renewed
from conversation import WISHES, report, tell

application = public_application()
flow = application.initiate_device_flow(scopes=[WISHES["scope"]])
tell({"device": {"address": flow["verification_uri"], "code": flow["user_code"]}})
report(renewed(application, application.acquire_token_by_device_flow(flow)))
