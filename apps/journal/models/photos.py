"""Photos of entries: the picture and what is said about it, sealed apart, in rows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Func, Q, Sum
from django.utils import timezone

from apps.common.models import JobRun
from apps.journal.models.entries import Entry
from apps.journal.models.storage import Storage
from apps.journal.photos.content import PhotoContent
from apps.journal.photos.jpeg_check import size_of
from apps.vault.blob_store import length_of
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import Conflict, Full, PrivateQuerySet, PrivateRow, unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

CAPTION, PICTURE, THUMBNAIL = "photo.caption", "photo.picture", "photo.thumbnail"
PHOTOS: Final = "photos"  # the name of the kind
TRASHED_PHOTOS: Final = "photos in the trash"  # removed ones, and those of pages in the trash
MOST_OF_PAGE: Final = 20
MOST_SEALED: Final = 400 * 1024 * 1024  # bytes of a journal: more than a thousand photos


class EntryPhotosFull(Full):
    """The page has as many photos as a page may have."""


class JournalPhotosFull(Full):
    """The photos of this journal take as much room as they may."""


class CaptionConflict(Conflict[PhotoContent]):
    """The caption was changed elsewhere since it was opened here. Nothing was overwritten."""


class PhotoQuerySet(PrivateQuerySet["Photo"]):
    def of(self, entry_id: UUID) -> Self:
        """The photos of an entry, in the order in which they were added."""
        return self.filter(entry_id=entry_id).order_by("number")

    def of_pages(self, entry_ids: Iterable[UUID]) -> Self:
        return self.filter(entry_id__in=list(entry_ids)).order_by("number")

    def of_living_pages(self, vault: UnlockedVault) -> Self:
        living = Entry.objects.in_vault(vault).living().values("id")
        return self.filter(entry_id__in=living).order_by("number")

    def shown(self) -> Self:
        return self.filter(expires_on=None)

    def in_trash(self, vault: UnlockedVault) -> Self:
        """The removed ones, and those of pages in the trash."""
        living = Entry.objects.in_vault(vault).living().values("id")
        found = Q(expires_on__isnull=False) | ~Q(entry_id__in=living)
        return self.filter(found).order_by("number")

    def removed(self) -> Self:
        return self.exclude(expires_on=None)

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())

    def listed(self) -> Self:
        """Photos without the bytes of their pictures, for lists."""
        return self.defer("picture", "thumbnail")

    def first_of_each(self) -> Self:
        """The photo of each page that came first, and whether it has a thumbnail."""
        found = self.order_by("entry_id", "number").distinct("entry_id")
        return found.annotate(has_thumbnail=Q(thumbnail__isnull=False))

    def bytes_sealed(self) -> int:
        """How much room the pictures take; nothing is fetched for that."""
        length = Func("picture", function="vault_blob_size", output_field=models.BigIntegerField())
        total = self.aggregate(total=Sum(length))
        return int(total["total"] or 0)


class Photo(PrivateRow):
    """One photo of an entry. A photo belongs to the entry, not to a version of its words.

    Removed, it has a day on which it expires, and can be taken back until then. One out of an
    export, or older than thumbnails, has none until a list has shown it.
    """

    entry_id = models.UUIDField()
    caption = models.BinaryField()
    picture = models.BinaryField()
    thumbnail = models.BinaryField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    has_thumbnail: bool  # of a row of `first_of_each`

    sealed_table = SealedTable(
        name=PHOTOS,
        blobs={"caption": CAPTION, "picture": PICTURE, "thumbnail": THUMBNAIL},
        serialized_by="apps.journal.exporting.photo_rows.PhotoSerializer",
        fitting="apps.journal.exporting.photo_rows.fitting",
        outside=frozenset({"picture", "thumbnail"}),
        parts=(
            SealedTable(
                name=TRASHED_PHOTOS,
                blobs={},
                turn=6,
                serialized_by="apps.journal.exporting.trash_rows.TrashedPhotoSerializer",
                fitting="apps.journal.exporting.photo_rows.fitting",
            ),
        ),
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vault_id", "entry_id", "number"], name="photos_of_an_entry"),
            models.Index(
                fields=["expires_on"],
                condition=Q(expires_on__isnull=False),
                name="photos_by_expiry",
            ),
        ]

    @classmethod
    def add(
        cls,
        vault: UnlockedVault,
        jpeg: bytes,
        *,
        entry_id: UUID,
        photo_id: UUID,
        description: str,
        thumbnail: bytes | None = None,
    ) -> "Photo":
        """A new photo of a page. The same one sent twice is kept once.

        Raises EntryPhotosFull, JournalPhotosFull, StorageFull, and Entry.DoesNotExist where the
        page is gone.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere
            Entry.objects.in_vault(vault).only("id", "vault_id").get(pk=entry_id)
            own = cls.objects.in_vault(vault)
            known = own.with_id(photo_id)
            if known is not None and known._is(vault, jpeg, description):
                return known
            if own.of(entry_id).shown().count() >= MOST_OF_PAGE:
                raise EntryPhotosFull(MOST_OF_PAGE)
            if own.bytes_sealed() + len(jpeg) > MOST_SEALED:
                raise JournalPhotosFull(MOST_SEALED)
            if cls.objects.taken_ids([photo_id]):  # of another journal, or a form used again
                photo_id = uuid4()
            number = vault.vault.next_number()
            photo = cls.sealed(
                vault,
                jpeg,
                entry_id=entry_id,
                photo_id=photo_id,
                number=number,
                description=description,
                thumbnail=thumbnail,
                room=Storage.in_write(vault),
            )
            photo.save(force_insert=True)
        return photo

    @classmethod
    def sealed(
        cls,
        vault: UnlockedVault,
        jpeg: bytes,
        *,
        entry_id: UUID,
        photo_id: UUID,
        number: int,
        description: str,
        thumbnail: bytes | None = None,
        room: Storage | None = None,
    ) -> "Photo":
        """A first revision that is not saved yet.

        Raises ValueError for what is no plain JPEG, and StorageFull where there is no `room`.
        """
        size = size_of(jpeg)
        if size is None:
            raise ValueError("Not a plain JPEG.")
        photo = cls(id=photo_id, vault_id=vault.id, number=number, entry_id=entry_id)
        width, height = size
        said = PhotoContent(description=description, width=width, height=height)
        photo._seal(vault, said, jpeg, thumbnail, room)
        return photo

    def describe(self, vault: UnlockedVault, description: str, *, expected: int) -> None:
        """Say something else about it, over revision `expected`.

        Raises CaptionConflict, Damaged, DoesNotExist.
        """
        with transaction.atomic():
            vault.vault.hold()
            kept = Photo.objects.in_vault(vault).select_for_update().get(pk=self.pk)
            caption = kept.opened_caption(vault)
            if caption.description == description:
                return
            if kept.revision != expected:
                raise CaptionConflict(caption, kept.revision)
            jpeg, thumbnail = kept.jpeg(vault), unless_damaged(kept._thumbnail, vault)
            kept.revision += 1
            kept.changed_on = timezone.now().date()
            kept._seal(vault, replace(caption, description=description), jpeg, thumbnail)
            kept.save(update_fields=["revision", "changed_on", *self.sealed_table.blobs])

    def keep_thumbnail(self, vault: UnlockedVault, thumbnail: bytes) -> None:
        """Keep a small picture where there is none yet. Raises DoesNotExist."""
        with transaction.atomic():
            vault.vault.hold()
            kept = Photo.objects.in_vault(vault).listed().select_for_update().get(pk=self.pk)
            if Photo.objects.in_vault(vault).filter(pk=self.pk, thumbnail=None).exists():
                kept.seal_field(vault, "thumbnail", thumbnail)
                kept.save(update_fields=["thumbnail"])

    def remove(self) -> None:
        """Off its page at once, gone for good after TRASH_DAYS.

        Raises ObjectNotUpdated if the photo is gone.
        """
        self.expires_on = JobRun.known_today() + timedelta(days=settings.TRASH_DAYS)
        self.save(update_fields=["expires_on"])

    def restore(self) -> None:
        """Raises ObjectNotUpdated if the photo is gone."""
        self.expires_on = None
        self.save(update_fields=["expires_on"])

    @property
    def sealed_size(self) -> int:
        """Sealed bytes, as a trigger of the table counts them."""
        return sum(map(length_of, (self.caption, self.picture, self.thumbnail)))

    def opened_caption(self, vault: UnlockedVault) -> PhotoContent:
        """Raises Damaged."""
        return PhotoContent.from_bytes(self.unseal_field(vault, "caption"))

    def caption_or_none(self, vault: UnlockedVault) -> PhotoContent | None:
        return unless_damaged(self.opened_caption, vault)

    def jpeg(self, vault: UnlockedVault) -> bytes:
        """Raises Damaged."""
        return self.unseal_field(vault, "picture")

    def small_jpeg(self, vault: UnlockedVault) -> bytes:
        """The thumbnail, or the whole picture where there is none. Raises Damaged."""
        return unless_damaged(self._thumbnail, vault) or self.jpeg(vault)

    def _thumbnail(self, vault: UnlockedVault) -> bytes | None:
        """Raises Damaged."""
        return None if self.thumbnail is None else self.unseal_field(vault, "thumbnail")

    def _is(self, vault: UnlockedVault, jpeg: bytes, description: str) -> bool:
        """Whether it shows and says exactly this. A form that Back brought may send another one."""
        try:
            sealed = self.opened_caption(vault).description
            return sealed == description and self.jpeg(vault) == jpeg
        except Damaged:
            return False

    def _seal(
        self,
        vault: UnlockedVault,
        caption: PhotoContent,
        jpeg: bytes,
        thumbnail: bytes | None = None,
        room: Storage | None = None,
    ) -> None:
        """Raises StorageFull, before anything is put into the store, and StoreAway."""
        fields = {"caption": caption.to_bytes(), "picture": jpeg}
        if thumbnail is not None:
            fields["thumbnail"] = thumbnail
        blobs = {field: self.blob_of(vault, field, data) for field, data in fields.items()}
        if room is not None:
            room.refuse_bytes(sum(map(len, blobs.values())))
        self.thumbnail = None
        for field, blob in blobs.items():
            setattr(self, field, self.sealed_table.held(field, blob))
