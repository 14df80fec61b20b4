"""Finds guides by words: stems first, then what a half-typed or misspelt word may have meant."""

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
from apps.articles.models.search_index import SEARCH_CONFIG
from apps.articles.search.short_answers import ShortAnswer, short_answers
from apps.articles.search.synonyms import EXPRESSIONS, may_mean_harm, same_as
from apps.common.text.folding import folded
from apps.common.text.highlighting import END, MARK, shown

LONGEST: Final = 100
MOST_WORDS: Final = 8
LINE: Final = 190
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BETWEEN_WORDS: Final = str.maketrans(dict.fromkeys("*_~\\[]>", " "))
_OPERATOR: Final = re.compile(r'"|(?:^|\s)-\w|\bOR\b')


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
    """The answer to a search: one page of `hits`, and short `answers` beside them.

    `meant` holds the spellings that were looked for instead; `loosely` says that no guide has all
    the words; `words` is empty if there was nothing to look for; `safety_first` says that the
    words may mean harm, so that the guides on safety come first.
    """

    hits: list[GuideHit]
    page: Page[Guide]
    answers: list[ShortAnswer] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)
    loosely: bool = False
    safety_first: bool = False


def words_in(text: str) -> list[str]:
    """Return the words of a text, folded as everywhere, and without apostrophes."""
    plain = folded(text.translate(_BETWEEN_WORDS))
    return [word.replace("'", "") for word in _WORD.findall(plain)]


def find(words: str, *, among: GuideQuerySet, page: int = 1) -> SearchResults:
    """Look for guides with all the words; if there are none, for guides with any of them.

    Without words all guides are found. At most six queries, however many guides there are.
    """
    written = words_in(words[:LONGEST])[:MOST_WORDS]
    near = SearchWord.objects.near(written) if written else {}
    asked = [word for word in written if not near[word].common]
    if not asked:
        found = guides_on_page(among.by_topic().cards(), page)
        hits = [GuideHit(guide=each, summary=shown(each.summary)) for each in found]
        return SearchResults(hits=hits, page=found)

    harm = may_mean_harm(" ".join(written))
    exact, others = _websearch(folded(words[:LONGEST])), _expressions(written)
    best = reduce(or_, map(_websearch, others)) if others else exact
    exact = exact | best if others else exact
    each = [_word(word, near[word], last=word == written[-1]) for word in asked]
    meant = [near[word].alike[0] for word in asked if _is_misspelt(word, near[word])]
    as_written = bool(_OPERATOR.search(words))
    query, loosely = exact if as_written else exact | reduce(and_, each), False
    found = guides_on_page(among.matching(query), page)
    if not (found.paginator.count or as_written or len(asked) == 1):
        query = reduce(or_, each)
        found = guides_on_page(among.matching(query), page)
        loosely = bool(found.paginator.count)
    return SearchResults(
        hits=_hits(among, query, best=best, harm=harm, page=found) if found.paginator.count else [],
        page=found,
        answers=short_answers(query),
        words=asked,
        meant=meant,
        loosely=loosely,
        safety_first=harm,
    )


def _websearch(words: str) -> SearchQuery:
    return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")


def _expressions(words: list[str]) -> list[str]:
    text = " ".join(words)
    return [other for expression, other in EXPRESSIONS.items() if expression in text]


def _is_unknown(word: str, near: NearestWords) -> bool:
    return not (near.known or near.begun or same_as(word))


def _is_misspelt(word: str, near: NearestWords) -> bool:
    return _is_unknown(word, near) and bool(near.alike)


def _word(word: str, near: NearestWords, *, last: bool) -> SearchQuery:
    """Return a query for the word, what it means, how it may go on, or how it may be spelt."""
    others = [*same_as(word)]
    if last or not near.known:
        others += near.begun
    if _is_unknown(word, near):
        others += near.alike
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
    said = "" if MARK in marked else shown(shortened(vars(line)["marked"]))
    summary = shown(marked)
    return GuideHit(
        guide=guide, summary=summary, line=said, section=line.section, heading=line.heading
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
