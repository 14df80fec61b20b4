"""The small form that anyone may send: how pages look."""

from django import forms

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
