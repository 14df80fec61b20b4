"""What a member's shelf holds, apart from where it is kept: pure data, to bytes and back."""

from datetime import date
from typing import ClassVar, Final, Self
from uuid import UUID

import msgspec

from apps.articles.shelf.passages import (
    LONGEST_NOTE,
    LONGEST_QUOTE,
    NoteConflict,
    Passage,
    is_same,
)
from apps.common.text.plain_values import is_line, is_slug, is_text
from apps.vault.codec import Content, replace
from apps.vault.sealed_rows import Full

MOST_SAVED: Final = 500
MOST_POSITIONS: Final = 500
MOST_PASSAGES: Final = 1000


class ShelfFull(Full):
    """The shelf holds as many things of this kind as it can. Nothing was changed."""


class SavedGuide(msgspec.Struct, frozen=True, kw_only=True):
    """A guide that the member wants to find again. `title` is its title on that day."""

    slug: str
    title: str
    on: date


class ReadingPosition(msgspec.Struct, frozen=True, kw_only=True):
    """The section in which the member stopped: the id of its heading, and what that said."""

    slug: str
    title: str
    section: str
    heading: str
    on: date


class ShelfContent(Content, frozen=True, kw_only=True, tag_field="version", tag=1):
    """The whole shelf, the oldest of each kind first. Each verb gives a changed copy.

    The verbs say what is wanted, so that the same one twice changes nothing the second time. A
    later version is not opened: writing over it would lose what this one does not know.
    """

    always_present: ClassVar = frozenset(
        {"version", "saved", "places", "passages", "reading_as", "keeps_places"}
    )

    saved: tuple[SavedGuide, ...] = ()
    places: tuple[ReadingPosition, ...] = ()
    passages: tuple[Passage, ...] = ()
    reading_as: str = ""
    keeps_places: bool = True

    def is_sound(self) -> bool:
        things: tuple[SavedGuide | ReadingPosition | Passage, ...]
        things = (*self.saved, *self.places, *self.passages)
        slugs, lines = [each.slug for each in things], [each.title for each in things]
        lines += [line for each in self.places for line in (each.section, each.heading)]
        texts = [text for each in self.passages for text in (each.before, each.quote, each.after)]
        return (
            len(self.saved) <= MOST_SAVED
            and len(self.places) <= MOST_POSITIONS
            and len(self.passages) <= MOST_PASSAGES
            and all(is_slug(slug) for slug in slugs)
            and all(is_line(line, longest=LONGEST_QUOTE) for line in lines)
            and all(is_text(text, longest=LONGEST_QUOTE) for text in texts)
            and all(is_text(each.note, longest=LONGEST_NOTE) for each in self.passages)
            and all(each.revision >= 1 for each in self.passages)
            and (not self.reading_as or is_slug(self.reading_as))
        )

    def keep(self, guide: SavedGuide) -> Self:
        """Save a guide. Raises ShelfFull."""
        if self.has(guide.slug):
            return self
        if len(self.saved) >= MOST_SAVED:
            raise ShelfFull(MOST_SAVED)
        return replace(self, saved=(*self.saved, guide))

    def release(self, slug: str) -> Self:
        """Remove a saved guide; its reading position and its passages stay."""
        return replace(self, saved=tuple(each for each in self.saved if each.slug != slug))

    def stop_at(self, position: ReadingPosition) -> Self:
        """Keep a reading position; where there are too many, the oldest one goes."""
        known = self.position_in(position.slug)
        if not self.keeps_places or known == position:
            return self
        others = [each for each in self.places if each.slug != position.slug]
        return replace(self, places=(*others[-(MOST_POSITIONS - 1) :], position))

    def leave(self, slug: str) -> Self:
        """Forget where the reader stopped in a guide."""
        return replace(self, places=tuple(each for each in self.places if each.slug != slug))

    def keep_passage(self, passage: Passage) -> Self:
        """Keep words of a guide; the same words in the same place are kept once.

        A note comes to words that have none. Raises ShelfFull, and NoteConflict where they
        have another note.
        """
        for each in self.passages:
            if is_same(each, passage):
                if not passage.note or passage.note == each.note:
                    return self
                if each.note:
                    raise NoteConflict(each)
                return self.change_note(each.id, passage.note, expected=each.revision)
        if len(self.passages) >= MOST_PASSAGES:
            raise ShelfFull(MOST_PASSAGES)
        return replace(self, passages=(*self.passages, passage))

    def change_note(self, passage_id: UUID, note: str, *, expected: int) -> Self:
        """Write another note over revision `expected`. Raises NoteConflict and KeyError."""
        kept = self.passage(passage_id)
        if kept.note == note:
            return self
        if kept.revision != expected:
            raise NoteConflict(kept)
        changed = replace(kept, note=note, revision=kept.revision + 1)
        return replace(
            self, passages=tuple(changed if each is kept else each for each in self.passages)
        )

    def drop_passage(self, passage_id: UUID) -> Self:
        """Remove a passage with its note; an id that is not there changes nothing."""
        return replace(
            self, passages=tuple(each for each in self.passages if each.id != passage_id)
        )

    def read_as(self, reader: str, *, keeps_places: bool) -> Self:
        """The shelf with other settings; without `keeps_places` it has no reading positions."""
        places = self.places if keeps_places else ()
        return replace(self, reading_as=reader, keeps_places=keeps_places, places=places)

    def has(self, slug: str) -> bool:
        return any(each.slug == slug for each in self.saved)

    def position_in(self, slug: str) -> ReadingPosition | None:
        return next((each for each in self.places if each.slug == slug), None)

    def passages_of(self, slug: str) -> list[Passage]:
        return [each for each in self.passages if each.slug == slug]

    def passage(self, passage_id: UUID) -> Passage:
        """The passage with this id. Raises KeyError where the shelf has none."""
        found = next((each for each in self.passages if each.id == passage_id), None)
        if found is None:
            raise KeyError(passage_id)
        return found

    @property
    def is_empty(self) -> bool:
        return not (self.saved or self.places or self.passages)
