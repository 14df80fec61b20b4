"""How PostgreSQL is brought to look guides up by their words, and to rank no more than it must."""

from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import CombinedExpression

# What a word counts: unused, in the text, in the answer and the headings, in the title.
WEIGHTS: Final = [0.1, 0.15, 0.6, 1.0]


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
