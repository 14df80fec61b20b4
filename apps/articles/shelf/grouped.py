"""The whole shelf by guide, searched in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.articles.models.guides import Guide
from apps.articles.shelf.content import ReadingPosition, SavedGuide, ShelfContent
from apps.articles.shelf.guide_text import KeptPassage, kept_in
from apps.articles.shelf.passages import Passage
from apps.common.text.folding import folded


@dataclass(frozen=True, kw_only=True)
class ShelfGroup:
    """What is kept of one guide; `guide` is None where the library has it no more."""

    slug: str
    title: str
    guide: Guide | None
    is_saved: bool
    place: ReadingPosition | None
    kept: list[KeptPassage]


def slugs_of(contents: ShelfContent) -> list[str]:
    """Every guide of which something is kept, the newest first."""
    rows = _rows(contents)
    newest = {each.slug: each.on for each in sorted(rows, key=lambda each: each.on)}
    return sorted(newest, key=lambda slug: newest[slug], reverse=True)


def by_guide(
    contents: ShelfContent, guides: Mapping[str, Guide], *, words: str = ""
) -> list[ShelfGroup]:
    """The shelf by guide, or what of it has all the words, in whatever case and accents."""
    wanted = folded(words).split()
    shelf = [_of(slug, contents, guides.get(slug), wanted) for slug in slugs_of(contents)]
    return [each for each in shelf if each]


def _of(
    slug: str, contents: ShelfContent, guide: Guide | None, wanted: list[str]
) -> ShelfGroup | None:
    passages = contents.passages_of(slug)
    place = contents.position_in(slug)
    title = guide.title if guide else _title(slug, contents)
    if not _has(wanted, title, place.heading if place else ""):
        passages = [each for each in passages if _has(wanted, title, each.quote, each.note)]
        if not passages:
            return None
    return ShelfGroup(
        slug=slug,
        title=title,
        guide=guide,
        is_saved=contents.has(slug),
        place=place,
        kept=kept_in(guide, passages[::-1]),
    )


def _has(wanted: list[str], *texts: str) -> bool:
    text = folded("\n".join(texts))
    return all(word in text for word in wanted)


def _title(slug: str, contents: ShelfContent) -> str:
    return next(each.title for each in _rows(contents) if each.slug == slug)


def _rows(contents: ShelfContent) -> list[SavedGuide | ReadingPosition | Passage]:
    return [*contents.saved, *contents.places, *contents.passages]
