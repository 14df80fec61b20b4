"""Versions: what entries said before a change, each sealed under its own id."""

from datetime import timedelta
from typing import Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.journal.entries.content import EntryContent, EntryHead
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

VERSIONS: Final = "entry versions"
VERSION_HEAD, VERSION_BODY = "entry-version.head", "entry-version.body"


class EntryVersionQuerySet(PrivateQuerySet["EntryVersion"]):
    def of(self, entry_id: UUID) -> Self:
        return self.filter(entry_id=entry_id).order_by("-number")

    def heads(self) -> Self:
        """Versions without their bodies, for lists; the newest first."""
        return self.defer("body").order_by("-number")

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())


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
    def keep(cls, vault: UnlockedVault, page: EntryContent, *, entry_id: UUID) -> None:
        """Keep what an entry says before it is written over. Inside a transaction only."""
        number = vault.vault.next_number()
        version = cls(vault_id=vault.id, number=number, entry_id=entry_id, revision=1)
        version.expires_on = version.changed_on + timedelta(days=settings.HISTORY_DAYS)
        version.seal_field(vault, "head", page.head.to_bytes())
        version.seal_field(vault, "body", page.body_bytes())
        version.save(force_insert=True)
