"""What people type, and the pages that are meant: a hand-kept table, and each page's name."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db import connections, models
from django.db.models import Func, Q, Value

from apps.articles.models.search_index import SEARCH_CONFIG

_STEMS = """
    SELECT said, tsvector_to_array(to_tsvector('english_unaccent', said))
    FROM unnest(%s::text[]) AS asked(said)
"""


class Stems(Func):
    """The stems of a text as an array of texts, without the little words of English."""

    function = "tsvector_to_array"
    output_field = ArrayField(models.TextField())


class SearchPhraseQuerySet(models.QuerySet["SearchPhrase"]):
    """How phrases are looked up."""

    def typed(self, words: str, *, most: int) -> Self:
        """Keep the phrases all of whose words are among these, what is about safety first.

        A phrase that must be the `whole` of it has no word less; of the others the one that says
        most comes first. `words` must be what `synonyms.concepts` makes of what was typed. One
        query.
        """
        stems = Stems(SearchVector(Value(words), config=SEARCH_CONFIG))
        whole = Q(whole=False) | Q(words__contains=stems)
        found = self.filter(whole, words__contained_by=stems)
        return found.order_by("-safety", "-weight", "position")[:most]


class SearchPhraseManager(models.Manager["SearchPhrase"]):
    """How stems are made for the table."""

    def get_queryset(self) -> SearchPhraseQuerySet:
        return SearchPhraseQuerySet(self.model, using=self._db)

    def typed(self, words: str, *, most: int) -> SearchPhraseQuerySet:
        return self.get_queryset().typed(words, most=most)

    def stems(self, texts: list[str]) -> dict[str, list[str]]:
        """The stems of each text, in order of the alphabet. One query."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_STEMS, [texts])
            return {said: sorted(stems) for said, stems in cursor.fetchall()}


class SearchPhrase(models.Model):
    """A phrase with the pages that are meant by it, the best first.

    `pages` hold the address, the title, a line and the kind of each; `nothing` is what to say where
    we have no page on just that. `whole`: nothing else may have been typed. `weight` is what the
    words say together.
    """

    key = models.CharField(primary_key=True, max_length=220)
    position = models.PositiveIntegerField()
    words = ArrayField(models.TextField())
    weight = models.PositiveSmallIntegerField()
    whole = models.BooleanField(default=False)
    safety = models.BooleanField(default=False)
    nothing = models.TextField(blank=True)
    pages: Any = models.JSONField(default=list)

    objects: ClassVar[SearchPhraseManager] = SearchPhraseManager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(words__len__gt=0), name="phrase_has_words")
        ]

    def __str__(self) -> str:
        return self.key
