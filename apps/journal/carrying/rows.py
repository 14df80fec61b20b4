"""What is to be taken out of a vault: every kind that can be carried, or some pages of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.journal.models import Entry
from apps.vault.access import OpenVault
from apps.vault.carrying import AT_ONCE, Said
from apps.vault.kinds import Kind, all_kinds
from apps.vault.sealing import Damaged

ENTRIES = "entries"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Everything; or the pages of some days, both included; or these pages."""

    first: date | None = None
    last: date | None = None
    ids: frozenset[UUID] | None = None

    @property
    def is_everything(self) -> bool:
        return self == Wanted()

    def takes(self, row: Entry, vault: OpenVault) -> bool:
        """Raises Damaged."""
        if self.ids is not None:
            return row.pk in self.ids
        if self.first is None and self.last is None:
            return True
        day = row.opened_head(vault).day
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True)
class Row:
    """One row on its way out; `said` is None where it is damaged."""

    kind: str
    id: UUID
    said: Said | None


def rows_of(vault: OpenVault, wanted: Wanted) -> Iterator[Row]:
    """Pages first, oldest first; then whatever else belongs to everything. A few at a time."""
    yield from _pages(vault, wanted)
    if wanted.is_everything:
        for kind in carried_kinds():
            if kind.name != ENTRIES and kind.carrier:
                for row in kind.carrier.rows(vault):
                    yield Row(kind.name, row.pk, _said_or_none(kind, vault, row))


def carried_kinds() -> Iterator[Kind]:
    return (kind for kind in all_kinds() if kind.carrier is not None)


def _pages(vault: OpenVault, wanted: Wanted) -> Iterator[Row]:
    kind = next(each for each in carried_kinds() if each.name == ENTRIES)
    found = Entry.objects.in_vault(vault).living().order_by("number")
    if wanted.ids is not None:
        found = found.among(wanted.ids)
    for row in found.iterator(chunk_size=AT_ONCE):
        try:
            is_wanted = wanted.takes(row, vault)
        except Damaged:
            is_wanted = True
        if is_wanted:
            yield Row(kind.name, row.pk, _said_or_none(kind, vault, row))


def _said_or_none(kind: Kind, vault: OpenVault, row: object) -> Said | None:
    assert kind.carrier is not None
    try:
        return kind.carrier.said(vault, row)
    except Damaged:
        return None
