"""Photos of entries: the picture and what is said about it, sealed apart, in rows."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Final, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from apps.journal.models.entries import Entry
from apps.journal.photos.content import PhotoContent
from apps.journal.photos.jpeg_check import size_of
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

CAPTION, PICTURE = "photo.caption", "photo.picture"
PHOTOS: Final = "photos"  # the name of the kind
MOST_OF_PAGE: Final = 20
MOST_SEALED: Final = 48 * 1024 * 1024  # bytes of a journal, so that all of it fits one export


class EntryPhotosFull(Exception):
    """The page has as many photos as a page may have."""


class JournalPhotosFull(Exception):
    """The photos of this journal take as much room as they may."""


class CaptionConflict(Exception):
    """The caption was changed elsewhere since it was opened here. Nothing was overwritten."""

    def __init__(self, kept: PhotoContent, revision: int) -> None:
        super().__init__("changed elsewhere meanwhile")
        self.kept = kept
        self.revision = revision


class PhotoQuerySet(PrivateQuerySet["Photo"]):
    def of(self, entry_id: UUID) -> Self:
        """In the order in which they came."""
        return self.filter(entry_id=entry_id).order_by("number")

    def of_pages(self, entry_ids: Iterable[UUID]) -> Self:
        return self.filter(entry_id__in=list(entry_ids)).order_by("number")

    def of_living_pages(self) -> Self:
        return self.filter(entry_id__in=Entry.objects.living().values("id")).order_by("number")

    def shown(self) -> Self:
        return self.filter(expires_on=None)

    def removed(self) -> Self:
        return self.exclude(expires_on=None)

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())

    def listed(self) -> Self:
        """Without the pictures: what a list needs."""
        return self.defer("picture")

    def bytes_sealed(self) -> int:
        """How much room the pictures take; nothing is fetched for that."""
        total = self.aggregate(total=Sum(Length("picture", output_field=models.BigIntegerField())))
        return int(total["total"] or 0)


class Photo(PrivateRow):
    """One photo of an entry. A photo belongs to the entry, not to a version of its words.

    Removed, it has a day on which it expires, and can be taken back until then.
    """

    entry_id = models.UUIDField()
    caption = models.BinaryField()
    picture = models.BinaryField()
    expires_on = models.DateField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vault_id", "entry_id", "number"], name="photos_of_an_entry")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def add(
        cls, vault: UnlockedVault, jpeg: bytes, *, entry_id: UUID, photo_id: UUID, description: str
    ) -> "Photo":
        """A new photo of a page. The same one sent twice is kept once.

        Raises EntryPhotosFull, JournalPhotosFull, and Entry.DoesNotExist where the page is gone.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere
            Entry.objects.in_vault(vault).only("id").get(pk=entry_id)
            own = cls.objects.in_vault(vault)
            known = own.with_id(photo_id)
            if known is not None and known._is(vault, jpeg, description):
                return known
            if own.of(entry_id).shown().count() >= MOST_OF_PAGE:
                raise EntryPhotosFull
            if own.bytes_sealed() + len(jpeg) > MOST_SEALED:
                raise JournalPhotosFull
            if cls.objects.filter(pk=photo_id).exists():  # of another journal, or a form used again
                photo_id = uuid4()
            number = vault.vault.next_number()
            photo = cls.sealed(
                vault, jpeg, entry_id=entry_id, photo_id=photo_id, number=number, said=description
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
        said: str,
    ) -> "Photo":
        """A first revision that is not saved yet. Raises ValueError for what is no plain JPEG."""
        size = size_of(jpeg)
        if size is None:
            raise ValueError("Not a plain JPEG.")
        photo = cls(id=photo_id, vault_id=vault.id, number=number, entry_id=entry_id)
        width, height = size
        photo._seal(vault, PhotoContent(description=said, width=width, height=height), jpeg)
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
            jpeg = kept.jpeg(vault)
            kept.revision += 1
            kept.changed_on = timezone.now().date()
            kept._seal(vault, replace(caption, description=description), jpeg)
            kept.save(update_fields=["revision", "changed_on", "caption", "picture"])

    def remove(self) -> None:
        """Off its page at once, gone for good after TRASH_DAYS.

        Raises ObjectNotUpdated if the photo is gone.
        """
        self.expires_on = timezone.now().date() + timedelta(days=settings.TRASH_DAYS)
        self.save(update_fields=["expires_on"])

    def restore(self) -> None:
        """Raises ObjectNotUpdated if the photo is gone."""
        self.expires_on = None
        self.save(update_fields=["expires_on"])

    def opened_caption(self, vault: UnlockedVault) -> PhotoContent:
        """Raises Damaged."""
        return PhotoContent.from_bytes(self._unseal(vault, self.caption, CAPTION))

    def caption_or_none(self, vault: UnlockedVault) -> PhotoContent | None:
        try:
            return self.opened_caption(vault)
        except Damaged:
            return None

    def jpeg(self, vault: UnlockedVault) -> bytes:
        """Raises Damaged."""
        return self._unseal(vault, self.picture, PICTURE)

    def _is(self, vault: UnlockedVault, jpeg: bytes, description: str) -> bool:
        """Whether it shows and says exactly this. A form that Back brought may send another one."""
        try:
            said = self.opened_caption(vault).description
            return said == description and self.jpeg(vault) == jpeg
        except Damaged:
            return False

    def _seal(self, vault: UnlockedVault, caption: PhotoContent, jpeg: bytes) -> None:
        seal = partial(vault.seal, object_id=self.id, revision=self.revision)
        self.caption = seal(caption.to_bytes(), kind=CAPTION)
        self.picture = seal(jpeg, kind=PICTURE)

    def _unseal(self, vault: UnlockedVault, blob: bytes | memoryview, kind: str) -> bytes:
        return vault.unseal(bytes(blob), kind=kind, object_id=self.id, revision=self.revision)
