"""The guides that other rooms lead to, by slug."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.articles.models import Guide


@dataclass(frozen=True, kw_only=True)
class GuideLink:
    slug: str
    title: str
    url: str
    safety: bool = False


def links_to(slugs: Iterable[str]) -> list[GuideLink]:
    """The published guides among these slugs, in their order, in one query."""
    wanted = tuple(slug for slug in slugs if "\0" not in slug)  # which no database looks up
    found = Guide.objects.published().links(wanted) if wanted else ()
    links = {
        guide.slug: GuideLink(
            slug=guide.slug, title=guide.title, url=guide.get_absolute_url(), safety=guide.safety
        )
        for guide in found
    }
    return [links[slug] for slug in wanted if slug in links]
