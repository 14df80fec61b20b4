"""The composer's fields: everything optional but a word somewhere."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.articles.prompts import Prompt
from apps.common.limits import with_limits
from apps.journal import prompts
from apps.journal.entries.composer_fields import ComposerFields
from apps.journal.entries.content import WATER_LABELS, EntryContent, EntryHead
from apps.journal.entries.dating import by_chosen_zone
from apps.journal.entries.feelings import known_words
from apps.journal.entries.limits import LONGEST_BODY, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS
from apps.journal.entries.tags import TagsField
from apps.journal.preferences.content import PreferencesContent
from apps.journal.time_zones import DEVICE, zone_named
from apps.vault.codec import replace

GUIDE = "guide"  # after keeping, the writer goes back to the page that asked


class BodyField(forms.CharField):
    """A browser sends line ends as CR LF; they count, and are kept, as the writer knows them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class EntryForm(ComposerFields):
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

    def dated_page(self, preferences: PreferencesContent) -> EntryContent:
        """The page as Keep dates it: in the writer's time zone where a script filled in its day.

        A day or a time that the writer changed stays as it is.
        """
        page = self.page()
        if self.cleaned_data["clock"] != DEVICE:
            return page
        return replace(page, head=by_chosen_zone(page.head, preferences))

    def _answers_prompt(self, data: dict[str, Any]) -> bool:
        """Words under a question answer it, unless their writer says that they do not."""
        has_words = bool(data["title"] or data["body"].strip() or self.says_something(data))
        return has_words and not data["not_an_answer"]


def _of_prompt(prompt: Prompt) -> dict[str, Any]:
    """The fields of an entry's head that name the prompt which the entry answers."""
    return {
        "prompt_text": prompt.text,
        "guide": prompt.guide,
        "guide_title": prompt.source_title if prompt.guide else "",
        "guide_section": prompt.section,
        "guide_version": prompt.version,
    }
