"""Looks back: a page of this calendar day in an earlier year, by its head alone."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from apps.articles.links import links_to
from apps.journal import prompts
from apps.journal.entries.content import EntryHead
from apps.journal.entries.opened import NOTHING_OPENED, OpenedHeads, with_heads
from apps.journal.entries.timeline import Timeline
from apps.journal.models import Entry
from apps.practices.catalogue import find
from apps.practices.practice import FamilyName
from apps.vault.unlocked_vault import UnlockedVault

ONE_DAY: Final = timedelta(days=1)


class EarlierEntry(NamedTuple):
    """A page of an earlier year."""

    id: UUID
    head: EntryHead


def page_of_this_day(
    vault: UnlockedVault,
    *,
    timeline: Timeline,
    today: date,
    passed: Iterable[str],
    opened: OpenedHeads = NOTHING_OPENED,
) -> EarlierEntry | None:
    """One page of this day in an earlier year, the same one all day; None where there is none.

    Only the heads of pages that the timeline has on this day are opened, and none of them a second
    time: `opened` are heads that this request has opened before.
    """
    numbers = _numbers_of_this_day(timeline, today)
    rows = Entry.objects.in_vault(vault).living().in_order(numbers)
    without = set(passed)
    found = [
        EarlierEntry(row.id, head)
        for row, head in with_heads(rows, vault, opened=opened)
        if head and is_of_this_day(head.day, today=today) and str(row.id) not in without
    ]
    if not (calm := _calm(found)):
        return None
    return min(calm, key=lambda each: _rank(each.id, vault.id, today))


def is_of_this_day(day: date, *, today: date) -> bool:
    """Whether a day has today's name, in an earlier year.

    In a year without a 29 February that day is remembered on the 28th.
    """
    if day.year >= today.year:
        return False
    same = (day.month, day.day) == (today.month, today.day)
    ends_february = (today.month, (today + ONE_DAY).month) == (2, 3)
    return same or (ends_february and (day.month, day.day) == (2, 29))


def _numbers_of_this_day(timeline: Timeline, today: date) -> list[int]:
    """The pages of this day in each earlier year, by the day index alone."""
    days = timeline.first_and_last()
    years = range(days[0].year, min(days[1].year, today.year - 1) + 1) if days else ()
    return [
        number
        for year in years
        for day in _days_with_its_name(today, year)
        for number in timeline.between(day, day)
    ]


def _days_with_its_name(today: date, year: int) -> Iterator[date]:
    """The days of an earlier year that are remembered today: one, none or two."""
    for month, day in sorted({(today.month, today.day), (2, 29)}):
        with suppress(ValueError):  # the year has no such day
            if is_of_this_day(found := date(year, month, day), today=today):
                yield found


def _calm(found: list[EarlierEntry]) -> list[EarlierEntry]:
    """The entries that speak of no danger. One that may is never shown unasked.

    That is the practices about safety, and answers to a guide about it or to one that is gone.
    """
    guides = {each.id: _guide_of(each.head) for each in found if not _is_of_safety(each.head)}
    known = {link.slug for link in links_to(filter(None, guides.values())) if not link.safety}
    shown = {name for name, guide in guides.items() if not guide or guide in known}
    return [each for each in found if each.id in shown]


def _is_of_safety(head: EntryHead) -> bool:
    practice = find(head.practice)
    is_unknown = practice is None and bool(head.practice)
    return is_unknown or (practice is not None and practice.family == FamilyName.SAFETY)


def _guide_of(head: EntryHead) -> str:
    """The guide whose question it answers; a page of long ago names the question alone."""
    if head.guide or not head.prompt_id:
        return head.guide
    prompt = prompts.find(head.prompt_id)
    return prompt.guide if prompt else "?"


def _rank(entry_id: UUID, vault_id: UUID, today: date) -> bytes:
    return hashlib.sha256(f"{vault_id}/{today}/{entry_id}".encode()).digest()
