"""What the walk over the API looks at besides the checks of schemathesis itself."""

import schemathesis


@schemathesis.check
def a_good_registration_is_refused_for_its_weak_password_alone(ctx, response, case):
    """No schema can say which passwords are weak."""
    is_good = case.meta is not None and case.meta.generation.mode.is_positive
    if is_good and case.operation.path == "/api/register" and response.status_code == 422:
        assert response.json()["code"] == "weak_password", response.text
