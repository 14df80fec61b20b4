"""Imports: what a file held, sealed until it is confirmed, and what can still be undone."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, Self
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import models, transaction
from django.utils import timezone

from apps.journal.importing.content import ImportContent, ImportPartContent, IncomingRow
from apps.journal.models.deletion import delete_for_good
from apps.journal.models.drafts import Draft
from apps.journal.models.entries import Entry
from apps.journal.models.photos import PHOTOS, Photo
from apps.journal.models.preferences import Preferences
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import RowData, SealedTable, Unreadable, all_sealed_tables
from apps.vault.sealed_rows import (
    PrivateQuerySet,
    PrivateRow,
    SealedRow,
    SingleSealedRow,
    unless_damaged,
)
from apps.vault.unlocked_vault import UnlockedVault

IMPORT, PART, PIECE = "import", "import.part", "import.piece"
PHOTO_FILES: Final = "photo files"  # pictures of a file that are re-encoded once their pages are in
MONTH_FIRST: Final = "day_if_month_first"  # beside `day`, until the writer says which it is
PIECE_BYTES: Final = 1024 * 1024
PIECES_KEPT: Final = timedelta(days=7)
PENDING: Final = timedelta(hours=1)
UNDO: Final = timedelta(days=30)
PART_BYTES: Final = 512 * 1024
ROW_BYTES: Final = 8 * 1024 * 1024  # far below what can be sealed at once
ENTRIES: Final = "entries"


class ImportQuerySet(PrivateQuerySet["Import"]):
    def live(self) -> Self:
        return self.filter(expires__gt=timezone.now())

    def newest(self) -> Self:
        return self.live().order_by("-number")

    def expired(self) -> Self:
        return self.filter(expires__lte=timezone.now())


class Import(SealedRow[ImportContent]):
    """`sealed` says where it came from, how much of what, and which rows it made."""

    sealed = models.BinaryField()
    expires = models.DateTimeField()
    is_done = models.BooleanField(default=False)

    sealed_table = SealedTable(name="imports", blobs={"sealed": IMPORT})

    objects = ImportQuerySet.as_manager()

    @classmethod
    def begin(
        cls,
        vault: UnlockedVault,
        rows: Iterable[Any],
        told: Callable[[Counter[str]], ImportContent],
    ) -> "Import":
        """Seal the rows of a file until they are confirmed; `told` is asked when all are counted.

        Raises whatever reading raises; nothing is kept then. An earlier pending one goes.
        """
        with transaction.atomic():
            row = cls.of_upload(vault)
            row.fill(vault, rows, told)
        return row

    @classmethod
    def of_upload(cls, vault: UnlockedVault) -> "Import":
        """The place for the pieces of a file that is on its way. An earlier pending one goes."""
        with transaction.atomic():
            vault.vault.hold()
            for waiting in cls.objects.in_vault(vault).filter(is_done=False):
                waiting.forget(vault)
            row = cls(id=uuid4(), vault_id=vault.id, number=vault.vault.next_number())
            row.expires = timezone.now() + PENDING
            row.seal(vault, ImportContent(source="", left={}, counts={}))
            row.save(force_insert=True)
        return row

    def fill(
        self,
        vault: UnlockedVault,
        rows: Iterable[Any],
        told: Callable[[Counter[str]], ImportContent],
    ) -> None:
        """The rows of its file, until they are confirmed. Raises whatever reading raises.

        Raises NotUpdated if it was replaced meanwhile.
        """
        counts: Counter[str] = Counter()
        with transaction.atomic():
            vault.vault.hold()
            for part in _parts(_counted(rows, counts)):
                ImportPart.keep(vault, part, import_id=self.id)
            self.expires = timezone.now() + PENDING
            self.revision += 1
            self.seal(vault, told(counts))
            self.save(force_update=True)
            if not counts[PHOTO_FILES]:
                ImportPiece.objects.in_vault(vault).of(self.id).delete()

    def release(self, vault: UnlockedVault, *, month_first: bool = False) -> None:
        """Every row becomes one of the journal, all or none. Once more does nothing.

        With `month_first` a day that can be read in two ways is read as Americans write it.

        Raises DoesNotExist if it was dropped or replaced meanwhile.
        """
        with transaction.atomic():
            vault.vault.hold()
            self.refresh_from_db()
            if self.is_done:
                return
            report, made, already, unroomed = self.contents(vault), list[tuple[str, str]](), 0, 0
            moved: dict[str, str] = {}
            pictures: list[IncomingRow] = []
            for part in ImportPart.objects.in_vault(vault).of(self.id).iterator(chunk_size=1):
                read = part.contents(vault)
                pictures += [row for row in read if row.table == PHOTO_FILES]
                for kind, rows in _by_kind(_settled(read, month_first=month_first)):
                    kept, without_room = _bring(vault, kind, rows, moved)
                    made += [(kind.name, str(row.pk)) for row in kept]
                    already += len(rows) - len(kept) - without_room
                    unroomed += without_room
            ImportPart.objects.in_vault(vault).of(self.id).delete()
            for part_rows in _parts(_at_new_page(row, moved) for row in pictures):
                ImportPart.keep(vault, part_rows, import_id=self.id)
            self.is_done, self.expires = True, _end_of_day(timezone.now() + UNDO)
            self.revision += 1
            told = replace(
                report,
                already=already,
                without_room=unroomed,
                unpinned=_pin_starred(vault, report.starred, moved, made),
                made=tuple(made),
                waiting=len(pictures),
            )
            self.seal(vault, told)
            self.save()
            Entry.note_days(vault)

    def undo(self, vault: UnlockedVault) -> int:
        """Take back every row that it made and nobody changed since; how many were left."""
        with transaction.atomic():
            vault.vault.hold()
            made = self.contents(vault).made or ()
            pages = [row_id for name, row_id in made if name == ENTRIES]
            changed = 0
            for kind in all_sealed_tables():
                rows = kind.rows_of(vault.id).filter(pk__in=[i for n, i in made if n == kind.name])
                if kind.name == PHOTOS:  # those of a page that came along go or stay with it
                    rows = rows.exclude(entry_id__in=pages)
                untouched = rows.filter(revision=1)
                if kind.name == ENTRIES:
                    untouched = untouched.exclude(pk__in=_gone_on_with(vault, pages, made))
                changed += rows.count() - untouched.count()
                if kind.name == ENTRIES:
                    delete_for_good(vault, list(untouched.values_list("pk", flat=True)))
                else:
                    untouched.delete()
            self.forget(vault)
            _unpin_deleted(vault)
        return changed

    def drop(self, vault: UnlockedVault) -> bool:
        """Throw away what was read. False if it was brought in meanwhile: that can be undone.

        One whose report is damaged cannot be undone, and goes; what it brought stays.

        Raises DoesNotExist if it was dropped or replaced meanwhile.
        """
        with transaction.atomic():
            vault.vault.hold()
            self.refresh_from_db()
            report = self.contents_or_none(vault)
            can_be_undone = self.is_done and report is not None and report.made is not None
            if not can_be_undone:
                self.forget(vault)
        return not can_be_undone

    def forget(self, vault: UnlockedVault) -> None:
        """The import is gone; what it brought stays."""
        ImportPart.objects.in_vault(vault).of(self.id).delete()
        ImportPiece.objects.in_vault(vault).of(self.id).delete()
        self.delete()

    def waiting_rows(self, vault: UnlockedVault, most: int) -> ImportPartContent:
        """The next pictures to be re-encoded, in their order. Raises Damaged."""
        found: ImportPartContent = []
        for part in ImportPart.objects.in_vault(vault).of(self.id).iterator(chunk_size=1):
            found += part.contents(vault)
            if len(found) >= most:
                break
        return found[:most]

    def settle(
        self,
        vault: UnlockedVault,
        rows: ImportPartContent,
        photos: Iterable["Photo"],
        *,
        again: ImportPartContent = [],  # noqa: B006
        **counts: Any,
    ) -> bool:
        """Keep the photos that were re-encoded of these waiting rows; `again` waits once more.

        `counts` are fields of the report: `left` is added to, so are `already` and `without_room`.
        False, and nothing is kept, if another request went on with them meanwhile.
        """
        ids = {row.id for row in rows}
        with transaction.atomic():
            vault.vault.hold()
            revision = self.revision
            self.refresh_from_db()
            if self.revision != revision:
                return False
            kept = list(photos)
            numbers = vault.vault.next_numbers(len(kept)) if kept else range(0)
            for photo, number in zip(kept, numbers, strict=True):
                photo.number = number
            Photo.objects.bulk_create(kept)
            rest: ImportPartContent = []
            for part in ImportPart.objects.in_vault(vault).of(self.id).iterator(chunk_size=1):
                contents = part.contents(vault)
                remaining = [row for row in contents if row.id not in ids]
                if len(remaining) != len(contents):
                    part.delete()
                    rest += remaining
            for part_rows in _parts([*rest, *again]):
                ImportPart.keep(vault, part_rows, import_id=self.id)
            report = self.contents(vault)
            left = Counter(report.left)
            left.update(counts.get("left") or {})
            report = replace(
                report,
                left=dict(left),
                made=(*(report.made or ()), *((PHOTOS, str(photo.pk)) for photo in kept)),
                already=(report.already or 0) + counts.get("already", 0),
                without_room=(report.without_room or 0) + counts.get("without_room", 0),
                waiting=report.waiting - len(ids) + len(again),
            )
            self.revision += 1
            self.seal(vault, report)
            self.save()
            if not report.waiting:
                ImportPart.objects.in_vault(vault).of(self.id).delete()
                ImportPiece.objects.in_vault(vault).of(self.id).delete()
        return True


class ImportPartQuerySet(PrivateQuerySet["ImportPart"]):
    def of(self, import_id: UUID) -> Self:
        return self.filter(import_id=import_id).order_by("number")

    def without_import(self) -> Self:
        return self.exclude(import_id__in=Import.objects.values("id"))


class ImportPart(SealedRow[ImportPartContent]):
    """Some rows of a file, as they came."""

    import_id = models.UUIDField(db_index=True)
    sealed = models.BinaryField()

    sealed_table = SealedTable(name="import parts", blobs={"sealed": PART})

    objects = ImportPartQuerySet.as_manager()

    @classmethod
    def keep(cls, vault: UnlockedVault, rows: ImportPartContent, *, import_id: UUID) -> None:
        """Inside a transaction only."""
        number = vault.vault.next_number()
        part = cls(id=uuid4(), vault_id=vault.id, number=number, import_id=import_id)
        part.seal(vault, rows)
        part.save(force_insert=True)


class ImportPieceQuerySet(PrivateQuerySet["ImportPiece"]):
    def of(self, import_id: UUID) -> Self:
        return self.filter(import_id=import_id)

    def without_import(self) -> Self:
        return self.exclude(import_id__in=Import.objects.values("id"))

    def left_lying(self) -> Self:
        """Of a file whose photos nobody went on with."""
        return self.filter(changed_on__lt=(timezone.now() - PIECES_KEPT).date())


class ImportPiece(PrivateRow):
    """PIECE_BYTES of a file as it was sent, sealed while it arrives; `number` is its place."""

    import_id = models.UUIDField()
    sealed = models.BinaryField()

    sealed_table = SealedTable(name="import pieces", blobs={"sealed": PIECE})

    objects = ImportPieceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["import_id", "number"], name="pieces_of_an_import")]

    @classmethod
    def keep(cls, vault: UnlockedVault, data: bytes, *, import_id: UUID, place: int) -> None:
        piece = cls(id=uuid4(), vault_id=vault.id, number=place, import_id=import_id)
        piece.seal_field(vault, "sealed", data)
        piece.save(force_insert=True)

    @classmethod
    def read(cls, vault: UnlockedVault, *, import_id: UUID, place: int) -> bytes:
        """The bytes at this place. Raises Damaged, also where they are gone."""
        piece = cls.objects.in_vault(vault).of(import_id).filter(number=place).first()
        if piece is None:
            raise Damaged("A piece of the file is gone.")
        return piece.unseal_field(vault, "sealed")


def _settled(rows: ImportPartContent, *, month_first: bool) -> ImportPartContent:
    """The rows without the other day that a page may be for; that one instead if it is meant."""
    made: ImportPartContent = []
    for row in rows:
        data = dict(row.data)
        other = data.pop(MONTH_FIRST, None) if row.table == ENTRIES else None
        if other is not None and month_first:
            data["day"] = other
        made.append(IncomingRow(row.table, row.id, data))
    return made


def _at_new_page(row: IncomingRow, moved: dict[str, str]) -> IncomingRow:
    """A picture follows its page, and has another id there."""
    page = moved.get(row.data["entry"])
    if page is None:
        return row
    own_id = uuid5(NAMESPACE_OID, f"{page} {row.data['file']}")
    return IncomingRow(row.table, own_id, {**row.data, "entry": page})


def _parts(rows: Iterable[IncomingRow]) -> Iterator[ImportPartContent]:
    """No part grows past its size, save by one long row. Raises Unreadable for a longer one."""
    part: ImportPartContent = []
    size = 0
    for row in rows:
        more = len(json.dumps(row.data))
        if more > ROW_BYTES:
            raise Unreadable("A row longer than any page or picture.")
        if part and size + more > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(row)
        size += more
    if part:
        yield part


def _counted(rows: Iterable[Any], counts: Counter[str]) -> Iterator[IncomingRow]:
    for row in rows:
        counts[row.kind] += 1
        yield IncomingRow(row.kind, row.id, row.data)


def _by_kind(rows: ImportPartContent) -> Iterator[tuple[SealedTable, ImportPartContent]]:
    for kind in all_sealed_tables():
        of_kind = [row for row in rows if row.table == kind.name]
        if of_kind and kind.serializer:
            yield kind, of_kind


def _bring(
    vault: UnlockedVault, kind: SealedTable, rows: ImportPartContent, moved: dict[str, str]
) -> tuple[list[PrivateRow], int]:
    """Rows that are not here yet, in their order, and how many more there is no room for.

    One keeps its id unless somebody has that; `moved` remembers it, and what belongs to a page
    follows it.
    """
    assert kind.serializer is not None
    if kind.serializer.is_single and not _takes_one(kind, vault):
        return [], 0
    table = kind.table._default_manager
    known = {row.pk: row for row in table.filter(pk__in=[row_id for _k, row_id, _s in rows])}
    new: dict[UUID, RowData] = {}
    for _kind, row_id, data in rows[:1] if kind.serializer.is_single else rows:
        held, data = known.get(row_id), _at_its_page(data, moved)
        if held is not None and held.vault_id == vault.id and _says(kind, vault, held) == data:
            continue
        if new.get(row_id) == data:  # the same page twice in one file
            continue
        own_id = uuid4() if held is not None or row_id in new else row_id
        if held is not None:
            moved[str(row_id)] = str(own_id)
        new[own_id] = data
    fitting = dict(islice(new.items(), kind.room_for(vault, new.values())))
    without_room, new = len(new) - len(fitting), fitting
    numbers = vault.vault.next_numbers(len(new)) if new else range(0)
    made = [
        kind.serializer.make(vault, data, row_id=row_id, number=number)
        for (row_id, data), number in zip(new.items(), numbers, strict=True)
    ]
    return list(table.bulk_create(made, batch_size=200)), without_room


def _pin_starred(
    vault: UnlockedVault,
    starred: Iterable[str],
    moved: dict[str, str],
    made: Iterable[tuple[str, str]],
) -> int:
    """Pin the pages that came in with a star, the newest first; how many found no room."""
    came = {row_id for name, row_id in made if name == ENTRIES}
    ids = dict.fromkeys(moved.get(row_id, row_id) for row_id in starred)
    wanted = [row_id for row_id in ids if row_id in came]
    try:
        pins = Preferences.change(vault, lambda now: now.pinning_many(wanted)).pins
    except Damaged:
        pins = ()
    return len(wanted) - len({*wanted} & {*pins})


def _unpin_deleted(vault: UnlockedVault) -> None:
    own = Entry.objects.in_vault(vault)
    with suppress(Damaged):
        Preferences.change(vault, lambda now: now.still(own.pinned(now.pins)) if now.pins else now)


def _takes_one(kind: SealedTable, vault: UnlockedVault) -> bool:
    table = kind.table
    assert issubclass(table, SingleSealedRow)
    return table.takes_one_in(vault)


def _gone_on_with(
    vault: UnlockedVault, pages: Collection[str], made: Iterable[tuple[str, str]]
) -> set[UUID]:
    """The pages with words that saved themselves, with a photo that was added, or with one of
    which another thing was said.
    """
    drafts = Draft.objects.in_vault(vault).filter(entry_id__in=pages)
    own = Photo.objects.in_vault(vault).of_pages(UUID(page) for page in pages)
    came = [row_id for name, row_id in made if name == PHOTOS]
    touched = own.exclude(pk__in=came, revision=1).values_list("entry_id", flat=True)
    return {*touched, *drafts.values_list("entry_id", flat=True)}


def _at_its_page(data: dict[str, Any], moved: dict[str, str]) -> dict[str, Any]:
    """What belongs to a page names it under `entry`."""
    return {**data, "entry": moved.get(data["entry"], data["entry"])} if "entry" in data else data


def _says(kind: SealedTable, vault: UnlockedVault, row: PrivateRow) -> RowData | None:
    assert kind.serializer is not None
    if getattr(row, "expires_on", None) is not None:
        return None
    return unless_damaged(kind.serializer.serialize, vault, row)


def _end_of_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
