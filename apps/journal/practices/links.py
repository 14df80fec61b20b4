"""The practices as guides and results offer them, for the registry in apps.common."""

from collections.abc import Iterable

from django.urls import reverse

from apps.common.practices import PracticeLink
from apps.practices.catalogue import catalogue


def links() -> Iterable[PracticeLink]:
    for each in catalogue().practices:
        yield PracticeLink(
            id=each.id,
            title=each.title,
            why=each.why,
            minutes=each.minutes,
            url=reverse("journal:practice", args=[each.id]),
            guides=each.guides,
            is_for_two=each.couple,
        )
