"""Rows with what they say, for every list: a damaged one never hides the rest."""

from collections.abc import Iterable

from apps.journal.models import Draft, Entry, Letter
from apps.journal.typed import Typed
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


def typed_drafts[Row: (Draft, Letter)](
    rows: Iterable[Row], vault: OpenVault
) -> list[tuple[Row, Typed | None]]:
    """Each draft with what was typed, or None where it is damaged."""
    return [(row, _typed_or_none(row, vault)) for row in rows]


def _typed_or_none(row: Draft | Letter, vault: OpenVault) -> Typed | None:
    try:
        return row.typed(vault)
    except Damaged:
        return None
