"""The card of Today that shows one kept passage, with its note and its guide."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.articles.models import Guide
from apps.articles.shelf.content import ShelfContent
from apps.articles.shelf.passages import Passage


@dataclass(frozen=True, kw_only=True)
class PassageCard:
    """A kept passage beside the guide that it comes from, as that is now."""

    passage: Passage
    guide: Guide


def kept_passage(
    shelf: ShelfContent, *, vault_id: UUID, today: date, passed: Iterable[str]
) -> PassageCard | None:
    """One kept passage, the same one all day; None where the shelf has none.

    Nothing from a guide about safety is shown unasked, nor a passage whose guide is gone.
    """
    without = set(passed)
    left = [each for each in shelf.passages if str(each.id) not in without]
    calm = Guide.objects.published().not_of_safety().in_order({each.slug for each in left})
    guides = {guide.slug: guide for guide in calm}
    shown = [each for each in left if each.slug in guides]
    if not shown:
        return None
    chosen = min(shown, key=lambda each: _rank(each.id, vault_id, today))
    return PassageCard(passage=chosen, guide=guides[chosen.slug])


def _rank(passage_id: UUID, vault_id: UUID, today: date) -> bytes:
    return hashlib.sha256(f"{vault_id}/{today}/{passage_id}".encode()).digest()
