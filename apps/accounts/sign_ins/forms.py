"""The form that ends a sign-in, and the words for each one."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.forms import own_password_field
from apps.accounts.models import EndedSignIn, SignIn

OTHERS: Final = "others"
DEVICES: Final = {
    "phone": gettext_lazy("A phone"),
    "tablet": gettext_lazy("A tablet"),
    "computer": gettext_lazy("A computer"),
    "": gettext_lazy("A browser that does not say what it is"),
}


class EndSignInForm(forms.Form):
    """Which sign-in ends, and the password."""

    which = forms.ChoiceField(
        label=gettext_lazy("Which one ends?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one, or all of them."),
            "invalid_choice": gettext_lazy("That one has ended meanwhile. Choose again."),
        },
    )
    own_password = own_password_field()

    def __init__(self, *args: Any, others: list[SignIn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.public_id, described(each)) for each in others]
        every = [(OTHERS, _("All but this browser"))] if len(others) > 1 else []
        cast(forms.ChoiceField, self.fields["which"]).choices = [*every, *choices]
        self.fields["which"].initial = (every or choices)[0][0] if others else None


def ended_lines(rows: Iterable[EndedSignIn]) -> list[tuple[str, int]]:
    """A line for each kind of device and pair of days, and how many sign-ins it stands for."""
    lines = Counter(
        _("%(device)s: signed in on %(first)s, ended on %(last)s")
        % {
            "device": DEVICES.get(row.device, DEVICES[""]),
            "first": date_format(row.started, "j F"),
            "last": date_format(row.ended, "j F"),
        }
        for row in rows
    )
    return list(lines.items())


def described(sign_in: SignIn) -> str:
    """The kind of device with its days; nothing else is known of it."""
    return _("%(device)s: signed in on %(first)s, last used on %(last)s") % {
        "device": DEVICES.get(sign_in.device, DEVICES[""]),
        "first": date_format(sign_in.started, "j F"),
        "last": date_format(sign_in.last_seen, "j F"),
    }
