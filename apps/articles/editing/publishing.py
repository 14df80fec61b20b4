"""Publishes an edited guide through the functions that load a guide from its file."""

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from apps.articles.content.checks import read_library
from apps.articles.content.load import load, renew_words
from apps.articles.editing.front_matter import body_of, other_of, rewritten, values_of
from apps.articles.models import Guide, Revision, RevisionConflict, RevisionState

MONTHS: Final = 12
MONTHS_SAFETY: Final = 6


def keep(slug: str, text: str, *, after: int, **columns: Any) -> Revision:
    """Keep a text as a draft, which its readers never see.

    Raises RevisionConflict if revision `after` is not the last one of the guide and the last one
    says something else.
    """
    try:
        return Revision.objects.add(slug, text, after=after, **columns)
    except RevisionConflict as conflict:
        if conflict.kept.says(text) and conflict.kept.state == RevisionState.DRAFT:
            return conflict.kept  # the same form, sent twice
        raise


@transaction.atomic
def publish(slug: str, text: str, *, after: int, **columns: Any) -> Revision:
    """Keep a text as the published revision and bring the library into line with it.

    Raises RevisionConflict if revision `after` is not the last one of the guide, and RefusedError
    if the library would not hold to the standard; then nothing has changed.
    """
    from_file = Revision.objects.of(slug).from_files().first()
    try:
        row = Revision.objects.add(
            slug, text, after=after, state=RevisionState.PUBLISHED, **columns
        )
    except RevisionConflict as conflict:
        if conflict.kept.says(text) and conflict.kept.state == RevisionState.PUBLISHED:
            return conflict.kept  # the same form, sent twice
        raise
    if from_file is not None and from_file.digest == row.digest:
        row.is_now_in_file()
    load(read_library(settings.LIBRARY, edited=Revision.objects.edited_texts()))
    return row


@transaction.atomic
def set_withdrawn(guide: Guide, withdrawn: bool) -> None:
    """Take a guide out of the library with all that leads to it, or put it back as it was."""
    guide.withdrawn = withdrawn
    guide.save(update_fields=["withdrawn"])
    renew_words()


def reviewed_today(text: str, *, today: date, note: str) -> str:
    """Return a text with today as the day of its review, the next one due, and a line that says so.

    The next review is due after 12 months, after 6 for a guide on safety (editorial standard).
    Raises ContentError.
    """
    values = values_of(text)
    months = MONTHS_SAFETY if values.get("safety") else MONTHS
    values |= {"reviewed": today, "review_due": months_after(today, months)}
    values["changes"] = [*values.get("changes", []), {"date": today, "note": note}]
    return rewritten(text, values=values, other=other_of(text), body=body_of(text))


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
