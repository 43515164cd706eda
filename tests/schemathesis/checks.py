"""What the walk over the API looks at besides the checks of schemathesis itself."""

import schemathesis


# No schema can say which passwords are weak, nor which bytes are an element of the group, nor that a
# code may be left out by a trusted browser only, nor what the username is that has to be typed.
REASONS = {
    "/api/register": ["weak_password", "invalid_password_message"],
    "/api/register/start": ["invalid_password_message"],
    "/api/login": ["invalid_password_message"],
    "/api/login/start": ["invalid_password_message"],
    "/api/password": ["weak_password", "invalid_password_message"],
    "/api/password/start": ["invalid_password_message"],
    "/api/password/reset": ["weak_password", "invalid_password_message"],
    "/api/verify-otp": ["missing_field"],
    "/api/users/me": ["confirmation_mismatch"],
}


@schemathesis.check
def a_good_request_is_refused_for_what_no_schema_can_say_alone(ctx, response, case):
    is_good = case.meta is not None and case.meta.generation.mode.is_positive
    reasons = REASONS.get(case.operation.path)
    if is_good and reasons and response.status_code == 422:
        assert response.json()["code"] in reasons, response.text
