"""The words that the composer offers; a writer's own words stand beside them as equals."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True)
class FeelingFamily:
    name: str
    words: tuple[str, ...]


@cache
def families() -> tuple[FeelingFamily, ...]:
    """Feelings by family, in the order of fixtures/feelings.toml."""
    with (settings.BASE_DIR / "fixtures" / "feelings.toml").open("rb") as file:
        data = tomllib.load(file)
    return tuple(
        FeelingFamily(name=row["name"], words=tuple(row["words"])) for row in data["family"]
    )


def known_words() -> frozenset[str]:
    return frozenset(word for family in families() for word in family.words)
