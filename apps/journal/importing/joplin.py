"""Notes of Joplin's RAW export, whose fields stand below the text; a `.jex` is the same in a tar.

A note, a notebook, a tag, and the tag of a note are each a file of their own, called by its id.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.journal.importing.archive import Archive, TooLarge
from apps.journal.importing.decoding import Encoding, decoded
from apps.journal.importing.front_matter import Field, FrontMatter
from apps.journal.importing.imported_page import Left, PhotoFile, ReadingReport
from apps.journal.importing.plain_lines import without_empty_start
from apps.vault.registry import Unreadable

NAME: Final = re.compile(r"(?:.*/)?[0-9a-f]{32}\.md")
_FIELDS: Final = re.compile(
    r"(?:\n\n|\A)(?P<fields>id: [0-9a-f]{32}\n(?:[a-z_]+:.*\n)*type_: (?P<kind>\d+))\s*\Z"
)
_LONGEST_FIELDS: Final = 1_000_000  # characters; a picture has the words read off it among them
_LARGEST_OF_TAGS: Final = 4_096  # bytes
_PICTURE: Final = re.compile(
    r"!\[(?P<said>[^\[\]\n]*)\]\(:/(?P<id>[0-9a-f]{32})(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*\)"
    r"|<img\b(?P<html>[^<>\n]*)>"
)
_SOURCE: Final = re.compile(r"\bsrc=[\"']:/([0-9a-f]{32})[\"']")
_ALT: Final = re.compile(r"\balt=(?:\"([^\"\n]*)\"|'([^'\n]*)')")


class ItemType(StrEnum):
    """What an item is: `type_` in the list of Joplin's data API."""

    NOTE = "1"
    FOLDER = "2"
    RESOURCE = "4"
    TAG = "5"
    NOTE_TAG = "6"


# What stands beside a note and comes along with it.
OF_NOTES: Final = frozenset({ItemType.RESOURCE, ItemType.TAG, ItemType.NOTE_TAG})


@dataclass(frozen=True, kw_only=True)
class JoplinItem:
    """One file: its kind, its fields that say something, and the text above them."""

    kind: str
    fields: dict[str, str]
    text: str

    def matter(self, tags: list[str]) -> FrontMatter:
        """The text of a note, with its title, its day and its tags as fields."""
        title, _end, body = self.text.partition("\n")
        when = self.fields.get("user_created_time") or self.fields.get("created_time") or ""
        said: dict[str, Field] = {"title": title.strip(), "created": when, "tags": tags}
        return FrontMatter(said, without_empty_start(body))

    def why_not(self) -> Left | None:
        """Why it is no page: it is none, it lies in the bin, or it is locked; None for a page."""
        if self.kind == ItemType.FOLDER:
            return Left.FIELDS
        if self.kind != ItemType.NOTE:
            return Left.FILES
        if self.fields.get("encryption_applied") == "1":
            return Left.LOCKED_FILE
        return Left.IN_THE_BIN if self.fields.get("deleted_time", "0") != "0" else None

    def count_rest(self, report: ReadingReport) -> None:
        """Count what a page has no place for: where it was written, and that it is a task."""
        places = (self.fields.get("latitude", ""), self.fields.get("longitude", ""))
        report.leave(Left.PLACES, any(place.strip("-0.") for place in places))
        report.leave(Left.FIELDS, self.fields.get("is_todo") == "1")


def joplin_item(text: str) -> JoplinItem | None:
    """None for any other text."""
    found = _FIELDS.search(text, max(0, len(text) - _LONGEST_FIELDS))
    if found is None:
        return None
    pairs = (line.partition(": ") for line in found["fields"].split("\n"))
    fields = {name: value.strip() for name, _colon, value in pairs if value.strip()}
    return JoplinItem(kind=found["kind"], fields=fields, text=text[: found.start()])


def items_in(packed: Archive) -> Iterator[tuple[str, JoplinItem]]:
    """Every item in an archive, and its name there. Raises TooLarge.

    A damaged file is none: it is read, and told, as any other text is.
    """
    for name in packed.named(".md"):
        if not NAME.fullmatch(name):
            continue
        try:
            text, encoding = decoded(packed.read(name))
        except TooLarge:
            raise
        except Unreadable:
            continue
        item = joplin_item(text) if encoding is Encoding.UTF_8 else None
        if item:
            yield name, item


def tags_by_note(packed: Archive) -> dict[str, list[str]]:
    """The tags of each note, by the id of the note. Raises TooLarge."""
    names: dict[str, str] = {}
    used: list[tuple[str, str]] = []
    for name in packed.named(".md"):
        if not NAME.fullmatch(name) or packed.size_of(name) > _LARGEST_OF_TAGS:
            continue
        item = joplin_item(packed.start(name, _LARGEST_OF_TAGS).decode("utf-8", "replace"))
        if item and item.kind == ItemType.TAG:
            names[item.fields["id"]] = item.text.strip()
        elif item and item.kind == ItemType.NOTE_TAG:
            used.append((item.fields.get("note_id", ""), item.fields.get("tag_id", "")))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for note, tag in used:
        if names.get(tag):
            found[note].append(names[tag])
    return {note: sorted(tags) for note, tags in found.items()}


def pictures_in(body: str) -> Iterator[PhotoFile]:
    """The pictures that the text of a note shows; each lies in `resources`, called by its id."""
    for found in _PICTURE.finditer(body):
        source = _SOURCE.search(found["html"]) if found["html"] else None
        picture = source[1] if source else found["id"]
        if picture is None:
            continue
        alt = _ALT.search(found["html"]) if found["html"] else None
        parts = (alt[1] or alt[2],) if alt else (found["said"], found["title"])
        said = " ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))
        name = f"resources/{picture}"
        yield PhotoFile(name=name, description=said, typed=found[0])
