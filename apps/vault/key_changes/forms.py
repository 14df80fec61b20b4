"""The forms that bring a locked journal back, or begin another."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.common.http.request_values import LONGEST_PASSWORD
from apps.vault.forms import RecoveryCodeField


def _password_field(*, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": autocomplete})
    return forms.CharField(strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


class PasswordOfNowForm(forms.Form):
    """The password that its member signs in with now."""

    password = _password_field(
        autocomplete="current-password",
        label=_("Your current password"),
        error_messages={"required": _("Type the password you sign in with now.")},
    )


class BringBackForm(PasswordOfNowForm):
    """What the journal is locked with, an earlier password or the recovery code."""

    field_order = ("earlier", "code", "password")
    earlier = _password_field(autocomplete="off", label=_("The earlier password"), required=False)
    code = RecoveryCodeField(label=_("Or the recovery code"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("earlier") and not cleaned.get("code"):
            self.add_error("earlier", gettext("Type the earlier password, or the recovery code."))
        return cleaned
