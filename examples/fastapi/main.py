"""A service of yours that takes Postern's access tokens."""

from typing import Annotated

from fastapi import Depends, FastAPI

from postern import User, get_current_user, recent_otp

app = FastAPI()


@app.get("/users/me")
def read_users_me(current_user: Annotated[User, Depends(get_current_user)]) -> User:
    return current_user


# What somebody at a screen that was left unlocked shall not see.
@app.get("/sensitive")
def read_sensitive(user: Annotated[User, Depends(recent_otp(max_age=300))]) -> dict[str, str]:
    return {"for": user.sub}
