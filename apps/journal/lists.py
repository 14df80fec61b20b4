"""Rows with their opened heads, for every list of entries."""

from collections.abc import Iterable

from apps.journal.models import Entry
from apps.journal.writing import Head
from apps.vault.access import OpenVault
from apps.vault.sealing import Damaged


def with_heads(entries: Iterable[Entry], vault: OpenVault) -> list[tuple[Entry, Head | None]]:
    """Each row with its opened head, or None where it is damaged: one never hides the rest."""
    return [(row, _head_or_none(row, vault)) for row in entries]


def _head_or_none(row: Entry, vault: OpenVault) -> Head | None:
    try:
        return row.opened_head(vault)
    except Damaged:
        return None
