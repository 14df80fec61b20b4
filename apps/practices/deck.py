"""Questions to ask each other, from light to deep; “pass” is always an answer."""

from dataclasses import dataclass
from functools import cache

from apps.common.content_files.toml_file import Text, TomlTable, read_toml
from apps.practices.catalogue import FIXTURES


class Level(TomlTable, frozen=True, kw_only=True):
    """Cards that ask about equally much."""

    title: Text
    text: Text
    cards: tuple[Text, ...]


class DeckFile(TomlTable, frozen=True):
    """The file of the deck."""

    level: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class DeckCard:
    """One card: its number in the whole deck, from 1; “pass” leads to the card `after`."""

    number: int
    text: str
    level: Level
    after: int


@cache
def deck() -> tuple[Level, ...]:
    """The levels from light to deep. Raises ContentError."""
    return read_toml(FIXTURES / "deck.toml", DeckFile).level


def card(number: int) -> DeckCard | None:
    """The card with this number, or None. Passing leads to the next, and from the last to the
    first."""
    cards = [(text, level) for level in deck() for text in level.cards]
    if not 1 <= number <= len(cards):
        return None
    text, level = cards[number - 1]
    return DeckCard(number, text, level, number % len(cards) + 1)
