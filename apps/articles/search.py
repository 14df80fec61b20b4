"""Finds guides by words: stems first, then what a half-typed or misspelt word may have meant."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Final

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, OuterRef, Subquery
from django.utils.safestring import SafeString

from apps.articles.models import Guide, GuideQuerySet, Line, Near, Word
from apps.articles.models.guides import SEARCH_CONFIG
from apps.articles.synonyms import EXPRESSIONS, may_mean_harm, same_as
from apps.common.marks import END, MARK, shown

LONGEST: Final = 100
MOST_WORDS: Final = 8
LINE: Final = 190
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OPERATOR: Final = re.compile(r'"|(?:^|\s)-\w|\bOR\b')


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A guide with its summary and, if the words are not in that, the line that has them."""

    guide: Guide
    summary: SafeString
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer to a search.

    `meant` holds the spellings that were looked for instead; `loosely` says that no guide has all
    the words; `words` is empty if there was nothing to look for; `safety_first` says that the
    words may mean harm, so that the guides on safety come first.
    """

    hits: list[Hit]
    words: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)
    loosely: bool = False
    safety_first: bool = False


def words_in(text: str) -> list[str]:
    """Return the words of a text, small and without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return [re.sub(r"['’]", "", word) for word in _WORD.findall(plain)]


def find(words: str, *, among: GuideQuerySet) -> Found:
    """Look for guides with all the words; if there are none, for guides with any of them.

    Without words all guides are found. At most three queries, however many guides there are.
    """
    written = words_in(words[:LONGEST])[:MOST_WORDS]
    near = Word.objects.near(written) if written else {}
    asked = [word for word in written if not near[word].common]
    if not asked:
        return Found(hits=[Hit(guide=each, summary=shown(each.summary)) for each in among.cards()])

    harm = may_mean_harm(" ".join(written))
    exact = _any([words[:LONGEST], *_expressions(written)], search_type="websearch")
    each = [_word(word, near[word], last=word == written[-1]) for word in asked]
    meant = [near[word].alike[0] for word in asked if _is_misspelt(word, near[word])]
    as_written = bool(_OPERATOR.search(words))
    hits = _hits(among, exact if as_written else exact | reduce(and_, each), best=exact, harm=harm)
    if hits or as_written or len(asked) == 1:
        return Found(hits=hits, words=asked, meant=meant if hits else [], safety_first=harm)
    hits = _hits(among, reduce(or_, each), best=exact, harm=harm)
    return Found(hits=hits, words=asked, meant=meant, loosely=bool(hits), safety_first=harm)


def _expressions(words: list[str]) -> list[str]:
    text = " ".join(words)
    return [other for expression, other in EXPRESSIONS.items() if expression in text]


def _is_unknown(word: str, near: Near) -> bool:
    return not (near.known or near.begun or same_as(word))


def _is_misspelt(word: str, near: Near) -> bool:
    return _is_unknown(word, near) and bool(near.alike)


def _word(word: str, near: Near, *, last: bool) -> SearchQuery:
    """Return a query for the word, what it means, how it may go on, or how it may be spelt."""
    others = [*same_as(word)]
    if last or not near.known:
        others += near.begun
    if _is_unknown(word, near):
        others += near.alike
    return _any([word, *others], search_type="phrase")


def _any(texts: Iterable[str], *, search_type: str) -> SearchQuery:
    return reduce(
        or_, (SearchQuery(text, config=SEARCH_CONFIG, search_type=search_type) for text in texts)
    )


def _hits(among: GuideQuerySet, query: SearchQuery, *, best: SearchQuery, harm: bool) -> list[Hit]:
    lines = Line.objects.filter(guide=OuterRef("pk"), search=query)
    lines = lines.order_by(SearchRank(F("search"), query).desc(), "place")
    guides = among.matching(query, best=best, safety_first=harm).cards()
    guides = guides.annotate(
        marked_summary=_marked("summary", query),
        marked_line=Subquery(lines.values(marked=_marked("text", query))[:1]),
    )
    return [_hit(guide, added=vars(guide)) for guide in guides]


def _marked(column: str, query: SearchQuery) -> SearchHeadline:
    return SearchHeadline(
        column, query, config=SEARCH_CONFIG, start_sel=MARK, stop_sel=END, highlight_all=True
    )


def _hit(guide: Guide, *, added: Mapping[str, str | None]) -> Hit:
    """Read what the query added: the marked summary and, if that has no mark, the best line."""
    summary, line = added["marked_summary"] or "", added["marked_line"] or ""
    said = line and MARK not in summary
    return Hit(guide=guide, summary=shown(summary), line=shown(shortened(line)) if said else "")


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
