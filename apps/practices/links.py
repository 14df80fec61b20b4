"""The practices as guides and results offer them, by guide or by id."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from apps.practices import catalogue
from apps.practices.practice import Practice


@dataclass(frozen=True, kw_only=True)
class PracticeLink:
    """What a guide or a result shows of a practice. `is_for_two` is never offered near fear."""

    id: str
    title: str
    why: str
    minutes: int
    url: str
    guides: tuple[str, ...]
    is_for_two: bool


def find(practice_id: str) -> PracticeLink | None:
    """The practice with this id, or None for an unknown one."""
    practice = catalogue.find(practice_id)
    return _link(practice) if practice else None


def for_guides(slugs: Iterable[str], *, alone: bool) -> list[PracticeLink]:
    """What the guides with these slugs offer; with `alone` nothing that is made for two."""
    wanted = set(slugs)
    return [
        _link(each)
        for each in catalogue.catalogue().practices
        if wanted & set(each.guides) and not (alone and each.couple)
    ]


def _link(practice: Practice) -> PracticeLink:
    return PracticeLink(
        id=practice.id,
        title=practice.title,
        why=practice.why,
        minutes=practice.minutes,
        url=reverse("journal:practice", args=[practice.id]),
        guides=practice.guides,
        is_for_two=practice.couple,
    )
