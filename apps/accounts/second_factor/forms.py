"""The forms of a second factor: one code, and the password before anything about it is changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.common.http.request_values import LONGEST_PASSWORD

LONGEST_CODE = 40


class CodeForm(forms.Form):
    """The code of now, or a backup code: both are digits, and spaces do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "class": "input input-code",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={
            "required": _("Type the code."),
            "max_length": _("That is longer than any code here."),
        },
    )


class PasswordAgainForm(forms.Form):
    """The password of somebody who is signed in, once more."""

    own_password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "current-password", "autofocus": True}
        ),
        error_messages={
            "required": _("Type your password."),
            "max_length": _("That is longer than any password here."),
        },
    )
