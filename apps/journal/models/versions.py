"""Versions: what entries said before a change, each sealed under its own id."""

from datetime import timedelta
from functools import partial
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.journal.entries.content import EntryContent, EntryHead
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

VERSION_HEAD, VERSION_BODY = "entry-version.head", "entry-version.body"


class EntryVersionQuerySet(PrivateQuerySet["EntryVersion"]):
    def of(self, entry_id: UUID) -> Self:
        return self.filter(entry_id=entry_id).order_by("-number")

    def heads(self) -> Self:
        """Without bodies, the newest first."""
        return self.defer("body").order_by("-number")

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())


class EntryVersion(PrivateRow):
    """What an entry said before a change, sealed under the id of the version."""

    entry_id = models.UUIDField()
    head = models.BinaryField()
    body = models.BinaryField()
    expires_on = models.DateField()

    objects = EntryVersionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["vault_id", "entry_id"], name="versions_of_an_entry")]

    def __str__(self) -> str:
        return str(self.id)

    def opened_head(self, vault: UnlockedVault) -> EntryHead:
        """Raises Damaged."""
        unseal = partial(vault.unseal, object_id=self.id, revision=self.revision)
        return EntryHead.from_bytes(unseal(bytes(self.head), kind=VERSION_HEAD))

    def page(self, vault: UnlockedVault) -> EntryContent:
        """Raises Damaged."""
        unseal = partial(vault.unseal, object_id=self.id, revision=self.revision)
        head = unseal(bytes(self.head), kind=VERSION_HEAD)
        return EntryContent.from_bytes(head, unseal(bytes(self.body), kind=VERSION_BODY))

    @classmethod
    def keep(cls, vault: UnlockedVault, page: EntryContent, *, entry_id: UUID) -> None:
        """Keep what an entry says before it is written over. Inside a transaction only."""
        number = vault.vault.next_number()
        version = cls(vault_id=vault.id, number=number, entry_id=entry_id, revision=1)
        version.expires_on = version.changed_on + timedelta(days=settings.HISTORY_DAYS)
        seal = partial(vault.seal, object_id=version.id, revision=version.revision)
        version.head = seal(page.head.to_bytes(), kind=VERSION_HEAD)
        version.body = seal(page.body_bytes(), kind=VERSION_BODY)
        version.save(force_insert=True)
