"""The composer's fields: everything optional but a word somewhere."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, time
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.articles.prompts import Prompt
from apps.common.http.request_values import id_sent
from apps.common.limits import limits_said
from apps.common.resubmission import echoed
from apps.journal import prompts
from apps.journal.entries.content import WATER_LABELS, EntryContent, EntryHead
from apps.journal.entries.dating import DEVICE
from apps.journal.entries.feelings import FeelingFamily, families, known_words
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.practices.fields import WithPractice, carried_over, initial_of
from apps.journal.preferences import PreferencesContent, zones
from apps.practices.catalogue import find
from apps.practices.practice import Practice

LONGEST = 40


class LabelsField(forms.CharField):
    """Cleans to a list of words, each once, in the order in which they were typed."""

    def __init__(self, *, most: int, too_many: Any, **options: Any) -> None:
        super().__init__(required=False, max_length=most * (LONGEST + 2), **options)
        self.most = most
        self.error_messages["max_length"] = self.error_messages["too_many"] = too_many

    def clean(self, value: Any) -> Any:
        words = labels_in(str(super().clean(value)))
        if len(words) > self.most or any(len(word) > LONGEST for word in words):
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        return words


def labels_in(text: str) -> list[str]:
    """The words between the commas; capitals do not make a second word of one."""
    found: dict[str, str] = {}
    for word in (" ".join(part.split()) for part in text.split(",")):
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def as_typed(labels: Sequence[str]) -> str:
    return ", ".join(labels)


LONGEST_BODY = 200_000
LONGEST_TITLE = 200
MOST_OWN_WORDS = 12
MOST_TAGS = 12
MOST_PEOPLE = 12
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
            "max_length": limits_said(
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
            "max_length": limits_said(
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
    own_words = LabelsField(
        label=gettext_lazy("Your own words"),
        most=MOST_OWN_WORDS,
        too_many=limits_said(
            ngettext_lazy(
                "Up to %(most)s word of your own, each up to %(longest)s characters, with commas "
                "between.",
                "Up to %(most)s words of your own, each up to %(longest)s characters, with "
                "commas between.",
                "most",
            ),
            most=MOST_OWN_WORDS,
            longest=LONGEST,
        ),
    )
    tags = LabelsField(
        label=gettext_lazy("Tags"),
        most=MOST_TAGS,
        too_many=limits_said(
            ngettext_lazy(
                "Up to %(most)s tag, each up to %(longest)s characters, with commas between.",
                "Up to %(most)s tags, each up to %(longest)s characters, with commas between.",
                "most",
            ),
            most=MOST_TAGS,
            longest=LONGEST,
        ),
    )
    people = LabelsField(
        label=gettext_lazy("People"),
        most=MOST_PEOPLE,
        too_many=limits_said(
            ngettext_lazy(
                "Up to %(most)s person, each up to %(longest)s characters, with commas between.",
                "Up to %(most)s people, each up to %(longest)s characters, with commas between.",
                "most",
            ),
            most=MOST_PEOPLE,
            longest=LONGEST,
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
    follows_device = False  # a new page while no time zone is known
    draft_from = ""  # the mark of the draft that the composer goes on with

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feelings"].choices = [(w, w) for w in sorted(known_words())]  # type: ignore[attr-defined]

    def clean_zone(self) -> str:
        """The zone of the clock that `time` was read from; an unknown one is left out."""
        zone = self.cleaned_data["zone"]
        return zone if zone in zones() else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        has_title = data.get("title", "") not in {"", self.practice.title if self.practice else ""}
        has_words = has_title or str(data.get("body", "")).strip() or self.says_something(data)
        has_check = data.get("water") or data.get("feelings") or data.get("own_words")
        if not self.errors and not has_words and not has_check:
            self.add_error("body", _("There is nothing on this page yet. A word is enough."))
        return data

    def page(self) -> EntryContent:
        """The content of the entry that the form holds."""
        data = self.cleaned_data
        prompt = prompts.find(data["prompt_id"]) if data["prompt_id"] else None
        head = EntryHead(
            day=data["day"],
            time=f"{data['time']:%H:%M}" if data["time"] else "",
            zone=data["zone"] if data["time"] else "",
            title=data["title"],
            water=data["water"],
            tags=tuple(data["tags"]),
            people=tuple(data["people"]),
            feelings=tuple(dict.fromkeys([*data["feelings"], *data["own_words"]])),
            prompt_id=data["prompt_id"],
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
    def day_value(self) -> str:
        """The day as a date field wants it, or exactly what was typed."""
        value = self["day"].value()
        return value.isoformat() if isinstance(value, date) else str(value or "")

    @property
    def time_value(self) -> str:
        """The time as a time field wants it, or exactly what was typed."""
        value = self["time"].value()
        return f"{value:%H:%M}" if isinstance(value, time) else str(value or "")

    def has_details(self) -> bool:
        return bool(self["tags"].value() or self["people"].value())

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


def new_form(
    preferences: PreferencesContent,
    *,
    prompt_id: str = "",
    practice: Practice | None = None,
    last: EntryContent | None = None,
    template: EntryTemplateContent | None = None,
) -> EntryForm:
    """A page for the writer's own today, under an id of its own: empty, or as a template begins.

    Of a practice it has the questions, and begins with the answers of the `last` page that are
    carried on.
    """
    carried = carried_over(practice, last) if practice and last else {}
    form = EntryForm(
        practice=practice,
        initial={
            "entry_id": uuid.uuid4(),
            "revision": 0,
            "day": preferences.today(),
            "time": preferences.clock(),
            "zone": preferences.zone,
            "prompt_id": prompt_id if prompts.find(prompt_id) else "",
            "came_from": GUIDE if prompts.find(prompt_id) else "",
            "practice_id": practice.id if practice else "",
            "title": practice.title if practice else template.name if template else "",
            "body": template.body if template else "",
            **carried,
        },
    )
    form.follows_device = not preferences.zone
    return form


def with_spare_id[Sent: forms.Form](
    bound: Callable[[QueryDict], Sent], data: QueryDict, *, id_field: str
) -> Sent:
    """The form of what was sent; a broken id or revision becomes that of a new row."""
    form = bound(data)
    spare = {id_field: str(uuid.uuid4()), "revision": "0"}
    broken = [name for name in spare if name in form.errors]
    if not broken:
        return form
    mended = data.copy()
    for name in broken:
        mended[name] = spare[name]
    return bound(mended)


def form_sent(data: QueryDict) -> EntryForm:
    practice = find(id_sent(data, "practice_id"))
    form = with_spare_id(partial(EntryForm, practice=practice), data, id_field="entry_id")
    form.draft_from = _draft_sent(data)
    return form


def form_again(data: QueryDict, **instead: Any) -> EntryForm:
    """Every word that was sent, as it was typed, to be sent once more; but no password."""
    data = echoed(data)
    form = EntryForm(practice=find(id_sent(data, "practice_id")))
    form.initial = {
        name: data.getlist(name)
        if isinstance(field, forms.MultipleChoiceField)
        else data.get(name, "")
        for name, field in form.fields.items()
    } | instead
    form.draft_from = _draft_sent(data)
    return form


def _draft_sent(data: QueryDict) -> str:
    """The mark of the draft that a composer had saved, or else of the one it was opened from."""
    return id_sent(data, "draft") or id_sent(data, "draft_from")


def page_typed(data: QueryDict) -> EntryContent | None:
    """The page that was sent, or None where it could not be kept as it stands."""
    form = form_sent(data)
    return form.page() if form.is_valid() else None


def form_of(page: EntryContent, *, entry_id: uuid.UUID, revision: int) -> EntryForm:
    """A kept page, ready to be changed."""
    known, practice = known_words(), find(page.head.practice)
    answers = initial_of(practice, page.answers) if practice else {}
    return EntryForm(
        practice=practice,
        initial={
            "entry_id": entry_id,
            "revision": revision,
            "prompt_id": page.head.prompt_id,
            "practice_id": page.head.practice,
            "day": page.head.day,
            "time": page.head.time,
            "zone": page.head.zone,
            "tags": as_typed(page.head.tags),
            "people": as_typed(page.head.people),
            "title": page.head.title,
            "body": page.body,
            "water": page.head.water,
            "feelings": [word for word in page.head.feelings if word in known],
            "own_words": as_typed([word for word in page.head.feelings if word not in known]),
            "before": page.head.before,
            "after": page.head.after,
            **answers,
        },
    )
