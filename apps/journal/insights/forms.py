"""Which days insights look at."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.journal.search.forms import DayField

CHOICES = (
    ("month", gettext_lazy("30 days")),
    ("quarter", gettext_lazy("3 months")),
    ("year", gettext_lazy("A year")),
    ("all", gettext_lazy("All")),
    ("own", gettext_lazy("Choose dates")),
)
USUAL = "quarter"


class SpanForm(forms.Form):
    span = forms.ChoiceField(choices=CHOICES, required=False)
    first = DayField(gettext_lazy("From"))
    last = DayField(gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first one."))
        return data

    def choice(self) -> str:
        if not self.is_valid():
            return USUAL
        own = self.cleaned_data["first"] or self.cleaned_data["last"]
        return "own" if own else self.cleaned_data["span"] or USUAL

    def own(self) -> tuple[date | None, date | None]:
        data = self.cleaned_data if self.is_valid() else {}
        return data.get("first"), data.get("last")
