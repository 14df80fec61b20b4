"""The guides that other rooms lead to, by slug."""

from collections.abc import Iterable

from apps.articles.models import Guide
from apps.common.guides import GuideLink


def links(slugs: tuple[str, ...]) -> Iterable[GuideLink]:
    """The published ones among the slugs, in one query."""
    for guide in Guide.objects.published().filter(slug__in=slugs).only("slug", "title", "safety"):
        yield GuideLink(
            slug=guide.slug, title=guide.title, url=guide.get_absolute_url(), safety=guide.safety
        )
