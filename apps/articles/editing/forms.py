"""The fields of the editor: a guide's text, taken apart so that nobody has to write TOML."""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.articles.editing.front_matter import KEYS, body_of, other_of, rewritten, values_of
from apps.articles.editing.library_texts import LibraryTexts
from apps.articles.editing.new_guide import FORMS
from apps.articles.models import Reader, Revision
from apps.common.content_files.toml_file import ContentError, toml_values
from apps.common.http.request_values import id_sent, small_int

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Label = str | _StrPromise

_CHANGE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\s*:\s*(\S.*)")
MOST_REVISIONS: Final = 2**31 - 1
RELATED: Final = ("related_1", "related_2", "related_3")


def _text(
    label: "Label", *, rows: int = 2, help_text: "Label" = "", **options: Any
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, widget=widget, help_text=help_text, **options
    )


def _day(label: "Label") -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


def _guide(label: "Label") -> forms.CharField:
    """A guide's address out of a list; one that is not there yet may stay, the checks see it."""
    return forms.CharField(label=label, required=False, max_length=80, widget=forms.Select)


class GuideForm(forms.Form):
    """One guide. A draft may have gaps; what must be there to be published, the checks say."""

    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=160)
    question = _text(_("The question it answers"))
    summary = _text(_("Summary"), help_text=_("One line for cards and search results."))
    answer = _text(_("Answer"), rows=3, help_text=_("Two sentences."))
    key_points = _text(
        _("If you only have a minute"), rows=5, help_text=_("Two to six points, one a line.")
    )
    for_whom = _text(_("Who this is for"))
    not_for = _text(_("When this is not the right guide"))
    content_note = _text(_("Note before a hard topic"))
    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "guide-source"}),
        help_text=_("Markdown. A fact names its record after the full stop: [F10.1]."),
    )
    prompts = _text(_("Try this"), rows=3, help_text=_("One to five questions, one a line."))
    related_1 = _guide(_("Read next"))
    related_2 = _guide(_("Then"))
    related_3 = _guide(_("And"))
    topic = forms.ChoiceField(label=_("Topic"))
    reader = forms.ChoiceField(label=_("Written"), choices=Reader)
    safety = forms.BooleanField(label=_("It is about safety"), required=False)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    published = _day(_("Published"))
    reviewed = _day(_("Last checked"))
    review_due = _day(_("Check again by"))
    changes = _text(
        _("Changes"),
        rows=3,
        help_text=_("A day and what was done, one a line: 2026-11-24: First published."),
    )
    other = _text(
        _("Anything else in the front matter"), help_text=_("As TOML. It is kept as it is.")
    )
    note = forms.CharField(
        label=_("Note on this version"),
        max_length=200,
        required=False,
        help_text=_("For the other editors."),
    )

    def __init__(self, *args: Any, library: LibraryTexts, slug: str, **options: Any) -> None:
        super().__init__(*args, **options)
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ChoiceField)
        topic.choices = [(each.slug, each.title) for each in library.topics.values()]
        guides = [(each.slug, each.title) for each in library.guides.values() if each.slug != slug]
        for name in RELATED:
            chosen = str(self[name].value() or "")
            other = [] if chosen in dict(guides) or not chosen else [(chosen, chosen)]
            self.fields[name].widget.choices = [("", "–"), *guides, *other]

    def words(self) -> list[forms.BoundField]:
        """The fields that readers read, in their order on the page."""
        names = ("title", "question", "content_note", "answer", "key_points", "for_whom")
        return [self[name] for name in (*names, "not_for", "body", "prompts", "summary")]

    def next(self) -> list[forms.BoundField]:
        return [self[name] for name in RELATED]

    def place(self) -> list[forms.BoundField]:
        return [self[name] for name in ("topic", "reader", "number")]

    def dates(self) -> list[forms.BoundField]:
        return [self[name] for name in ("published", "reviewed", "review_due")]

    def are_facts_wrong(self) -> bool:
        """Whether a field is wrong that the page keeps folded."""
        folded = {"safety", "changes", "other"} | {
            field.name for field in (*self.place(), *self.dates())
        }
        return bool(folded & self.errors.keys())

    def clean_changes(self) -> list[dict[str, Any]]:
        rows = []
        for line in _lines(self.cleaned_data["changes"]):
            found = _CHANGE.fullmatch(line)
            try:
                day = date.fromisoformat(found[1] if found else "")
            except ValueError:
                raise ValidationError(
                    _("Begin each line with a day and a colon: “%(line)s” does not."),
                    params={"line": line},
                ) from None
            rows.append({"date": day, "note": found[2] if found else ""})
        return rows

    def clean_other(self) -> str:
        other = str(self.cleaned_data["other"]).replace("\r\n", "\n").strip()
        try:
            keys = toml_values(other, name="other").keys()
        except ContentError as wrong:
            raise ValidationError(
                _("This is not TOML: %(why)s"), params={"why": str(wrong.__cause__)}
            ) from None
        if both := sorted(keys & set(KEYS)):
            raise ValidationError(_("There is a field for %(key)s above."), params={"key": both[0]})
        return other

    def text(self, base: Revision) -> str:
        """The guide's whole text, made of revision `base` and a valid form."""
        cleaned = self.cleaned_data
        values: dict[str, Any] = {
            key: cleaned[key] for key in KEYS if key in cleaned and key not in {"prompts"}
        }
        values |= {name: _lines(cleaned[name]) for name in ("key_points", "prompts")}
        values |= {
            name: " ".join(cleaned[name].split())
            for name in ("question", "summary", "answer", "for_whom", "not_for", "content_note")
        }
        values["related"] = [cleaned[name] for name in RELATED if cleaned[name]]
        return rewritten(
            base.text,
            values=values,
            other=cleaned["other"],
            body=cleaned["body"].replace("\r\n", "\n"),
        )


def initial_of(text: str) -> dict[str, Any]:
    """A text as the fields show it. Raises ContentError."""
    values = values_of(text)
    shown: dict[str, Any] = {key: values[key] for key in KEYS if key in values}
    for name in ("key_points", "prompts"):
        shown[name] = "\n".join(values.get(name, []))
    shown |= dict(zip(RELATED, values.get("related", []), strict=False))
    changes: list[Mapping[str, Any]] = values.get("changes", [])
    shown["changes"] = "\n".join(f"{each['date']}: {each['note']}" for each in changes)
    return shown | {"body": body_of(text), "other": other_of(text)}


class NewGuideForm(forms.Form):
    """What a guide is called before it has a text."""

    title = forms.CharField(label=_("Title"), max_length=160)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("Small letters, digits and hyphens. It cannot be changed later."),
    )
    form = forms.ChoiceField(
        label=_("Form"),
        choices=FORMS,
        required=False,
        help_text=_("What it starts from. Every heading in it is yours to change or to take out."),
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise ValidationError(_("Only small letters, digits, and a hyphen between them."))
        if Revision.objects.of(slug).exists():
            raise ValidationError(_("There is a guide with this address already."))
        return slug


class ReviewForm(forms.Form):
    """A review is said only by somebody who says what they did."""

    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What readers see in the list of changes"),
        max_length=200,
        initial=_("Checked against its sources."),
    )
    is_checked = forms.BooleanField(
        label=_("I read every sentence that states a fact against its record, today.")
    )


def number_sent(data: QueryDict, name: str) -> int | None:
    """A revision's number from an address or a form, or None for anything else."""
    return small_int(id_sent(data, name), most=MOST_REVISIONS)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
