"""A page in plain words, a line for each thing said, so that two versions can be compared."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.journal.entries.content import EntryContent
from apps.journal.practices.reading import sitting_of


def in_plain_words(page: EntryContent) -> str:
    """All that its writer put into a page: what the head says first, then answers and body."""
    lines = "\n".join(f"{label}: {words}" for label, words in _labelled(page) if words)
    return f"{lines}\n\n{page.body}"


def _labelled(page: EntryContent) -> Iterator[tuple[str, str]]:
    head = page.head
    yield _("Title"), head.title
    yield _("Day"), " ".join(filter(None, (date_format(head.day, "j F Y"), head.time)))
    yield _("How you were"), page.water_label
    yield _("Feelings"), ", ".join(head.feelings)
    yield _("Tags"), ", ".join(head.tags)
    yield _("People"), ", ".join(head.people)
    yield _("Strength before"), "" if head.before is None else str(head.before)
    sitting = sitting_of(page)
    for answer in sitting.answers if sitting else ():
        yield answer.label, ", ".join(answer.several)
    yield _("Strength after"), "" if head.after is None else str(head.after)
