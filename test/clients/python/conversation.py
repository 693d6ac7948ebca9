"""How a client's script talks with the test: one JSON object per line, wishes in the first argument."""

import json
import sys
from urllib.parse import parse_qsl, urlsplit

WISHES = json.loads(sys.argv[1])


def tell(said):
    print(json.dumps(said), flush=True)


def ask_for_sign_in(address):
    """Asks the test to sign in; answers the parameters the browser came back with."""
    tell({"signIn": {"address": address}})
    return dict(parse_qsl(urlsplit(sys.stdin.readline().strip()).query))


def report(result):
    tell({"result": result})
