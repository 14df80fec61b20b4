"""Who a user name and a password belong to, without telling whether the name exists."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from apps.accounts.models import User
from apps.common.text.password_forms import forms_of


class MemberBackend(ModelBackend):
    """Names in any case. An unknown name costs as many hashes as a wrong password.

    Django's own check costs one, and a wrong password one for each of its Unicode forms.
    """

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.named(username).first()
        if user is None:
            for form in forms_of(password):
                User().set_password(form)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
