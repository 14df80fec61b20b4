"""A long list of guides, one page at a time, by Django's paginator."""

from typing import Final

from django.core.paginator import Page, Paginator

from apps.articles.models import Guide, GuideQuerySet

GUIDES_A_PAGE: Final = 48


def guides_on_page(guides: GuideQuerySet, number: int, *, count: int | None = None) -> Page[Guide]:
    """Return the page with that number, or the last one that there is; nothing is read yet.

    A `count` that is known already spares the query for it.
    """
    paginator = Paginator(guides, GUIDES_A_PAGE)
    if count is not None:
        paginator.count = count
    return paginator.get_page(number)


def ends_of(page: Page[Guide]) -> tuple[int, int]:
    """Return where the page starts and ends in the whole list, as for a slice."""
    start = (page.number - 1) * page.paginator.per_page
    return start, start + page.paginator.per_page
