"""The recovery code: 160 random bits that a person can write down, read out and type back.

32 Crockford base32 characters (no I, L, O, U) in 8 groups of 4, then one check character of the
same alphabet. Crockford's own check symbol is a remainder modulo 37 and needs `*`, `~`, `$`, `=`
and `U`, which are hard to read out and to find on a phone. The check here is one Reed–Solomon
symbol over GF(32) with x^5 + x^2 + 1: it finds every single wrong character, every swap of
neighbours (and of any two characters less than 31 places apart), and 31 of 32 other mistakes.
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Literal, Self

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES: Final = 20
CHARACTERS: Final = 32
GROUPS: Final = 8
GROUP_SIZE: Final = CHARACTERS // GROUPS
CHECK_POLYNOMIAL: Final = 0b100101

_LONGEST_INPUT = 200
_CAPITALS = {character: value for value, character in enumerate(ALPHABET)} | {
    "O": 0,
    "I": 1,
    "L": 1,
}
_VALUES = _CAPITALS | {character.lower(): value for character, value in _CAPITALS.items()}
_SEPARATORS = {"Cc", "Cf", "Pd", "Zs", "Zl", "Zp"}  # line ends, invisible marks, hyphens, spaces


class MistypedCode(ValueError):
    """The text is no recovery code. `problem` says why; the text itself is never repeated.

    "length": too many or too few characters. "character": one that no code has.
    "check": it looks like a code, but at least one character is wrong.
    """

    def __init__(self, problem: Literal["length", "character", "check"]) -> None:
        super().__init__(f"Mistyped recovery code: {problem}.")
        self.problem: Final = problem


@dataclass(frozen=True)
class RecoveryCode:
    """A code as its 20 secret bytes. Its `repr` shows nothing; only `groups` and `check` do."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_BYTES:
            raise ValueError("A recovery code has 20 secret bytes.")

    @property
    def groups(self) -> list[str]:
        """The eight groups of four characters, as they are shown."""
        text = "".join(ALPHABET[value] for value in _values(self.secret))
        return [text[at : at + GROUP_SIZE] for at in range(0, CHARACTERS, GROUP_SIZE)]

    @property
    def check(self) -> str:
        """The check character, shown after the last group."""
        return ALPHABET[_check(_values(self.secret))]

    def matches_group(self, number: int, typed: str) -> bool:
        """Whether group `number` (1 to 8) was typed back, as forgivingly as `parse`."""
        if not 1 <= number <= GROUPS:
            raise ValueError("Groups are numbered from 1 to 8.")
        try:
            values = _read(typed)
        except MistypedCode:
            return False
        return hmac.compare_digest(
            "".join(ALPHABET[value] for value in values), self.groups[number - 1]
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The code somebody typed or pasted: 32 characters and the check character.

        Upper and lower case, spaces, line ends, hyphens of all kinds and full-width characters
        make no difference; O counts as 0, I and L count as 1. Raises MistypedCode.
        """
        values = _read(text)
        if len(values) != CHARACTERS + 1:
            raise MistypedCode("length")
        if _check(values[:CHARACTERS]) != values[CHARACTERS]:
            raise MistypedCode("check")
        number = 0
        for value in values[:CHARACTERS]:
            number = number << 5 | value
        return cls(number.to_bytes(SECRET_BYTES))


def new_code() -> RecoveryCode:
    """A new code from the system's random numbers."""
    return RecoveryCode(secrets.token_bytes(SECRET_BYTES))


def _read(text: str) -> list[int]:
    """Every character's value from 0 to 31, with what does not count left out."""
    if len(text) > _LONGEST_INPUT:
        raise MistypedCode("length")
    values = []
    for character in unicodedata.normalize("NFKC", text):
        if unicodedata.category(character) in _SEPARATORS:
            continue
        if character not in _VALUES:
            raise MistypedCode("character")
        values.append(_VALUES[character])
    return values


def _values(secret: bytes) -> list[int]:
    """The secret as 32 numbers of five bits, highest first."""
    number = int.from_bytes(secret)
    return [number >> shift & 31 for shift in reversed(range(0, 5 * CHARACTERS, 5))]


def _check(values: list[int]) -> int:
    """Horner's rule over GF(32) from 1, so that a row of zeros is no code."""
    check = 1
    for value in values:
        check = (check ^ value) << 1
        if check > 31:
            check ^= CHECK_POLYNOMIAL
    return check
