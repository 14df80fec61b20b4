"""Short answers to a search: what the glossary says of the words, and questions that have them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from apps.articles.models import ReaderQuestion, Term
from apps.articles.models.search_index import WEIGHTS

MOST: Final = 4


@dataclass(frozen=True, kw_only=True)
class ShortAnswer:
    """A term with its short meaning, or a question; `meaning` is empty for a question."""

    title: str
    meaning: str
    url: str

    @property
    def is_question(self) -> bool:
        return not self.meaning


def short_answers(query: SearchQuery, *, but: Collection[str] = ()) -> list[ShortAnswer]:
    """Return the terms and questions that match best, a few at most; none at the addresses `but`.

    One query.
    """
    nothing = Value("", output_field=TextField())
    terms = _ranked(Term.objects.all(), query, title="term", meaning=F("short"), topic=nothing)
    topic = F("topic__slug")
    asked = _ranked(
        ReaderQuestion.objects.all(), query, title="question", meaning=nothing, topic=topic
    )
    rows = terms.union(asked, all=True).order_by("-rank", "found_title")
    found = [
        ShortAnswer(title=row["found_title"], meaning=row["found_meaning"], url=_url(row))
        for row in rows[: MOST + len(but)]
    ]
    return [each for each in found if each.url not in but][:MOST]


def _ranked(
    rows: QuerySet[Any], query: SearchQuery, *, title: str, meaning: Any, topic: Any
) -> QuerySet[Any, dict[str, Any]]:
    shorter_first = Value(2)  # divides by the length
    rank = SearchRank(F("search"), query, weights=WEIGHTS, normalization=shorter_first)
    found = rows.filter(search=query).order_by().annotate(rank=rank)
    ranked: QuerySet[Any, dict[str, Any]] = found.values(
        "slug",
        "rank",
        found_title=_text(F(title)),
        found_meaning=_text(meaning),
        found_topic=_text(topic),
    )
    return ranked


def _text(column: Any) -> Any:
    return Cast(column, TextField())


def _url(row: dict[str, Any]) -> str:
    topic = row["found_topic"]
    page = reverse("articles:questions", args=[topic]) if topic else reverse("reference:glossary")
    return f"{page}#{row['slug']}"
