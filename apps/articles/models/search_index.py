"""Full-text search in PostgreSQL: the column, the index, and the rank of the guides."""

from typing import Any, Final, Self

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import F, Func, Value
from django.db.models.expressions import CombinedExpression

# English stemming without accents; the first migration creates it.
SEARCH_CONFIG: Final = "english_unaccent"
# How many guides are ranked by all their words.
PROMISING: Final = 90
# What a word counts: unused, in the text, in the answer and the headings, in the title.
WEIGHTS: Final = [0.1, 0.15, 0.6, 1.0]


def words_of_row(heading: str) -> models.GeneratedField:
    """The column that is searched: the words of the column `heading` count over those of `text`."""
    return models.GeneratedField(
        expression=SearchVector(heading, weight="A", config=SEARCH_CONFIG)
        + SearchVector("text", weight="C", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class WrittenQuery(SearchQuery):
    """A search query whose SQL was written once, since a search puts one into six places.

    A query of many words is a tree of dozens of expressions, and to write the SQL of each of them
    for each place takes longer than everything else that a search does here.
    """

    def __init__(self, sql: str, params: tuple[Any, ...]) -> None:
        super().__init__("")
        self.set_source_expressions([])
        self._sql, self._params = sql, params

    @classmethod
    def of(cls, query: SearchQuery) -> Self:
        """The same query."""
        compiler = models.sql.Query(None).get_compiler(connection=connection)
        sql, params = compiler.compile(query)
        return cls(sql, tuple(params))

    def as_sql(self, *_args: Any, **_more: Any) -> tuple[str, tuple[Any, ...]]:
        return self._sql, self._params


class HasWords(Func):
    """`HasWords(F("pk"), query)`: whether the guide with this key matches, by the index alone.

    The planner would rather unpack every guide's words than use the index: it does not count that
    cost. The function of the database (migration 0009) leaves it no choice, and runs once.
    """

    arity = 2
    arg_joiner = " = ANY((SELECT articles_guides_with("
    template = "(%(expressions)s))::bigint[]))"
    output_field = models.BooleanField()


def first_rank(words: SearchQuery, *, best: SearchQuery) -> SearchRank:
    """Return a quick rank by title, answer and headings."""
    return SearchRank(F("head"), words | best, weights=WEIGHTS)


def whole_rank(words: SearchQuery, *, best: SearchQuery) -> CombinedExpression:
    """Return the rank by every word: those near each other that match `best` count most."""
    near = SearchRank(F("search"), best, weights=WEIGHTS, cover_density=True)
    return near + SearchRank(F("search"), words, weights=WEIGHTS, normalization=Value(1))


class FoundByWords[Row: models.Model](models.QuerySet[Row]):
    """Rows with the columns `head`, `search`, `safety` and `number`: guides."""

    def matching(self, words: SearchQuery) -> Self:
        return self.filter(HasWords(F("pk"), words))

    def ranked(
        self, words: SearchQuery, *, best: SearchQuery, safety_first: bool, start: int, end: int
    ) -> Self:
        """Return some of the guides that match `words`, those that match `best` before the others.

        The whole rank reads every word of a guide. So it orders only the most promising, by their
        titles, answers and headings; whatever comes after those keeps that first order.
        """
        order = ["-safety", "-rank", "number"] if safety_first else ["-rank", "number"]
        first = self.matching(words).annotate(rank=first_rank(words, best=best)).order_by(*order)
        if start >= PROMISING:
            return first[start:end]
        promising = self.filter(pk__in=first.values("pk")[:PROMISING])
        whole = promising.annotate(rank=whole_rank(words, best=best)).order_by(*order)
        return whole[start:end]
