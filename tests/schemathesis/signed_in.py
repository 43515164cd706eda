"""Signs the walk in: accounts of its own, each with the second factor, proved just now.

Where a good request needs what no document can say (an id that exists, the account's password, a code of
this minute), it gets that, of a fresh account where the call uses the account up.
"""

import base64
import hashlib
import hmac
import itertools
import os
import struct
import time
from dataclasses import dataclass

import requests
import schemathesis

import checks  # noqa: F401

ORIGIN = os.environ["POSTERN_ORIGIN"]
SHOP = base64.b64encode(os.environ["SHOP_CREDENTIALS"].encode()).decode()
COOKIE = "__Host-postern_refresh"
PASSWORD = "lamp oil and sealing wax"

numbers = itertools.count()


@dataclass
class Account:
    username: str
    secret: str
    token: str
    cookie: str

    def ask(self, method: str, path: str, **request) -> requests.Response:
        return ask(method, path, headers={"Authorization": f"Bearer {self.token}"}, **request)


def code(secret: str, later: int = 0) -> str:
    """A code of an authenticator (RFC 6238): the current one, or one of a later step."""
    step = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def ask(method: str, path: str, **request) -> requests.Response:
    response = requests.request(method, ORIGIN + path, timeout=30, **request)
    response.raise_for_status()
    return response


def log_in(username: str) -> dict:
    credentials = {"username": username, "password": PASSWORD}
    return ask("POST", "/api/login", json=credentials).json()


def sign_up() -> Account:
    """A new account, signed in as a browser."""
    username = f"walker.{next(numbers)}"
    credentials = {"username": username, "password": PASSWORD}
    registered = ask("POST", "/api/register", json=credentials).json()
    secret = registered["otp_secret"]
    proof = {"challenge": registered["challenge"], "otp": code(secret)}
    response = ask("POST", "/api/verify-otp", json=proof)
    return Account(username, secret, response.json()["access_token"], cookie_of(response))


def cookie_of(response: requests.Response) -> str:
    # A cookie jar would not keep it: the server is reached without TLS.
    return response.headers["set-cookie"].split(";")[0].split("=", 1)[1]


def is_good(case) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def with_own_authenticator(case, account: Account) -> Account:
    """One that waits for its first code: the one that counts could not be removed."""
    account = sign_up()
    added = account.ask("POST", "/api/authenticators", json={})
    case.path_parameters["id"] = added.json()["id"]
    return account


def with_own_browser(case, account: Account) -> Account:
    account = sign_up()
    listed = account.ask("GET", "/api/browsers").json()
    case.path_parameters["id"] = listed["browsers"][0]["id"]
    return account


def with_own_session(case, account: Account) -> Account:
    account = sign_up()
    listed = account.ask("GET", "/api/sessions").json()
    case.path_parameters["id"] = listed["sessions"][0]["id"]
    return account


def with_own_password(case, account: Account) -> Account:
    # Null is as good as none, beside a proof.
    if not case.body.get("current_password"):
        return account
    case.body["current_password"] = PASSWORD
    return sign_up()


def with_own_username(case, account: Account) -> Account:
    account = sign_up()
    case.body["username"] = account.username
    return account


def with_own_proof(case, account: Account) -> Account:
    account = sign_up()
    case.body["challenge"] = log_in(account.username)["challenge"]
    case.body["otp"] = code(account.secret, later=1)
    return account


# The other half of the good requests goes as it was made up.
FILLED_IN = {
    "DELETE /api/authenticators/{id}": with_own_authenticator,
    "PATCH /api/authenticators/{id}": with_own_authenticator,
    "POST /api/authenticators/{id}/confirm": with_own_authenticator,
    "DELETE /api/browsers/{id}": with_own_browser,
    "DELETE /api/sessions/{id}": with_own_session,
    "POST /api/password": with_own_password,
    "DELETE /api/users/me": with_own_username,
    "POST /api/step-up": with_own_proof,
}

turns = itertools.count()


# One account, and another one for the call that ends its session. A proof is fresh for 300 seconds.
@schemathesis.auth(
    refresh_interval=120, cache_by_key=lambda case, _: case.operation.path == "/api/logout"
).apply_to(
    path=[
        "/api/users/me",
        "/api/users/me/activity",
        "/api/users/me/activity/seen",
        "/api/users/me/export",
        "/api/authenticators",
        "/api/authenticators/{id}",
        "/api/authenticators/{id}/confirm",
        "/api/recovery-codes",
        "/api/recovery-codes/acknowledge",
        "/api/browsers",
        "/api/browsers/{id}",
        "/api/sessions",
        "/api/sessions/{id}",
        "/api/password",
        "/api/password/start",
        "/api/step-up",
        "/api/logout",
    ]
)
class AccessToken:
    def get(self, case, context):
        return sign_up()

    def set(self, case, data, context):
        account = data
        fill_in = FILLED_IN.get(f"{case.operation.method.upper()} {case.operation.path}")
        if fill_in and is_good(case) and next(turns) % 2 == 0:
            account = fill_in(case, account)
        case.headers["Authorization"] = f"Bearer {account.token}"


# A refresh token works once: each case gets the latest of the session.
@schemathesis.auth(refresh_interval=None).apply_to(path="/api/refresh")
class RefreshCookie:
    latest = None

    def get(self, case, context):
        headers = {"Origin": ORIGIN, "Cookie": f"{COOKIE}={self.latest}"}
        try:
            self.latest = cookie_of(ask("POST", "/api/refresh", headers=headers))
        except requests.HTTPError:
            self.latest = sign_up().cookie
        return self.latest

    def set(self, case, data, context):
        case.headers["Origin"] = ORIGIN
        case.cookies[COOKIE] = data


# The service that INTROSPECTION_CLIENTS names.
@schemathesis.auth().apply_to(path="/api/introspect")
class Introspection:
    def get(self, case, context):
        return SHOP

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Basic {data}"
