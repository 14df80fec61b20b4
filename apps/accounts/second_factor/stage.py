"""The step between a password that was right and the sign-in: the second factor."""

from typing import Any

from allauth.account.stages import LoginStage, LoginStageController
from allauth.core.internal.httpkit import headed_redirect_response
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from apps.accounts.second_factor.factors import needs_second_factor

# The mark in the (signed) session of a sign-in that passed its second factor, or set it up.
PROVED = "second_factor_proved"
# The mark of a sign-in by passkey, in what allauth remembers of it.
BY_PASSKEY = "by_passkey"


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """allauth remembers who is signing in, for 15 minutes, and goes on after `exit`."""

    key = "second_factor"
    urlname = "account_second_step"

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is None or self.login.state.get(BY_PASSKEY) or not needs_second_factor(user):
            return None, True
        self.state["password"] = user.get_session_auth_hash()
        return headed_redirect_response(self.urlname), True

    def is_of_the_password_of_now(self) -> bool:
        """Whether the password that was proved in the first step has not been changed since."""
        proved, now = str(self.state.get("password")), self.login.user.get_session_auth_hash()
        return constant_time_compare(proved, now)


def step_under_way(request: HttpRequest) -> SecondFactorStage | None:
    """The sign-in of this browser that waits for its second factor, or None."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    is_whole = stage is not None and stage.login.user and stage.is_of_the_password_of_now()
    return stage if is_whole else None
