"""The days of all entries, in the one sealed row that a vault has for them."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from django.db import transaction

from apps.journal.entries.day_index import (
    DayIndexContent,
    EntryMoment,
    EntryPlace,
    EntryPlaces,
    Moments,
)
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import SealedTable, SingleSealedRow
from apps.vault.unlocked_vault import UnlockedVault

DAY_INDEX = "journal.day-index"


class DatedRows(Protocol):
    """A query set of entries, as far as the index asks it."""

    def places(self) -> EntryPlaces: ...

    def opened_moments(
        self, vault: UnlockedVault, places: Iterable[EntryPlace]
    ) -> Iterator[tuple[EntryPlace, EntryMoment]]: ...


class DayIndex(SingleSealedRow[DayIndexContent]):
    """A copy of what the heads say. Lost, damaged or behind, it is made again from them."""

    sealed_table = SealedTable(
        name="day index",
        blobs={"sealed": DAY_INDEX},
        not_exported="It repeats the days of pages, and is made anew from them.",
    )

    class Meta(SingleSealedRow.Meta):
        abstract = False

    @classmethod
    def catch_up(cls, vault: UnlockedVault, rows: DatedRows) -> None:
        """Note what was written since, and forget what is gone for good.

        `rows` are all of the vault's entries, also those in the trash: they may be taken back.
        """

        def caught_up(index: DayIndexContent) -> DayIndexContent:
            return DayIndexContent.of(known_or_opened(vault, rows, index))

        with transaction.atomic():
            vault.vault.hold()
            try:
                cls.change(vault, caught_up)
            except Damaged:
                cls.begin_anew(vault)
                cls.change(vault, caught_up)


def known_or_opened(vault: UnlockedVault, rows: DatedRows, index: DayIndexContent) -> Moments:
    """The moment of each of these entries; heads that the index does not have are opened."""
    places = rows.places()
    known = index.moments().among(places)
    if len(known) == len(places):
        return known
    missing = sorted(set(places).difference(known.places))
    return Moments.of(dict(known.items()) | dict(rows.opened_moments(vault, missing)))
