"""The forms around an e-mail address, and the new password that one leads to."""

from typing import Any, cast

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy

from apps.accounts.forms import as_input, own_password_field
from apps.accounts.models import User
from apps.accounts.passwords.validators import AT_LEAST, SHORTEST
from apps.common.limits import with_limits

LONGEST_ADDRESS = 254


def _address_field() -> forms.EmailField:
    return forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(
            attrs={
                "class": "input",
                "autocomplete": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": gettext_lazy("Type an e-mail address."),
            "invalid": gettext_lazy("An address has the form name@example.org."),
            "max_length": gettext_lazy("That is longer than any e-mail address."),
        },
    )


class AddressForm(forms.Form):
    """An address to lead back into the account, and the password."""

    email = _address_field()
    own_password = own_password_field()


class NoticesForm(forms.Form):
    """Whether changes of the account are told by mail too, and the password."""

    mails_notices = forms.BooleanField(
        label=gettext_lazy("Also write to me when the password, the address or the code changes."),
        required=False,
    )
    own_password = own_password_field()


class RemoveForm(forms.Form):
    """The password, to take the address out of the account."""

    own_password = own_password_field()


class AskResetForm(forms.Form):
    """The address that was confirmed for an account."""

    email = _address_field()


class ResetForm(forms.Form):
    """A new password for the account that a mailed link leads into."""

    password1 = allauth.SetPasswordField(
        label=gettext_lazy("New password"),
        autocomplete="new-password",
        error_messages={"required": gettext_lazy("Choose a new password.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_input(self.fields["password1"])
        self.fields["password1"].help_text = with_limits(AT_LEAST, least=SHORTEST)
        cast(allauth.SetPasswordField, self.fields["password1"]).user = user
