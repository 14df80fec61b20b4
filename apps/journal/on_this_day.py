"""Looks back: a page of this calendar day in an earlier year, by its head alone."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import batched
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction

from apps.articles.links import links_to
from apps.journal import prompts
from apps.journal.entries.content import EntryHead
from apps.journal.entries.opened import NOTHING_OPENED, OpenedHeads
from apps.journal.models import HEAD, Entry, EntryQuerySet
from apps.practices.catalogue import find
from apps.practices.practice import FamilyName
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

AT_ONCE: Final = 500
ONE_DAY: Final = timedelta(days=1)


class EarlierEntry(NamedTuple):
    """A page of an earlier year."""

    id: UUID
    head: EntryHead


def page_of_this_day(
    vault: UnlockedVault,
    *,
    today: date,
    passed: Iterable[str],
    opened: OpenedHeads = NOTHING_OPENED,
) -> EarlierEntry | None:
    """One page of this day in an earlier year, the same one all day; None where there is none.

    Days are sealed. So the few pages are opened first whose plain day of last change is near: most
    were written on their own day. Only where these have nothing are all heads opened, for pages
    that were changed or written down later, or brought in from elsewhere. `opened` are heads that
    this request has opened before: no head is unsealed twice.
    """
    rows = Entry.objects.in_vault(vault).living()
    days = _days_near(today, since=vault.vault.made_on.year)
    without = set(passed)
    for some in (rows.changed_on_one_of(days), rows.changed_on_none_of(days)):
        found = [
            each for each in _of_this_day(vault, some, today, opened) if str(each.id) not in without
        ]
        if calm := _calm(found):
            return min(calm, key=lambda each: _rank(each.id, vault.id, today))
    return None


def is_of_this_day(day: date, *, today: date) -> bool:
    """Whether a day has today's name, in an earlier year.

    In a year without a 29 February that day is remembered on the 28th.
    """
    if day.year >= today.year:
        return False
    same = (day.month, day.day) == (today.month, today.day)
    ends_february = (today.month, (today + ONE_DAY).month) == (2, 3)
    return same or (ends_february and (day.month, day.day) == (2, 29))


def _days_near(today: date, *, since: int) -> set[date]:
    """This day in each year from `since` until the last one, and the days beside it.

    The plain day is that of a clock in UTC, which may be one more or one less than the writer's.
    """
    first = [_in_year(today, year) for year in range(since, today.year)]
    return {day + ONE_DAY * step for day in first for step in (-1, 0, 1, 2)}


def _in_year(today: date, year: int) -> date:
    """The same day in another year; for 29 February the 28th, where there is none."""
    try:
        return today.replace(year=year)
    except ValueError:
        return today.replace(year=year, day=28)


def _of_this_day(
    vault: UnlockedVault, rows: EntryQuerySet, today: date, opened: OpenedHeads
) -> Iterator[EarlierEntry]:
    """Only heads that name such a day are read; the others are unsealed and passed over."""
    signs = [_sign_of(today.month, today.day)]
    if (today.month, today.day) == (2, 28):
        signs.append(_sign_of(2, 29))
    with transaction.atomic():  # a cursor of the server's lives only inside
        for batch in batched(rows.sealed_heads(chunk=AT_ONCE), AT_ONCE):
            for row_id, known in ((row[0], opened.get(row[0])) for row in batch):
                if known and is_of_this_day(known.day, today=today):
                    yield EarlierEntry(row_id, known)
            some = [row for row in batch if row[0] not in opened]
            heads = vault.unseal_many(((row[0], row[1], row[3]) for row in some), kind=HEAD)
            for row, data in zip(some, heads, strict=True):
                if not data or not any(sign in data for sign in signs):
                    continue
                head = unless_damaged(EntryHead.from_bytes, data)
                if head and is_of_this_day(head.day, today=today):
                    yield EarlierEntry(row[0], head)


def _sign_of(month: int, day: int) -> bytes:
    """What stands in the bytes of every head of such a day, and hardly in another."""
    return f'-{month:02}-{day:02}"'.encode()


def _calm(found: list[EarlierEntry]) -> list[EarlierEntry]:
    """Without what may speak of danger: that is never shown unasked. In doubt it does.

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
