"""Values of a request that no form has checked: cut before anything else is done with them.

A request may carry 2.5 MB under one name, and what a line of code does with it (a normal form of
Unicode, a pattern, a number) may cost the square of its length.
"""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import QueryDict

LONGEST_PASSWORD: Final = 1000
LONGEST_ADDRESS: Final = 2048
MOST_DIGITS: Final = 19  # of a BIGINT
LONGEST_ID: Final = 100  # of ids, slugs, numbers and fixed choices: no valid one is as long


def value_sent(data: QueryDict, name: str, *, most: int) -> str:
    """Return the last value that was sent under a name, cut to `most` characters, or "".

    Where only a valid value counts, let `most` be longer than any: then a cut one is none.
    """
    return str(data.get(name, ""))[:most]


class SearchWords(NamedTuple):
    """What somebody looks for; `is_cut` where they typed more than a search takes."""

    text: str
    is_cut: bool


def search_words(data: QueryDict, *, most: int) -> SearchWords:
    """Return what was sent under `q`, with single spaces, cut to `most` characters."""
    sent = str(data.get("q", ""))
    typed = " ".join(sent[: 10 * most].replace("\x00", "").split())
    return SearchWords(typed[:most].strip(), len(typed) > most or len(sent) > 10 * most)


def small_int(text: str, *, most: int) -> int | None:
    """Return the number that a text writes in plain digits, or None if it is none or over `most`.

    What `int` takes beside that is no number here: a sign, spaces, underscores, other digits.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    number = int(text)
    return number if number <= most else None


def id_sent(data: QueryDict, name: str) -> str:
    """Return an id, a slug, a number or one of fixed choices as it was sent, or ""."""
    return value_sent(data, name, most=LONGEST_ID)


def uuid_sent(data: QueryDict, name: str) -> UUID | None:
    """Return a UUID as it was sent, or None for anything else."""
    try:
        return UUID(id_sent(data, name))
    except ValueError:
        return None
