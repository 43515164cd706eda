"""Verifies Postern's access tokens (RFC 9068) with its published keys."""

import logging
import os
import time
from collections.abc import Callable
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, ValidationError

# Postern's origin, without a slash at the end.
ISSUER = os.environ["ISSUER"]

# Remembers the keys for as long as Postern lets them be cached.
keys = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json", lifespan=300, timeout=5)

# Takes the token out of the request. The address is for the form in /docs alone.
bearer = OAuth2PasswordBearer(tokenUrl=f"{ISSUER}/api/token")


class User(BaseModel):
    """Whoever the token speaks of."""

    sub: str  # the account: random, never given again, not the username
    amr: list[str]  # how they proved who they are: pwd, otp
    auth_time: int  # when they did, in seconds since the epoch


# Not async: FastAPI runs it in a thread, where fetching the keys holds nobody up.
def get_current_user(token: Annotated[str, Depends(bearer)]) -> User:
    """Whoever sends the request."""
    try:
        verified = jwt.decode_complete(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["EdDSA"],
            issuer=ISSUER,
            audience=ISSUER,
            leeway=5,
            options={"require": ["exp", "iss", "aud"], "strict_aud": True},
        )
        if verified["header"].get("typ") != "at+jwt":
            raise jwt.InvalidTokenError("not an access token")
        return User.model_validate(verified["payload"])
    except jwt.ExpiredSignatureError as error:
        raise invalid_token("the access token has expired") from error
    except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError) as error:
        logging.getLogger(__name__).error("%s", error)
        raise HTTPException(503, "the keys are out of reach") from error
    except (jwt.PyJWTError, ValidationError) as error:
        raise invalid_token("not an access token for this service") from error


def recent_otp(max_age: int) -> Callable[[User], User]:
    """Demands that a one-time code was given at most `max_age` seconds ago: for what an open
    session alone shall not reach."""

    def check(user: Annotated[User, Depends(get_current_user)]) -> User:
        if "otp" in user.amr and time.time() - user.auth_time <= max_age:
            return user
        challenge = f'Bearer error="insufficient_user_authentication", max_age="{max_age}"'
        raise refusal("sign in again, with a code", challenge)

    return check


def invalid_token(detail: str) -> HTTPException:
    return refusal(detail, 'Bearer error="invalid_token"')


def refusal(detail: str, challenge: str) -> HTTPException:
    """As RFC 6750 section 3 and RFC 9470 section 3 want it told."""
    return HTTPException(401, detail, headers={"WWW-Authenticate": challenge})
