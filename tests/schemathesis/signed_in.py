"""Signs the walk in: accounts of its own, each with the second factor."""

import base64
import hashlib
import hmac
import itertools
import os
import struct
import time

import requests
import schemathesis

import checks  # noqa: F401

ORIGIN = os.environ["POSTERN_ORIGIN"]
SHOP = base64.b64encode(os.environ["SHOP_CREDENTIALS"].encode()).decode()
COOKIE = "__Host-postern_refresh"

numbers = itertools.count()


def code(secret: str) -> str:
    """The current code of an authenticator (RFC 6238)."""
    step = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def post(path: str, **request) -> requests.Response:
    response = requests.post(ORIGIN + path, timeout=30, **request)
    response.raise_for_status()
    return response


def sign_up() -> requests.Response:
    """A new account, signed in as a browser."""
    credentials = {"username": f"walker.{next(numbers)}", "password": "lamp oil and sealing wax"}
    registered = post("/api/register", json=credentials).json()
    otp = code(registered["otp_secret"])
    return post("/api/verify-otp", json={"challenge": registered["challenge"], "otp": otp})


def cookie_of(response: requests.Response) -> str:
    # A cookie jar would not keep it: the server is reached without TLS.
    return response.headers["set-cookie"].split(";")[0].split("=", 1)[1]


# One account, and another one for the call that ends its session.
@schemathesis.auth(cache_by_key=lambda case, _: case.operation.path == "/api/logout").apply_to(
    path=["/api/users/me", "/api/sessions", "/api/sessions/{id}", "/api/logout"]
)
class AccessToken:
    def get(self, case, context):
        return sign_up().json()["access_token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


# A refresh token works once: each case gets the latest of the session.
@schemathesis.auth(refresh_interval=None).apply_to(path="/api/refresh")
class RefreshCookie:
    latest = None

    def get(self, case, context):
        headers = {"Origin": ORIGIN, "Cookie": f"{COOKIE}={self.latest}"}
        try:
            self.latest = cookie_of(post("/api/refresh", headers=headers))
        except requests.HTTPError:
            self.latest = cookie_of(sign_up())
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
