"""Imports: what a file held, sealed until it is confirmed, and what can still be undone."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Self
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from apps.journal.importing.content import (
    PHOTO_FILES,
    ImportContent,
    ImportPartContent,
    IncomingRow,
    counted_rows,
    in_parts,
)
from apps.journal.importing.merge import (
    PAGES,
    add_rows,
    changed_since_import,
    photo_of_added_page,
    photos_once,
    pin_starred,
    rows_by_table,
    unpin_deleted,
    with_day_order,
)
from apps.journal.models.deletion import delete_for_good
from apps.journal.models.drafts import DRAFTS
from apps.journal.models.entries import TRASH, Entry
from apps.journal.models.import_parts import ImportPart, ImportPiece
from apps.journal.models.photos import PHOTOS, TRASHED_PHOTOS, Photo
from apps.journal.models.versions import VERSIONS
from apps.vault.blob_store import is_used
from apps.vault.codec import replace
from apps.vault.registry import SealedTable, exported_tables
from apps.vault.sealed_rows import PrivateQuerySet, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

IMPORT: Final = "import"
PENDING: Final = timedelta(hours=1)
UNDO: Final = timedelta(days=30)
WITH_PICTURE: Final = frozenset({PHOTOS, TRASHED_PHOTOS})  # their rows carry it, as exported
OF_PAGES: Final = WITH_PICTURE | {DRAFTS, VERSIONS}


class ImportQuerySet(PrivateQuerySet["Import"]):
    def live(self) -> Self:
        return self.filter(expires__gt=timezone.now())

    def newest(self) -> Self:
        """Imports whose file was read whole and that can still be confirmed or undone."""
        return self.live().exclude(is_done=False, revision=1).order_by("-number")

    def expired(self) -> Self:
        return self.filter(expires__lte=timezone.now())

    def pending(self) -> Self:
        """Imports that are not confirmed yet, whether their file was read whole or not."""
        return self.filter(is_done=False)

    def on_the_way(self) -> Self:
        """Imports whose file is still being sent or read, or broke off there."""
        return self.pending().filter(revision=1)


class Import(SealedRow[ImportContent]):
    """`sealed` says where it came from, how much of what, and which rows it made."""

    sealed = models.BinaryField()
    expires = models.DateTimeField()
    is_done = models.BooleanField(default=False)

    sealed_table = SealedTable(
        name="imports",
        blobs={"sealed": IMPORT},
        not_exported="It says which rows an import made, for its undo; the rows are exported.",
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires"], name="imports_by_expiry")]

    @classmethod
    def begin(
        cls,
        vault: UnlockedVault,
        rows: Iterable[Any],
        told: Callable[[Counter[str]], ImportContent],
    ) -> "Import":
        """Seal the rows of a file until they are confirmed; `told` is asked when all are counted.

        Raises whatever reading raises; nothing is kept then. An earlier pending one goes once it is
        whole.
        """
        with transaction.atomic():
            row = cls.of_upload(vault)
            row.fill(vault, rows, told)
        return row

    @classmethod
    def of_upload(cls, vault: UnlockedVault) -> "Import":
        """The place for the pieces of a file that is on its way.

        Another one that is on its way, or broke off, goes; one that was read whole stays.
        """
        with transaction.atomic():
            vault.vault.hold()
            for broken in cls.objects.in_vault(vault).on_the_way():
                broken.forget(vault)
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
        """The rows of its file, until they are confirmed. An earlier pending one goes.

        Raises whatever reading raises, and NotUpdated if it was replaced meanwhile.
        """
        counts: Counter[str] = Counter()
        with transaction.atomic():
            vault.vault.hold()
            for part in in_parts(counted_rows(rows, counts)):
                ImportPart.keep(vault, part, import_id=self.id)
            if counts:
                for earlier in Import.objects.in_vault(vault).pending().exclude(pk=self.pk):
                    earlier.forget(vault)
            self.expires = timezone.now() + PENDING
            self.revision += 1
            self.seal(vault, told(counts))
            self.save(force_update=True)
            if not counts[PHOTO_FILES]:
                ImportPiece.objects.in_vault(vault).of(self.id).delete()

    def release(self, vault: UnlockedVault, *, month_first: bool = False) -> None:
        """Every row becomes one of the journal, all or none. Once more does nothing.

        Pictures wait for `settle`: those of a file to be re-encoded, and all where photos lie in a
        store, so that no transaction waits for one.

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
            left_out: set[str] = set()
            pictures: list[IncomingRow] = []
            seen: dict[UUID, int] = {}
            brought_in: list[UUID] = []
            waiting = 0
            for part in ImportPart.objects.in_vault(vault).of(self.id).iterator(chunk_size=1):
                read = came = part.contents(vault)
                pictures += [row for row in read if row.table == PHOTO_FILES]
                photos = [row for row in came if row.table in WITH_PICTURE] if is_used() else []
                if photos:
                    read = [row for row in came if row.table not in WITH_PICTURE]
                for kind, rows in rows_by_table(with_day_order(read, month_first=month_first)):
                    kept, without_room = add_rows(vault, kind, rows, moved, left_out)
                    made += [(kind.name, str(row.pk)) for row in kept]
                    already += len(rows) - len(kept) - without_room
                    unroomed += without_room
                once = photos_once(photos, moved, seen)
                later = [row for row in once if row.data["entry"] not in left_out]
                already += len(photos) - len(once)
                unroomed += len(once) - len(later)
                waiting += len(later)
                if later == came:  # it waits as it is
                    continue
                brought_in.append(part.pk)
                for part_rows in in_parts(later):
                    ImportPart.keep(vault, part_rows, import_id=self.id)
            ImportPart.objects.in_vault(vault).filter(pk__in=brought_in).delete()
            unroomed += len(pictures)
            pictures = [photo_of_added_page(row, moved) for row in pictures]
            pictures = [row for row in pictures if row.data["entry"] not in left_out]
            unroomed -= len(pictures)
            for part_rows in in_parts(pictures):
                ImportPart.keep(vault, part_rows, import_id=self.id)
            self.is_done, self.expires = True, _end_of_day(timezone.now() + UNDO)
            self.revision += 1
            told = replace(
                report,
                already=already,
                without_room=unroomed,
                unpinned=pin_starred(vault, report.starred, moved, made),
                made=tuple(made),
                waiting=waiting + len(pictures),
            )
            self.seal(vault, told)
            self.save()
            Entry.note_days(vault)

    def undo(self, vault: UnlockedVault) -> int:
        """Take back every row that it made and nobody changed since; how many were left."""
        with transaction.atomic():
            vault.vault.hold()
            made = self.contents(vault).made or ()
            pages = [row_id for name, row_id in made if name in PAGES]
            changed = 0
            for kind in exported_tables():
                rows = kind.rows_of(vault.id).filter(pk__in=[i for n, i in made if n == kind.name])
                if kind.name in OF_PAGES:  # those of a page that came along go or stay with it
                    rows = rows.exclude(entry_id__in=pages)
                untouched = rows.filter(revision=1)
                if kind.name == TRASH:  # one that was taken back stays
                    untouched = untouched.exclude(expires_on=None)
                if kind.name in PAGES:
                    untouched = untouched.exclude(pk__in=changed_since_import(vault, pages, made))
                changed += rows.count() - untouched.count()
                if kind.name in PAGES:
                    delete_for_good(vault, list(untouched.values_list("pk", flat=True)))
                else:
                    untouched.delete()
            self.forget(vault)
            unpin_deleted(vault)
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

    def waiting_rows(
        self, vault: UnlockedVault, most: int, *, most_with_picture: int
    ) -> ImportPartContent:
        """The next photos to be kept, in their order; few of those that take memory.

        Raises Damaged.
        """
        found: ImportPartContent = []
        with_picture = 0
        for part in ImportPart.objects.in_vault(vault).of(self.id).in_batches(1):
            rows = part.contents(vault)
            found += rows
            with_picture += sum(row.table in WITH_PICTURE for row in rows)
            if len(found) >= most or with_picture >= most_with_picture:
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
        """Keep the photos that were made of these waiting rows; `again` waits once more.

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
            missing = set(ids)
            for part in ImportPart.objects.in_vault(vault).of(self.id).iterator(chunk_size=1):
                if not missing:  # the parts behind hold pictures that need not be opened
                    break
                contents = part.contents(vault)
                remaining = [row for row in contents if row.id not in ids]
                missing.difference_update(row.id for row in contents)
                if len(remaining) != len(contents):
                    part.delete()
                    rest += remaining
            for part_rows in in_parts([*rest, *again]):
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


def _end_of_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
