# What PyJWT, a JWT library in Python, says of a token: ORIGIN of the keys, AUDIENCE, TOKEN.

import sys

import jwt


class UnexpectedType(jwt.InvalidTokenError):
    """PyJWT leaves the type to its caller."""


origin, audience, token = sys.argv[1:]
keys = jwt.PyJWKClient(f"{origin}/.well-known/jwks.json")
try:
    verified = jwt.decode_complete(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["EdDSA"],
        issuer=origin,
        audience=audience,
        options={"require": ["exp", "iss", "aud"]},
    )
    if verified["header"].get("typ") != "at+jwt":
        raise UnexpectedType
    print("accepted", verified["payload"]["sub"])
except jwt.PyJWTError as error:
    print(type(error).__name__)
