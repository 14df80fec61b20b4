"""What somebody asked of the library: words, a topic, a reader."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from apps.articles.models import Reader, Topic
from apps.articles.search import LONGEST


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question to the library; what cannot be understood is left out."""

    words: str = ""
    topic: Topic | None = None
    reader: str = ""

    @classmethod
    def of(cls, query: QueryDict, *, topics: list[Topic], usual_reader: str = "") -> Self:
        """Read `?q=`, `?topic=` and `?for=`; `usual_reader` counts where the last is not said."""
        reader = query.get("for", usual_reader)
        return cls(
            words=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST],
            topic=next((each for each in topics if each.slug == query.get("topic")), None),
            reader=reader if reader in Reader.values and reader != Reader.BOTH else "",
        )

    @property
    def anything(self) -> bool:
        return bool(self.words or self.topic or self.reader)
