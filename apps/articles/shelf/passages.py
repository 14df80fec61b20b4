"""A passage: words of a guide that a member keeps on the shelf, with a note."""

from datetime import date
from typing import Final, Self
from uuid import UUID, uuid4

import msgspec

from apps.vault.sealed_rows import Conflict

LONGEST_QUOTE: Final = 1000
LONGEST_NOTE: Final = 2000


class NoteConflict(Conflict["Passage"]):
    """The note was changed elsewhere since it was opened here. Nothing was overwritten."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a guide with a note. `before` and `after` are the characters around them.

    `revision` counts the changes of the note, from 1.
    """

    id: UUID
    slug: str
    title: str
    quote: str
    before: str
    after: str
    note: str
    revision: int
    on: date

    @classmethod
    def new(
        cls,
        *,
        slug: str,
        title: str,
        quote: str,
        before: str = "",
        after: str = "",
        note: str = "",
        on: date,
    ) -> Self:
        """A passage that nobody kept yet, with an id of its own."""
        return cls(
            id=uuid4(),
            slug=slug,
            title=title,
            quote=quote,
            before=before,
            after=after,
            note=note,
            revision=1,
            on=on,
        )


def is_same(one: Passage, other: Passage) -> bool:
    """Whether both are the same words at the same place of the same guide, whatever the notes."""
    return (one.slug, one.quote, one.before, one.after) == (
        other.slug,
        other.quote,
        other.before,
        other.after,
    )
