"""Questions to ask each other, from light to deep; “pass” is always an answer."""

import tomllib
from dataclasses import dataclass
from functools import cache

from apps.practices.catalogue import FIXTURES


@dataclass(frozen=True, slots=True)
class Level:
    title: str
    text: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeckCard:
    """One card: its number in the whole deck from 1 on, and where “pass” leads to."""

    number: int
    text: str
    level: Level
    after: int


@cache
def deck() -> tuple[Level, ...]:
    with (FIXTURES / "deck.toml").open("rb") as file:
        rows = tomllib.load(file)["level"]
    return tuple(Level(row["title"], row["text"], tuple(row["cards"])) for row in rows)


def card(number: int) -> DeckCard | None:
    """The card with this number, or None. Passing leads to the next, and from the last to the
    first."""
    cards = [(text, level) for level in deck() for text in level.cards]
    if not 1 <= number <= len(cards):
        return None
    text, level = cards[number - 1]
    return DeckCard(number, text, level, number % len(cards) + 1)
