"""Versions: what entries said before a change, each sealed under its own id."""

from datetime import timedelta
from typing import Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils import timezone

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models.storage import Storage
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

VERSIONS: Final = "entry versions"
MOST_GONE: Final = 32  # that one new version drives out, however large it is
VERSION_HEAD, VERSION_BODY = "entry-version.head", "entry-version.body"


class EntryVersionQuerySet(PrivateQuerySet["EntryVersion"]):
    def of(self, entry_id: UUID) -> Self:
        return self.filter(entry_id=entry_id).order_by("-number")

    def heads(self) -> Self:
        """Versions without their bodies, for lists; the newest first."""
        return self.defer("body").order_by("-number")

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())

    def make_room(self, storage: Storage, *, size: int) -> None:
        """Delete the oldest as far as one more version, of so many bytes, has no room.

        Of a journal that is over a limit already, no more goes than comes: a limit that was
        lowered takes nothing by itself.
        """
        count, excess = 1 - storage.versions_left, size - storage.bytes_left
        if count <= 0 and excess <= 0:
            return
        sizes = self.order_by("number").annotate(size=Length("head") + Length("body"))
        gone: list[UUID] = []
        for version_id, each in sizes.values_list("pk", "size")[:MOST_GONE]:
            if len(gone) >= count and excess <= 0:
                break
            gone.append(version_id)
            excess -= each
        self.filter(pk__in=gone).delete()


class EntryVersion(PrivateRow):
    """What an entry said before a change, sealed under the id of the version."""

    entry_id = models.UUIDField()
    head = models.BinaryField()
    body = models.BinaryField()
    expires_on = models.DateField()

    sealed_table = SealedTable(
        name=VERSIONS,
        blobs={"head": VERSION_HEAD, "body": VERSION_BODY},
        turn=8,
        serialized_by="apps.journal.exporting.version_rows.VersionSerializer",
        fitting="apps.journal.exporting.version_rows.fitting",
    )

    objects = EntryVersionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vault_id", "entry_id"], name="versions_of_an_entry"),
            models.Index(fields=["expires_on"], name="versions_by_expiry"),
        ]

    def opened_head(self, vault: UnlockedVault) -> EntryHead:
        """Raises Damaged."""
        return EntryHead.from_bytes(self.unseal_field(vault, "head"))

    def page(self, vault: UnlockedVault) -> EntryContent:
        """Raises Damaged."""
        head, body = self.unseal_field(vault, "head"), self.unseal_field(vault, "body")
        return EntryContent.from_bytes(head, body)

    @classmethod
    def keep(
        cls,
        vault: UnlockedVault,
        page: EntryContent,
        *,
        entry_id: UUID,
        storage: Storage | None = None,
    ) -> None:
        """Keep what an entry says before it is written over. Inside a transaction only.

        Where the journal has no room for one more, its oldest versions go; `storage` is what it
        has without the new version, if that is known.
        """
        storage = storage or Storage.in_write(vault)
        number = vault.vault.next_number()
        version = cls(vault_id=vault.id, number=number, entry_id=entry_id, revision=1)
        version.expires_on = version.changed_on + timedelta(days=settings.HISTORY_DAYS)
        version.seal_field(vault, "head", page.head.to_bytes())
        version.seal_field(vault, "body", page.body_bytes())
        version.save(force_insert=True)
        own = cls.objects.in_vault(vault).exclude(pk=version.pk)
        own.make_room(storage, size=len(version.head) + len(version.body))
