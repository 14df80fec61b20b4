"""The two small forms that anyone may send: how pages look, and where Leave leads."""

from typing import Any

from django import forms
from django.conf import settings

from apps.common.display_preferences import SIZES, SPACINGS, THEMES, DisplayPreferences


def _choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class DisplayPreferencesForm(forms.Form):
    """Any of the three choices; one that is not sent stays as it was."""

    theme = forms.ChoiceField(choices=_choices(THEMES), required=False)
    text = forms.ChoiceField(choices=_choices(SIZES), required=False)
    spacing = forms.ChoiceField(choices=_choices(SPACINGS), required=False)

    def chosen(self, *, before: DisplayPreferences) -> DisplayPreferences:
        """The new display preferences; call it only on a valid form."""
        data = self.cleaned_data
        return DisplayPreferences(
            theme=data["theme"] or before.theme,
            text=data["text"] or before.text,
            spacing=data["spacing"] or before.spacing,
        )


class LeaveForm(forms.Form):
    """A name out of the list of places that Leave may lead to; never an address."""

    target = forms.CharField(required=False)

    def __init__(self, *args: Any, usual: str, **kwargs: Any) -> None:
        """`usual` is the address that is taken where no name is sent, or an unknown one."""
        super().__init__(*args, **kwargs)
        self.usual = usual

    @property
    def address(self) -> str:
        """An unknown name is no reason to keep somebody here."""
        name = self.cleaned_data["target"] if self.is_valid() else ""
        return str(settings.LEAVE_TARGETS.get(name, self.usual))
