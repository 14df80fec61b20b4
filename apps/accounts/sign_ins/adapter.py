"""How django-allauth is told about Leeway: where to go after each step, and to show no messages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from apps.common.http.site_state import site_state


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No flash messages (they would sit in a cookie) and no mail that was not asked for."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        return None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None

    def is_ajax(self, request: HttpRequest) -> bool:
        """allauth's JSON answers would repeat the typed password; htmx takes our pages."""
        return False

    def get_login_stages(self) -> list[str]:
        """The one step between the right password and the sign-in."""
        return ["apps.accounts.second_factor.stage.SecondFactorStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not site_state().sign_up_is_closed
