"""Pages as lists show them: a name, one line of what they say, and a small picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.naming import EntryName, name_by_head, name_of, without_words
from apps.journal.models import BODY, Entry, Photo
from apps.journal.photos.content import PhotoContent
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault


class ListedRow(Protocol):
    @property
    def id(self) -> UUID: ...


class ListedPhoto(NamedTuple):
    """The first photo of a page."""

    id: UUID
    caption: PhotoContent
    has_thumbnail: bool


@dataclass(frozen=True, kw_only=True)
class ListedEntry:
    """A page in a list. Without words (`dates_only`) it shows its day and its time alone."""

    entry: ListedRow
    head: EntryHead | None
    name: str = ""
    preview: str = ""
    photo: ListedPhoto | None = None
    dates_only: bool = False

    @property
    def moment(self) -> str:
        """The day of the week, and the time where one is said; nothing of a damaged page."""
        if self.head is None:
            return ""
        weekday = str(WEEKDAYS[self.head.day.weekday()])
        return f"{weekday} {self.head.time}" if self.head.time else weekday

    @property
    def facts(self) -> list[str]:
        """What stands below the name: the moment, the feelings and the tags."""
        named = (self.head.feelings, self.head.tags) if self.head else ()
        return [self.moment, *(", ".join(names) for names in named if names)]

    @property
    def label(self) -> str:
        """The page in one line, for a sentence: its name and its day."""
        if self.head is None:
            return _("A damaged page")
        day = date_format(self.head.day, "j F Y")
        return ", ".join(
            filter(None, [day, self.head.time] if self.dates_only else [self.name, day])
        )


def listed(
    rows: Iterable[tuple[ListedRow, EntryHead | None]], vault: UnlockedVault, *, dates_only: bool
) -> list[ListedEntry]:
    """Each page with its opened head by its name. Two queries, or none with `dates_only`."""
    pairs = list(rows)
    if dates_only:
        return [ListedEntry(entry=row, head=head, dates_only=True) for row, head in pairs]
    ids = [row.id for row, head in pairs if head]
    bodies, photos = _bodies(vault, ids), _first_photos(vault, ids)
    return [
        _listed(row, head, bodies.get(row.id), photos.get(row.id))
        if head
        else ListedEntry(entry=row, head=None)
        for row, head in pairs
    ]


def _listed(
    row: ListedRow, head: EntryHead, body: bytes | None, photo: ListedPhoto | None
) -> ListedEntry:
    """A body that is damaged leaves the page the name that its head gives."""
    page = None if body is None else unless_damaged(EntryContent.of_body, head, body)
    found = name_of(page) if page else EntryName(name_by_head(head))
    name = found.name or without_words(1 if photo else 0)
    return ListedEntry(entry=row, head=head, name=name, preview=found.preview, photo=photo)


def _bodies(vault: UnlockedVault, ids: list[UUID]) -> dict[UUID, bytes | None]:
    if not ids:
        return {}
    rows = Entry.objects.in_vault(vault).sealed_bodies_of(ids)
    opened = vault.unseal_many(((row[0], row[1], row[3]) for row in rows), kind=BODY)
    return {row[0]: body for row, body in zip(rows, opened, strict=True)}


def _first_photos(vault: UnlockedVault, ids: list[UUID]) -> dict[UUID, ListedPhoto]:
    if not ids:
        return {}
    rows = Photo.objects.in_vault(vault).of_pages(ids).shown().listed().first_of_each()
    captions = ((row, row.caption_or_none(vault)) for row in rows)
    return {
        row.entry_id: ListedPhoto(row.id, caption, row.has_thumbnail)
        for row, caption in captions
        if caption
    }
