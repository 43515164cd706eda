"""A plain OAuth 2 client signs in by the password form, and renews: requests-oauthlib as it comes.

Prints one word for each step that went as RFC 6749 has it.
"""

import os
import sys

# The library wants https for everything; the service under test is local.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

from oauthlib.oauth2 import LegacyApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

origin, username, password, wrong = sys.argv[1:]
token_url = f"{origin}/api/token"


def sign_in(password):
    session = OAuth2Session(client=LegacyApplicationClient(client_id="postern"))
    session.fetch_token(token_url, username=username, password=password, include_client_id=True)
    return session


try:
    sign_in(wrong)
except OAuth2Error as error:
    print("refused", error.error)

session = sign_in(password)
me = session.get(f"{origin}/api/users/me")
print("signed in as", me.json()["username"])

try:
    sign_in(password)
except OAuth2Error as error:
    print("a second time", error.error)

first = session.token["refresh_token"]
session.refresh_token(token_url, client_id="postern")
assert session.token["refresh_token"] != first, "a token came twice"
print("renewed as", session.get(f"{origin}/api/users/me").json()["username"])
