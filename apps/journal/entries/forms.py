"""The composer's fields: everything optional but a word somewhere."""

from contextlib import suppress
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from apps.articles.prompts import Prompt
from apps.common.http.request_values import small_int
from apps.common.limits import with_limits
from apps.journal import prompts
from apps.journal.entries.content import WATER_LABELS, EntryContent, EntryHead
from apps.journal.entries.feelings import FeelingFamily, families, known_words
from apps.journal.entries.limits import LONGEST_BODY, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS
from apps.journal.entries.tags import TagsField
from apps.journal.practices.fields import WithPractice
from apps.journal.time_zones import DEVICE, place_of, zone_named

# What stands in the fold below the text and is empty on a new page.
DETAILS = ("water", "feelings", "own_words", "title", "tags", "people")
GUIDE = "guide"  # after keeping, the writer goes back to the page that asked


class BodyField(forms.CharField):
    """A browser sends line ends as CR LF; they count, and are kept, as the writer knows them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class EntryForm(WithPractice):
    """`entry_id` makes a double press harmless; `revision` is the one that was opened."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    prompt_id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    came_from = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    not_an_answer = forms.BooleanField(required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}),
        error_messages={
            "required": gettext_lazy("Which day is this page for?"),
            "invalid": gettext_lazy("Write the day as year-month-day, such as 2026-11-21."),
        },
    )
    title = forms.CharField(
        required=False,
        max_length=LONGEST_TITLE,
        error_messages={
            "max_length": with_limits(
                ngettext_lazy(
                    "A title has room for %(most)s character.",
                    "A title has room for %(most)s characters.",
                    "most",
                ),
                most=LONGEST_TITLE,
            )
        },
    )
    body = BodyField(
        label=gettext_lazy("Your page"),
        required=False,
        strip=False,
        max_length=LONGEST_BODY,
        error_messages={
            "max_length": with_limits(
                ngettext_lazy(
                    "One page has room for %(most)s character. Begin a second.",
                    "One page has room for %(most)s characters. Begin a second.",
                    "most",
                ),
                most=LONGEST_BODY,
            )
        },
    )
    water = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=list(WATER_LABELS.items())
    )
    feelings = forms.MultipleChoiceField(required=False)
    own_words = TagsField(
        label=gettext_lazy("Your own words"),
        most=MOST_TAGS,
        too_many=with_limits(
            ngettext_lazy(
                "Up to %(most)s word of your own, each up to %(longest)s characters, with commas "
                "between.",
                "Up to %(most)s words of your own, each up to %(longest)s characters, with "
                "commas between.",
                "most",
            ),
            most=MOST_TAGS,
            longest=LONGEST_TAG,
        ),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        most=MOST_TAGS,
        too_many=with_limits(
            ngettext_lazy(
                "Up to %(most)s tag, each up to %(longest)s characters, with commas between.",
                "Up to %(most)s tags, each up to %(longest)s characters, with commas between.",
                "most",
            ),
            most=MOST_TAGS,
            longest=LONGEST_TAG,
        ),
    )
    people = TagsField(
        label=gettext_lazy("People"),
        most=MOST_TAGS,
        too_many=with_limits(
            ngettext_lazy(
                "Up to %(most)s person, each up to %(longest)s characters, with commas between.",
                "Up to %(most)s people, each up to %(longest)s characters, with commas between.",
                "most",
            ),
            most=MOST_TAGS,
            longest=LONGEST_TAG,
        ),
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={
            "invalid": gettext_lazy("Write the time as hours and minutes, such as 21:40.")
        },
    )
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    clock = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    is_dated_now = False  # a new page, and not one for a day that its writer asked for or typed
    follows_device = False  # such a page while no time zone is known
    draft_from = ""  # the mark of the draft that the composer goes on with

    def __init__(self, *args: Any, kept: EntryContent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = kept
        if kept is not None:
            self._take_what_is_kept(kept.head)
        self.fields["feelings"].choices = [(w, w) for w in sorted(known_words())]  # type: ignore[attr-defined]

    def _take_what_is_kept(self, head: EntryHead) -> None:
        """A page out of a file may hold more than the composer would take; it can be saved."""
        own_words = [word for word in head.feelings if word not in known_words()]
        lists = {"tags": head.tags, "people": head.people, "own_words": own_words}
        for name, words in lists.items():
            field = self.fields[name]
            assert isinstance(field, TagsField)
            field.keep(words)
        title = self.fields["title"]
        if len(head.title) > LONGEST_TITLE:
            title.validators = [
                MaxLengthValidator(len(head.title))
                if isinstance(each, MaxLengthValidator)
                else each
                for each in title.validators
            ]

    def _says_as_little(self) -> bool:
        """Whether the kept page has no words either: one of photos alone."""
        kept = self._kept
        return kept is not None and not (kept.body.strip() or kept.head.title or kept.answers)

    def clean_zone(self) -> str:
        """The zone of the clock that `time` was read from; an unknown one is left out."""
        return zone_named(self.cleaned_data["zone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        has_title = data.get("title", "") not in {"", self.practice.title if self.practice else ""}
        has_words = has_title or str(data.get("body", "")).strip() or self.says_something(data)
        has_check = data.get("water") or data.get("feelings") or data.get("own_words")
        if not (self.errors or has_words or has_check or self._says_as_little()):
            self.add_error("body", _("There is nothing on this page yet. A word is enough."))
        return data

    def page(self) -> EntryContent:
        """The content of the entry that the form holds."""
        data = self.cleaned_data
        answered = data["prompt_id"] if self._answers_prompt(data) else ""
        prompt = prompts.find(answered) if answered else None
        head = EntryHead(
            day=data["day"],
            time=f"{data['time']:%H:%M}" if data["time"] else "",
            zone=data["zone"] if data["time"] else "",
            title=data["title"],
            water=data["water"],
            tags=tuple(data["tags"]),
            people=tuple(data["people"]),
            feelings=tuple(dict.fromkeys([*data["feelings"], *data["own_words"]])),
            prompt_id=answered,
            **(_of_prompt(prompt) if prompt else {}),
        )
        return self.answered(EntryContent(head=head, body=data["body"]))

    def is_dated_by_device(self) -> bool:
        """Whether nobody changed the day and the time that a script filled in."""
        return bool(self.cleaned_data["clock"] == DEVICE)

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

    def _answers_prompt(self, data: dict[str, Any]) -> bool:
        """Words under a question answer it, unless their writer says that they do not."""
        has_words = bool(data["title"] or data["body"].strip() or self.says_something(data))
        return has_words and not data["not_an_answer"]

    def prompt(self) -> Prompt | None:
        return prompts.find(str(self["prompt_id"].value() or ""))


def _of_prompt(prompt: Prompt) -> dict[str, Any]:
    """The fields of an entry's head that name the prompt which the entry answers."""
    return {
        "prompt_text": prompt.text,
        "guide": prompt.guide,
        "guide_title": prompt.source_title if prompt.guide else "",
        "guide_section": prompt.section,
        "guide_version": prompt.version,
    }
