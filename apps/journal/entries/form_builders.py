"""Entry forms for the composer: a new one, one of a saved entry, one of what was sent."""

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from apps.common.http.request_values import id_sent
from apps.common.resubmission import echoed
from apps.journal import prompts
from apps.journal.entries.content import EntryContent
from apps.journal.entries.feelings import known_words
from apps.journal.entries.forms import GUIDE, EntryForm
from apps.journal.entries.tags import tags_text
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.practices.fields import carried_over, initial_of, name_of
from apps.journal.preferences.content import PreferencesContent
from apps.practices.catalogue import find
from apps.practices.practice import Practice


def new_form(
    preferences: PreferencesContent,
    *,
    entry_id: uuid.UUID | None = None,
    prompt_id: str = "",
    practice: Practice | None = None,
    last: EntryContent | None = None,
    template: EntryTemplateContent | None = None,
    day: date | None = None,
) -> EntryForm:
    """A page for the writer's own today, under an id of its own: empty, or as a template begins.

    Or it is for an earlier `day`, at no time.

    Of a practice it has the questions, and begins with the answers of the `last` page that are
    carried on.
    """
    carried = carried_over(practice, last) if practice and last else {}
    form = EntryForm(
        practice=practice,
        initial={
            "entry_id": entry_id or uuid.uuid4(),
            "revision": 0,
            "day": day or preferences.today(),
            "time": "" if day else preferences.clock(),
            "zone": preferences.known_zone,
            "prompt_id": prompt_id if prompts.find(prompt_id) else "",
            "came_from": GUIDE if prompts.find(prompt_id) else "",
            "practice_id": practice.id if practice else "",
            "title": practice.title if practice else template.name if template else "",
            "body": template.body if template else "",
            **carried,
        },
    )
    form.is_dated_now = day is None
    form.follows_device = form.is_dated_now and not preferences.known_zone
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


def form_sent(data: QueryDict, *, kept: EntryContent | None = None) -> EntryForm:
    """The composer as it was sent; `kept` is the page that it changes, over a limit perhaps."""
    practice = find(id_sent(data, "practice_id"))
    bound = partial(EntryForm, practice=practice, kept=kept)
    form = with_spare_id(bound, data, id_field="entry_id")
    form.draft_from = _draft_sent(data)
    return form


def form_again(data: QueryDict, **instead: Any) -> EntryForm:
    """Every word that was sent, as it was typed, to be sent once more; but no password."""
    data = echoed(data)
    practice = find(id_sent(data, "practice_id"))
    form = EntryForm(practice=practice)
    form.asks_later = practice is not None and any(name_of(e.id) in data for e in practice.later)
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


def entry_sent(data: QueryDict) -> EntryContent | None:
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
            "tags": tags_text(page.head.tags),
            "people": tags_text(page.head.people),
            "title": page.head.title,
            "body": page.body,
            "water": page.head.water,
            "feelings": [word for word in page.head.feelings if word in known],
            "own_words": tags_text([word for word in page.head.feelings if word not in known]),
            "before": page.head.before,
            "after": page.head.after,
            **answers,
        },
    )
