"""The query of a search of the library: words, a topic, a reader, a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

from apps.articles.models import Reader, Topic
from apps.articles.search.search import LONGEST, MOST_WORDS
from apps.articles.search.words import words_in
from apps.common.http.request_values import id_sent, search_words, small_int

MOST_PAGES: Final = 9999


@dataclass(frozen=True, kw_only=True)
class LibraryQuery:
    """What a search asks for; a topic, reader or page number that is not known is left out.

    `is_cut`: more was typed than LONGEST characters or MOST_WORDS words, which are looked for.
    """

    most: ClassVar = LONGEST
    most_words: ClassVar = MOST_WORDS

    words: str = ""
    is_cut: bool = False
    topic: Topic | None = None
    reader: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict, *, topics: list[Topic], usual_reader: str = "") -> Self:
        """Read `?q=`, `?topic=`, `?page=` and `?for=`.

        `usual_reader` stands where the address has no `for`.
        """
        page, words = id_sent(query, "page"), search_words(query, most=LONGEST)
        reader = id_sent(query, "for") if "for" in query else usual_reader
        return cls(
            words=words.text,
            is_cut=words.is_cut or len(words_in(words.text)) > MOST_WORDS,
            topic=next((each for each in topics if each.slug == id_sent(query, "topic")), None),
            reader=reader if reader in dict(Reader.choices_of_a_visitor()) else "",
            page=small_int(page, most=MOST_PAGES) or 1,
        )

    @property
    def reader_choices(self) -> Sequence[tuple[str, Promise]]:
        """As whom somebody may read, each as its code and its words."""
        return Reader.choices_of_a_visitor()

    @property
    def reader_words(self) -> str:
        """As whom somebody asked to read, in their words; empty for everybody."""
        return str(dict(self.reader_choices).get(self.reader, ""))

    @property
    def query(self) -> str:
        """What was asked, as the start of a query to which the number of a page can be added."""
        topic = self.topic.slug if self.topic else ""
        asked = {name: value for name, value in (("q", self.words), ("topic", topic)) if value}
        return urlencode(asked | {"for": self.reader})  # also an empty one was chosen

    @property
    def anything(self) -> bool:
        return bool(self.words or self.topic or self.reader)
