"""A long list, one page at a time."""

from dataclasses import dataclass
from typing import Final, Self

PAGE: Final = 30


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One page of a list: its number from 1, the number of the last one, and how many rows."""

    number: int
    last: int
    total: int

    @classmethod
    def of(cls, number: int, *, total: int) -> Self:
        """Return the page with that number, or the nearest one that there is."""
        last = max(1, -(-total // PAGE))
        return cls(number=min(max(number, 1), last), last=last, total=total)

    @property
    def start(self) -> int:
        return (self.number - 1) * PAGE

    @property
    def end(self) -> int:
        return self.start + PAGE

    @property
    def before(self) -> int:
        """The number of the page before, or 0."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the page after, or 0."""
        return self.number + 1 if self.number < self.last else 0
