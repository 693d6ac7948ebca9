"""MSAL applications as the test wishes them."""

import re

import msal

from conversation import WISHES

# A B2C-looking authority is never checked online; any other needs the library's own switch for that.
OPTIONS = {} if "/b2c_1_" in WISHES["authority"] else {"instance_discovery": False}


def public_application():
    return msal.PublicClientApplication(WISHES["clientId"], authority=WISHES["authority"], **OPTIONS)


def confidential_application():
    return msal.ConfidentialClientApplication(
        WISHES["clientId"], authority=WISHES["authority"], client_credential=credential(), **OPTIONS
    )


def credential():
    if "certificate" not in WISHES:
        return WISHES["secret"]
    with open(WISHES["certificate"], encoding="ascii") as file:
        pem = file.read()
    key = re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", pem, re.S)
    return {"private_key": key.group(0), "thumbprint": WISHES["thumbprint"]}


def renewed(application, first):
    """The answer, what the cache gives for it afterwards, and what a forced refresh gives."""
    if "error" in first:
        return {"first": first}
    accounts = application.get_accounts()
    account = accounts[0] if accounts else None
    scopes = [WISHES["scope"]]
    return {
        "first": first,
        "username": account and account["username"],
        "silent": application.acquire_token_silent(scopes, account=account),
        "forced": application.acquire_token_silent(scopes, account=account, force_refresh=True),
    }
