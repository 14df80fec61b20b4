"""Typed reading of a TOML table, so that a slip in a fixture is named instead of guessed at."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class FixtureError(ValueError):
    """A fixture file says something that it may not say."""


class Table:
    """One table of a file. ``where`` names it in errors; keys that nobody read are slips."""

    def __init__(self, content: Mapping[str, object], *, where: str) -> None:
        self.content = content
        self.where = where
        self.read: set[str] = set()

    def text(self, key: str) -> str:
        value = self._of(key, str)
        if not value.strip():
            raise self.wrong(key, "is empty")
        return value

    def whole(self, key: str) -> int:
        return self._of(key, int)

    def number(self, key: str) -> float:
        return float(self._of(key, int, float))

    def day(self, key: str) -> date:
        return self._of(key, date)

    def flag(self, key: str) -> bool:
        """A yes or no that counts as no where it is left out."""
        return self._of(key, bool) if key in self.content else False

    def one_of[Choice: StrEnum](self, key: str, choices: type[Choice]) -> Choice:
        return self._choice(key, self.text(key), choices)

    def some_of[Choice: StrEnum](self, key: str, choices: type[Choice]) -> tuple[Choice, ...]:
        return tuple(self._choice(key, word, choices) for word in self.texts(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is left out."""
        return tuple(self._each(key, str))

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; empty where it is left out."""
        return tuple(self._each(key, int))

    def table(self, key: str) -> "Table":
        content = {str(name): value for name, value in self._of(key, dict).items()}
        return Table(content, where=f"{self.where}, {key}")

    def tables(self, key: str) -> list["Table"]:
        """A list of tables; empty where it is left out."""
        return [
            Table({str(name): value for name, value in content.items()}, where=f"{self.where}, {n}")
            for n, content in enumerate(self._each(key, dict), start=1)
        ]

    def has(self, key: str) -> bool:
        return key in self.content

    def finish(self) -> None:
        """Raises FixtureError when a key was never read: it is misspelt."""
        unread = sorted(set(self.content) - self.read)
        if unread:
            raise FixtureError(f"{self.where}: nobody reads {', '.join(unread)}")

    def wrong(self, key: str, problem: str) -> FixtureError:
        return FixtureError(f"{self.where}: {key} {problem}")

    def _of[Wanted](self, key: str, *kinds: type[Wanted]) -> Wanted:
        self.read.add(key)
        value = self.content.get(key)
        for kind in kinds:
            if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
                return value
        raise self.wrong(key, f"is {value!r}, which does not belong there")

    def _each[Wanted](self, key: str, kind: type[Wanted]) -> Iterable[Wanted]:
        values: list[object] = self._of(key, list) if key in self.content else []
        for value in values:
            if not isinstance(value, kind):
                raise self.wrong(key, f"holds {value!r}, which does not belong there")
            yield value

    def _choice[Choice: StrEnum](self, key: str, word: str, choices: type[Choice]) -> Choice:
        try:
            return choices(word)
        except ValueError:
            raise self.wrong(key, f"is {word!r}, not one of {', '.join(choices)}") from None
