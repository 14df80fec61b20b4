"""The question that comes before a passkey is made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class OthersForm(forms.Form):
    """Who else opens the device: they could use the passkey on it."""

    NOBODY, SOMEBODY, UNSURE = "no", "yes", "unsure"

    others = forms.ChoiceField(
        label=_("Do other faces, fingers or codes open this device?"),
        choices=[
            (NOBODY, _("No, only mine")),
            (SOMEBODY, _("Yes")),
            (UNSURE, _("I am not sure")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    opens = forms.BooleanField(
        label=_("It should open my journal too, so that I need not type the password"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, is_open: bool, **kwargs: Any) -> None:
        """Only while the journal is open can a key be made for it."""
        super().__init__(*args, **kwargs)
        if not is_open:
            del self.fields["opens"]
