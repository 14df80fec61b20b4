"""The sittings of one practice in a journal, opened in memory and kept nowhere."""

from dataclasses import dataclass

from apps.journal.lists import with_heads
from apps.journal.models import Entry
from apps.journal.practices.practice import Practice
from apps.journal.practices.reading import Sitting, sitting_of
from apps.journal.writing import Head, Page
from apps.vault.access import OpenVault
from apps.vault.sealing import Damaged

MOST_SIDE_BY_SIDE = 6


@dataclass(frozen=True)
class PastSitting:
    """One sitting; `page` is None where its answers are damaged."""

    entry: Entry
    head: Head
    page: Page | None
    sitting: Sitting | None


def heads_of(vault: OpenVault, practice: Practice) -> list[tuple[Entry, Head]]:
    """Every kept page that answers a practice, the newest day first, by heads alone."""
    rows = with_heads(Entry.objects.in_vault(vault).living().heads(), vault)
    found = [(row, head) for row, head in rows if head and head.practice == practice.id]
    return sorted(found, key=lambda pair: (pair[1].day, pair[0].number), reverse=True)


def sittings(vault: OpenVault, heads: list[tuple[Entry, Head]]) -> list[PastSitting]:
    """These sittings, opened whole, in the same order."""
    wanted = [row.pk for row, _head in heads]
    bodies = {row.pk: row for row in Entry.objects.in_vault(vault).among(wanted)}
    return [_opened(bodies[row.pk], head, vault) for row, head in heads if row.pk in bodies]


def last_answers(vault: OpenVault, practice: Practice) -> Page | None:
    """The page that answered a practice last, or None."""
    for past in sittings(vault, heads_of(vault, practice)[:1]):
        return past.page
    return None


def _opened(row: Entry, head: Head, vault: OpenVault) -> PastSitting:
    try:
        page = row.page(vault)
    except Damaged:
        return PastSitting(row, head, None, None)
    return PastSitting(row, head, page, sitting_of(page))
