"""The two cards that look back on Today: each on one day of a week, and never both on one day."""

import hashlib
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from apps.articles.shelf.content import ShelfContent
from apps.articles.shelf.passage_card import PassageCard, kept_passage
from apps.journal.entries.opened import OpenedHeads
from apps.journal.entries.timeline import Timeline
from apps.journal.on_this_day import EarlierEntry, page_of_this_day
from apps.journal.preferences.content import PreferencesContent
from apps.journal.state.content import JournalStateContent
from apps.vault.unlocked_vault import UnlockedVault


class LookBackCard(StrEnum):
    """`THIS_DAY` is a page of this day in an earlier year, `PASSAGE` words kept from a guide."""

    THIS_DAY = "this_day"
    PASSAGE = "passage"


class LookedBack(NamedTuple):
    """The card of Today: an earlier page, a passage, or neither."""

    this_day: EarlierEntry | None = None
    passage: PassageCard | None = None


def card_on(day: date, *, vault_id: UUID) -> LookBackCard | None:
    """The card that has its day, if one has.

    Which weekday that is follows from the vault and the ISO week alone. So each is shown on at
    most one day of a week, and nothing has to be noted when it was shown: a look changes nothing.
    """
    year, week, weekday = day.isocalendar()
    drawn = hashlib.sha256(f"{vault_id}/{year}/{week}".encode()).digest()
    first = drawn[0] % 7
    second = (first + 1 + drawn[1] % 6) % 7
    return {first: LookBackCard.THIS_DAY, second: LookBackCard.PASSAGE}.get(weekday - 1)


def looked_back(
    vault: UnlockedVault,
    *,
    timeline: Timeline,
    preferences: PreferencesContent,
    state: JournalStateContent,
    shelf: ShelfContent,
    opened: OpenedHeads,
) -> LookedBack:
    """The card of today; none where today has no card, or the writer wants none."""
    today = preferences.today()
    if state.rests_on(today):
        return LookedBack()
    match card_on(today, vault_id=vault.id):
        case LookBackCard.THIS_DAY if preferences.shows_this_day:
            page = page_of_this_day(
                vault, timeline=timeline, today=today, passed=state.passed, opened=opened
            )
            return LookedBack(this_day=page)
        case LookBackCard.PASSAGE if preferences.shows_passage:
            passage = kept_passage(shelf, vault_id=vault.id, today=today, passed=state.passed)
            return LookedBack(passage=passage)
    return LookedBack()
