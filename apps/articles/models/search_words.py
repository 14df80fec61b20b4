"""Every word that the guides use, so that a misspelt or half-typed search still finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import connections, models

_NEAR = """
    WITH asked AS MATERIALIZED (
        SELECT asked.word,
               numnode(plainto_tsquery('english_unaccent', asked.word)) = 0 AS common,
               EXISTS (SELECT FROM articles_word AS known WHERE known.word = asked.word)
               OR cardinality(
                   articles_guides_with(plainto_tsquery('english_unaccent', asked.word))
               ) > 0 AS known
        FROM unnest(%s::text[]) AS asked(word)
    )
    SELECT asked.word, asked.common, asked.known,
           CASE WHEN asked.common THEN '{}' ELSE ARRAY(
               SELECT known.word FROM articles_word AS known
               WHERE known.word LIKE asked.word || '%%'
               ORDER BY length(known.word), known.word LIMIT 20
           ) END,
           CASE WHEN asked.common OR asked.known THEN '{}' ELSE ARRAY(
               SELECT known.word FROM articles_word AS known
               WHERE known.named AND left(known.word, 1) = left(asked.word, 1)
                   AND abs(length(known.word) - length(asked.word)) <= 2
           ) END
    FROM asked
"""


@dataclass(frozen=True, kw_only=True)
class NearestWords:
    """What the guides' own words say to one word that was asked for."""

    common: bool
    known: bool
    begun: Sequence[str]
    alike: Sequence[str]


class SearchWordManager(models.Manager["SearchWord"]):
    """How words are looked up."""

    def near(self, words: Sequence[str]) -> dict[str, NearestWords]:
        """Say what the guides' words are to each of these words.

        Is it too common to be looked for? Does a guide have it? Which words does it begin,
        and which of the words of titles, terms and questions may be another spelling of it?

        Words must be small letters and digits without accents (`words.words_in`). One query.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(_NEAR, [list(words)])
            return {
                word: NearestWords(common=common, known=known, begun=begun, alike=alike)
                for word, common, known, begun, alike in cursor.fetchall()
            }

    def become(self, words: set[str], *, named: set[str]) -> None:
        """Hold exactly these words, of which the `named` ones stand in a name of something."""
        stored = dict(self.values_list("word", "named"))
        self.filter(
            word__in=[
                each for each, was in stored.items() if each not in words or was != (each in named)
            ]
        ).delete()
        new = [each for each in words if each not in stored or stored[each] != (each in named)]
        self.bulk_create([SearchWord(word=word, named=word in named) for word in sorted(new)])


class SearchWord(models.Model):
    """One word that can be found, small and without accents."""

    word = models.CharField(primary_key=True, max_length=60)
    # In a title, a term, a question or a phrase: what a misspelt word may have meant.
    named = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[SearchWordManager] = SearchWordManager()

    class Meta:
        db_table = "articles_word"  # the name that the released table has
        indexes: ClassVar = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_trigrams")
        ]

    def __str__(self) -> str:
        return self.word
