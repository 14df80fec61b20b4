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

    def clean(self) -> dict[str, Any]:
        """An unknown name is no reason to keep somebody here: the usual place is taken."""
        data = super().clean() or {}
        name = data.get("target") or settings.LEAVE_TARGET
        if name not in settings.LEAVE_TARGETS:
            name = settings.LEAVE_TARGET
        return {**data, "address": settings.LEAVE_TARGETS[name]}

    @property
    def address(self) -> str:
        return str(self.cleaned_data["address"]) if self.is_valid() else self._usual()

    @staticmethod
    def _usual() -> str:
        return str(settings.LEAVE_TARGETS[settings.LEAVE_TARGET])
