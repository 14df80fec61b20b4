"""What typed words are known to mean: the pages that the table of phrases names for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.articles.models import Guide, GuideQuerySet, SearchPhrase
from apps.articles.search.synonyms import concepts
from apps.practices.self_harm import speaks_of_self_harm

MOST: Final = 4
_OURS: Final = re.compile(r"/(?!/)[\w/#-]*\Z")
# Rows of the table that are read; several may name the same pages.
ROWS: Final = 8
GUIDE: Final = "guide"
# A word of the table that leads to people to talk to.
SELF_HARM: Final = "suicide"
KINDS: Final[dict[str, Promise]] = {
    "question": _("A question that people ask"),
    "term": _("From the glossary"),
    "book": _("From the reading list"),
    "practice": _("A practice"),
    "help": _("Help lines"),
    "page": _("A page of this site"),
}


@dataclass(frozen=True, kw_only=True)
class MeantPage:
    """A page that the words are known to mean; `guide` where it is one, with all of its card."""

    url: str
    title: str
    summary: str
    kind: str
    guide: Guide | None = None

    @property
    def kind_words(self) -> Promise | str:
        return KINDS.get(self.kind, "")


@dataclass(frozen=True, kw_only=True)
class Meanings:
    """The pages, the best first; whether the words may mean harm; what we have no page on."""

    pages: list[MeantPage] = field(default_factory=list)
    safety: bool = False
    nothing: str = ""

    @property
    def slugs(self) -> list[str]:
        return [page.guide.slug for page in self.pages if page.guide]

    @property
    def urls(self) -> set[str]:
        return {page.url for page in self.pages}


def meanings(words: Iterable[str], *, among: GuideQuerySet) -> Meanings:
    """Look the words up in the table; guides that are not among these are left out. Two queries."""
    typed = list(words)
    if speaks_of_self_harm(" ".join(typed)):
        typed.append(SELF_HARM)
    rows = list(SearchPhrase.objects.typed(concepts(typed), most=ROWS))
    # A table is not trusted with an address elsewhere.
    named = {page["url"]: page for row in rows for page in row.pages if _OURS.match(page["url"])}
    slugs = {url: url.split("/")[2] for url, page in named.items() if page["kind"] == GUIDE}
    cards = {each.slug: each for each in among.in_order(slugs.values())} if slugs else {}
    pages = [
        MeantPage(**page, guide=cards.get(slugs.get(url, "")))
        for url, page in named.items()
        if url not in slugs or slugs[url] in cards
    ]
    return Meanings(
        pages=pages[:MOST],
        safety=any(row.safety for row in rows),
        nothing=rows[0].nothing if rows else "",
    )
