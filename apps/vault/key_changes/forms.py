"""The forms that bring a locked journal back, or begin another."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.common.http.request_values import LONGEST_PASSWORD
from apps.vault.crypto.recovery_code import MistypedCode, RecoveryCode


def _password_field(*, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": autocomplete})
    return forms.CharField(strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


class PasswordOfNowForm(forms.Form):
    """The password that its member signs in with now."""

    password = _password_field(
        autocomplete="current-password",
        label=_("Your password of now"),
        error_messages={"required": _("Type the password you sign in with now.")},
    )


class BringBackForm(PasswordOfNowForm):
    """What the journal is locked with, an earlier password or the recovery code."""

    field_order = ("earlier", "code", "password")
    earlier = _password_field(autocomplete="off", label=_("The earlier password"), required=False)
    code = forms.CharField(
        label=_("Or the recovery code"),
        required=False,
        max_length=400,
        widget=forms.Textarea(
            attrs={
                "class": "input input-code",
                "rows": 2,
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> RecoveryCode | None:
        if not self.cleaned_data["code"].strip():
            return None
        try:
            return RecoveryCode.parse(self.cleaned_data["code"])
        except MistypedCode:
            raise ValidationError(
                _("At least one character is not right. Compare it once more.")
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("earlier") and not cleaned.get("code"):
            self.add_error("earlier", gettext("Type the earlier password, or the recovery code."))
        return cleaned
