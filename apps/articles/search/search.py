"""Finds pages by words: what people are known to mean by them, then guides that have them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Final

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.core.paginator import Page
from django.utils.safestring import SafeString

from apps.articles.guide_pages import ends_of, guides_on_page
from apps.articles.models import Guide, GuideQuerySet, NearestWords, SearchWord, Sentence
from apps.articles.models.search_index import SEARCH_CONFIG, WrittenQuery
from apps.articles.search.meanings import Meanings, MeantPage, meanings
from apps.articles.search.short_answers import ShortAnswer, short_answers
from apps.articles.search.spelling import meant_by
from apps.articles.search.synonyms import concepts, may_mean_harm, same_as
from apps.articles.search.words import words_in
from apps.common.text.folding import folded
from apps.common.text.highlighting import END, MARK, shown

LONGEST: Final = 100
MOST_WORDS: Final = 12
LINE: Final = 190
_OPERATOR: Final = re.compile(r'"|(?:^|\s)-\w')


@dataclass(frozen=True, kw_only=True)
class GuideHit:
    """A guide with its summary and, if the words are not in that, the line that has them.

    `section` is the id of the section that has the words, `heading` what its heading says.
    """

    guide: Guide
    summary: SafeString
    line: str = ""
    section: str = ""
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchResults:
    """The answer to a search: what the words are known to mean, and one page of `hits` after it.

    `meant_pages` are those of the table of phrases, whatever kind of page they are; on later pages
    of the list they are only counted. `answers` are short ones beside the hits. `spelt` pairs a
    misspelt word with the one that was looked for; `loosely` says that nothing has all the words;
    `words` is empty if there was nothing to look for; `safety_first` says that the words may mean
    harm, so that pages on safety come first; `nothing` says what we have no page on.
    """

    hits: list[GuideHit]
    page: Page[Guide]
    meant_pages: list[MeantPage] = field(default_factory=list)
    meant_count: int = 0
    answers: list[ShortAnswer] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    spelt: list[tuple[str, str]] = field(default_factory=list)
    loosely: bool = False
    safety_first: bool = False
    nothing: str = ""

    @property
    def count(self) -> int:
        """How many pages were found, on all pages of the list together."""
        return self.meant_count + self.page.paginator.count

    @property
    def guides(self) -> list[Guide]:
        """The guides on this page of the list, in the order in which they are shown."""
        meant = [each.guide for each in self.meant_pages if each.guide]
        return meant + [hit.guide for hit in self.hits]


def find(words: str, *, among: GuideQuerySet, page: int = 1) -> SearchResults:
    """Look for what the words are known to mean, and for guides with all or any of them.

    Without words all guides are found. At most eight queries, however many guides there are.
    """
    written = words_in(words[:LONGEST])[:MOST_WORDS]
    near = SearchWord.objects.near(written) if written else {}
    spelt = {word: other for word in written if (other := _spelt_for(word, near[word]))}
    looked_for = [spelt.get(word, word) for word in written]
    meant = meanings(looked_for, among=among) if written else Meanings()
    asked = [word for word in written if not near[word].common]
    if not asked and not meant.pages:
        found = guides_on_page(among.by_topic().cards(), page)
        hits = [GuideHit(guide=each, summary=shown(each.summary)) for each in found]
        return SearchResults(hits=hits, page=found)

    harm = meant.safety or may_mean_harm(" ".join(written))
    rest = among.exclude(slug__in=meant.slugs) if meant.slugs else among
    exact = WrittenQuery.of(_websearch(folded(words[:LONGEST])))
    each = [_word(word, near[word], last=word == written[-1]) for word in asked]
    as_written = bool(_OPERATOR.search(words))
    query = exact if as_written or not each else WrittenQuery.of(exact | reduce(and_, each))
    loosely = False
    found = guides_on_page(rest.matching(query), page)
    if not (found.paginator.count or meant.pages or as_written or len(asked) == 1):
        query = WrittenQuery.of(reduce(or_, each))
        found = guides_on_page(rest.matching(query), page)
        loosely = bool(found.paginator.count)
    has_hits = bool(found.paginator.count)
    return SearchResults(
        hits=_hits(rest, query, best=exact, harm=harm, page=found) if has_hits else [],
        page=found,
        meant_pages=meant.pages if page == 1 else [],
        meant_count=len(meant.pages),
        answers=short_answers(query, but=meant.urls),
        words=written,
        spelt=list(spelt.items()),
        loosely=loosely,
        safety_first=harm,
        nothing=meant.nothing,
    )


def _websearch(words: str) -> SearchQuery:
    """The words as a web search takes them, with quotes and a minus; “or” is an ordinary word."""
    said = re.sub(r"\bor\b", " ", words, flags=re.IGNORECASE)
    return SearchQuery(said, config=SEARCH_CONFIG, search_type="websearch")


def _spelt_for(word: str, near: NearestWords) -> str:
    """The word that a misspelt one must have meant; empty where it is known, or nothing is near."""
    if near.common or near.known or near.begun or same_as(word) or concepts([word]) != word:
        return ""
    return meant_by(word, near.alike)


def _word(word: str, near: NearestWords, *, last: bool) -> SearchQuery:
    """Return a query for the word, what it means, how it may go on, or how it may be spelt."""
    others = [*same_as(word)]
    if last or not near.known:
        others += near.begun
    if other := _spelt_for(word, near):
        others += [other, *same_as(other)]
    return _any([word, *others])


def _any(texts: Iterable[str]) -> SearchQuery:
    queries = (SearchQuery(text, config=SEARCH_CONFIG, search_type="phrase") for text in texts)
    return reduce(or_, queries)


def _hits(
    among: GuideQuerySet, query: SearchQuery, *, best: SearchQuery, harm: bool, page: Page[Guide]
) -> list[GuideHit]:
    """Return the guides of one page of results. Two queries."""
    start, end = ends_of(page)
    ranked = among.ranked(query, best=best, safety_first=harm, start=start, end=end)
    marked = SearchHeadline(
        "summary", query, config=SEARCH_CONFIG, start_sel=MARK, stop_sel=END, highlight_all=True
    )
    guides = list(ranked.cards().annotate(marked=marked))
    lines = Sentence.objects.best_of_each(guides, query, start=MARK, end=END)
    return [_hit(guide, lines.get(guide.pk), marked=vars(guide)["marked"]) for guide in guides]


def _hit(guide: Guide, line: Sentence | None, *, marked: str) -> GuideHit:
    """Show the line where the summary has no mark; lead to its section in any case."""
    if line is None:
        return GuideHit(guide=guide, summary=shown(marked))
    excerpt = "" if MARK in marked else shown(shortened(vars(line)["marked"]))
    summary = shown(marked)
    return GuideHit(
        guide=guide, summary=summary, line=excerpt, section=line.section, heading=line.heading
    )


def shortened(line: str) -> str:
    """Cut a long marked line at the ends of words, around its first mark."""
    if len(line) <= LINE:
        return line
    start = max(0, line.find(MARK) - LINE // 2)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    piece = line[start : start + LINE]
    if start + LINE < len(line):
        piece = piece.rpartition(" ")[0]
        piece += END if piece.count(MARK) > piece.count(END) else ""
        piece += " …"
    return f"… {piece}" if start else piece
