"""The fields of the search, which travel by POST only."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.journal.entries.feelings import FeelingFamily, families
from apps.journal.search.query import JournalQuery, pieces_of
from apps.practices.catalogue import catalogue

LONGEST = 200
LONGEST_LABEL = 80


class LabelField(forms.CharField):
    """A feeling, a tag or a name, or the beginning of one."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=LONGEST_LABEL,
            widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "dir": "auto"}),
        )


class DayField(forms.DateField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
            error_messages={
                "invalid": gettext_lazy("Write the day as year-month-day, such as 2026-11-21.")
            },
        )


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=LONGEST)
    feeling = LabelField(gettext_lazy("Feeling"))
    practice = forms.ChoiceField(
        label=gettext_lazy("Practice"),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    tag = LabelField(gettext_lazy("Tag"))
    person = LabelField(gettext_lazy("Person"))
    first_day = DayField(gettext_lazy("From"))
    last_day = DayField(gettext_lazy("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feeling"].widget.attrs["list"] = "feelings"
        practices = [(each.id, each.title) for each in catalogue().practices]
        self.fields["practice"].choices = [("", _("Any")), *practices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This day is before the first one."))
        return data

    def asked(self) -> JournalQuery:
        data = dict(self.cleaned_data)
        return JournalQuery(pieces=pieces_of(data.pop("q")), **data)

    def conditions(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "q"]

    def has_conditions(self) -> bool:
        """Whether one of the narrower fields is filled, so that they stand open."""
        return any(field.value() for field in self.conditions())

    def families(self) -> tuple[FeelingFamily, ...]:
        return families()
