"""What the composer shows of the fields of an entry: steps, feelings, day and time in words."""

from contextlib import suppress
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.articles.prompts import Prompt
from apps.common.http.request_values import small_int
from apps.journal import prompts
from apps.journal.entries.content import WATER_LABELS
from apps.journal.entries.feelings import FeelingFamily, families
from apps.journal.practices.fields import WithPractice
from apps.journal.time_zones import place_of, zone_named

# What stands in the fold below the text and is empty on a new page.
DETAILS: Final = ("water", "feelings", "own_words", "title", "tags", "people")


class ComposerFields(WithPractice):
    """Values for the template of the composer, of a form with the fields of an entry."""

    follows_device = False  # a new page while no time zone is known

    def families(self) -> tuple[FeelingFamily, ...]:
        return families()

    def chosen(self) -> set[str]:
        return set(self["feelings"].value() or [])

    def steps(self) -> list[dict[str, Any]]:
        """The five steps of the water check, as the composer draws them."""
        chosen = str(self["water"].value() or "")
        return [
            {"value": step, "label": label, "is_chosen": str(step) == chosen}
            for step, label in WATER_LABELS.items()
        ]

    @property
    def page_id(self) -> str:
        """The id of the page as an address names it; "" where what was sent is none."""
        try:
            return str(UUID(str(self["entry_id"].value())))
        except ValueError:
            return ""

    @property
    def day_value(self) -> str:
        """The day as a date field wants it, or exactly what was typed."""
        value = self["day"].value()
        return value.isoformat() if isinstance(value, date) else str(value or "")

    @property
    def time_value(self) -> str:
        """The time as a time field wants it, or exactly what was typed."""
        value = self["time"].value()
        return f"{value:%H:%M}" if isinstance(value, time) else str(value or "")

    @property
    def moment(self) -> str:
        """The day and the time of the page in words; a day that is none, exactly as typed."""
        day = self["day"].value()
        with suppress(forms.ValidationError):
            day = self.fields["day"].to_python(day) or day
        words = date_format(day, "l j F") if isinstance(day, date) else str(day or "")
        time_of_day = f", {self.time_value}" if self.time_value else ""
        return f"{words}{time_of_day}{' UTC' if self.follows_device else ''}"

    @property
    def zone_place(self) -> str:
        """Where the clock stands that dates a new page; empty for a page that is kept already."""
        is_new = str(self["revision"].value() or 0) == "0"
        return place_of(zone_named(str(self["zone"].value() or ""))) if is_new else ""

    def has_details(self) -> bool:
        """Whether the fold below the text holds a value that was chosen, or one to look at."""
        dated = any(name in self.errors for name in ("day", "time"))
        return dated or any(self[name].value() or name in self.errors for name in DETAILS)

    def chosen_in_words(self) -> list[str]:
        """What stands in the fold below the text, in a word or two each: `calm`, `2 feelings`."""
        water = WATER_LABELS.get(small_int(str(self["water"].value() or ""), most=5) or 0)
        feelings = len(self.chosen()) + self._counted("own_words")
        tags, people = self._counted("tags"), self._counted("people")
        said = [
            str(water).lower() if water else "",
            feelings and ngettext("%(n)s feeling", "%(n)s feelings", feelings) % {"n": feelings},
            _("a title") if self["title"].value() else "",
            tags and ngettext("%(n)s tag", "%(n)s tags", tags) % {"n": tags},
            people and ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
        ]
        return [str(each) for each in said if each]

    def _counted(self, name: str) -> int:
        """How many words a field with commas holds, as it was typed."""
        return sum(1 for each in str(self[name].value() or "").split(",") if each.strip())

    def is_body_alone_wrong(self) -> bool:
        """Whether the message beside the text says all that is wrong."""
        return set(self.errors) == {"body"}

    def says_more_than_a_date(self) -> bool:
        """Whether a page that is being written has anything that its writer put there."""
        return any(self[name].value() for name in ("body", *DETAILS))

    def prompt(self) -> Prompt | None:
        return prompts.find(str(self["prompt_id"].value() or ""))
