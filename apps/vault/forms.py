"""The forms of the vault: a password to unlock it, a recovery code, two groups to prove one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.common.http.request_values import LONGEST_PASSWORD
from apps.vault.crypto.recovery_code import MistypedCode, RecoveryCode


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("The one you sign in with."),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "current-password", "autofocus": True}
        ),
        error_messages={"required": _("Type your password to unlock the journal.")},
    )


def unlock_form(*, has_earlier_password: bool) -> UnlockForm:
    """An empty form, which asks for the password that the journal is locked with."""
    form = UnlockForm()
    if has_earlier_password:
        form.fields["password"].label = gettext("Your earlier password")
        form.fields["password"].help_text = ""
    return form


class RecoveryCodeField(forms.CharField):
    """A whole recovery code as somebody types it. Cleaned to a `RecoveryCode`; None where empty."""

    def __init__(self, **options: Any) -> None:
        # it has 41 characters with its spaces, more than a line of a phone holds
        widget = forms.Textarea(
            attrs={
                "class": "input input-code",
                "rows": 2,
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        )
        super().__init__(max_length=400, widget=widget, **options)

    def clean(self, value: Any) -> RecoveryCode | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return RecoveryCode.parse(typed)
        except MistypedCode as slip:
            words = {
                "length": gettext("A code has 33 characters; this has more or fewer."),
                "character": gettext(
                    "One of these characters is in no code. Compare it once more."
                ),
                "check": gettext("At least one character is not right. Compare it once more."),
            }
            raise ValidationError(words[slip.problem]) from None


class GroupField(forms.CharField):
    """A text field for one group of a recovery code, by its number."""

    def __init__(self, *, number: int) -> None:
        self.number = number
        super().__init__(
            label=format_lazy(_("Group {number}"), number=number),
            max_length=20,
            widget=forms.TextInput(
                attrs={
                    "class": "input input-code",
                    "autocomplete": "off",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                }
            ),
            error_messages={
                "required": format_lazy(_("Type group {number} of the code."), number=number)
            },
        )


class ProofForm(forms.Form):
    """Two groups of a recovery code, typed back to prove that the member kept it."""

    first = GroupField(number=3)
    second = GroupField(number=6)

    def proves(self, code: RecoveryCode) -> bool:
        """Whether both groups match the code; a group that does not gets an error message."""
        for name, field in self.fields.items():
            assert isinstance(field, GroupField)
            typed = str(self.data.get(name, ""))
            if not self.has_error(name) and not code.matches_group(field.number, typed):
                problem = gettext("That is not group %(number)s. Compare it with the code.")
                self.add_error(name, problem % {"number": field.number})
        return self.is_valid()
