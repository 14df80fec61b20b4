"""How much a journal stores, and how much it may: pages, kept versions, sealed bytes.

The bytes are those of pages, versions and photos as they are sealed, the trash included. Drafts
have a limit of their own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.common.limits import Limit
from apps.vault.models import StorageChange, Vault
from apps.vault.sealed_rows import Full
from apps.vault.unlocked_vault import UnlockedVault

MEBIBYTE: Final = 1024 * 1024
NEAR: Final = 9  # tenths: from here on the writer is told
MOST_CHANGES: Final = 32  # of one vault; then they become one row
COUNTED_AGAIN: Final = timedelta(days=30)
VAULTS_AT_ONCE: Final = 200

# Written out, since every save asks it: the query set of it takes a millisecond to be made.
SUM: Final = """
    SELECT SUM(pages), SUM(versions), SUM(size), COUNT(counted_on), COUNT(*)
    FROM vault_storagechange WHERE vault_id = %s
"""
# One statement sees one state of the database: no change is counted twice, and none is missed.
COUNTED: Final = """
    SELECT coalesce(sum(pages), 0), coalesce(sum(versions), 0), coalesce(sum(size), 0) FROM (
        SELECT count(*) AS pages, 0 AS versions,
            sum(octet_length(head) + octet_length(body)) AS size
        FROM "journal_entry" WHERE "journal_entry"."vault_id" = %(vault)s
        UNION ALL
        SELECT 0, count(*), sum(octet_length(head) + octet_length(body))
        FROM "journal_entryversion" WHERE "journal_entryversion"."vault_id" = %(vault)s
        UNION ALL
        SELECT 0, 0, sum(vault_blob_size(caption) + vault_blob_size(picture)
            + vault_blob_size(thumbnail))
        FROM "journal_photo" WHERE "journal_photo"."vault_id" = %(vault)s
    ) AS tables
"""
COUNT_ANEW: Final = f"""
    WITH gone AS (DELETE FROM vault_storagechange WHERE vault_id = %(vault)s),
        counted (pages, versions, size) AS ({COUNTED})
    INSERT INTO vault_storagechange (vault_id, pages, versions, size, counted_on)
    SELECT %(vault)s, pages, versions, size, %(today)s FROM counted
"""
ADD_UP: Final = """
    WITH gone AS (DELETE FROM vault_storagechange WHERE vault_id = %(vault)s RETURNING *)
    INSERT INTO vault_storagechange (vault_id, pages, versions, size, counted_on)
    SELECT %(vault)s, sum(pages), sum(versions), sum(size), min(counted_on) FROM gone
"""


class PagesFull(Full):
    """The journal has as many pages as it may."""


class StorageFull(Full):
    """The journal takes as much room as it may. The limit is in MiB."""


@dataclass(frozen=True, kw_only=True)
class Storage:
    """What a journal stores. `size` is in bytes."""

    pages: int = 0
    versions: int = 0
    size: int = 0

    @classmethod
    def of(cls, vault_id: UUID) -> "Storage":
        """One query; one more for a journal that was never counted."""
        return cls._added_up(vault_id)[0] or cls._counted(vault_id)

    @classmethod
    def in_write(cls, vault: UnlockedVault) -> "Storage":
        """The same before something is written, under the lock of the vault: nobody else writes."""
        found, changes = cls._added_up(vault.id)
        if found is None:
            count_anew(vault.id)
            found = cls._added_up(vault.id)[0] or cls()
        elif changes > MOST_CHANGES:
            _run(ADD_UP, vault.id)
        return found

    @classmethod
    def _added_up(cls, vault_id: UUID) -> "tuple[Storage | None, int]":
        """The sum and of how many changes; None where none of them is a count."""
        with connection.cursor() as cursor:
            cursor.execute(SUM, (vault_id,))
            pages, versions, size, counts, changes = cursor.fetchone()
        if not counts:
            return None, changes
        return cls(pages=int(pages), versions=int(versions), size=int(size)), changes

    @classmethod
    def _counted(cls, vault_id: UUID) -> "Storage":
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, {"vault": vault_id})
            pages, versions, size = cursor.fetchone()
        return cls(pages=int(pages), versions=int(versions), size=int(size))

    @property
    def megabytes(self) -> int:
        """Rounded up, as every size that is shown."""
        return -(-self.size // MEBIBYTE)

    @property
    def line(self) -> str:
        """What is stored beside what may be; the limit of pages once they come near it."""
        size = _("%(n)s MB of %(most)s MB") % {
            "n": Limit(self.megabytes),
            "most": Limit(settings.STORAGE_MOST),
        }
        if self.has_few_pages_left:
            words = ngettext("%(n)s of %(most)s page", "%(n)s of %(most)s pages", self.pages)
        else:
            words = ngettext("%(n)s page", "%(n)s pages", self.pages)
        pages = words % {"n": Limit(self.pages), "most": Limit(settings.PAGES_MOST)}
        return f"{pages}, {size}"

    @property
    def pages_left(self) -> int:
        return max(0, settings.PAGES_MOST - self.pages)

    @property
    def versions_left(self) -> int:
        return max(0, settings.VERSIONS_MOST - self.versions)

    @property
    def bytes_left(self) -> int:
        return max(0, most_bytes() - self.size)

    @property
    def has_few_pages_left(self) -> bool:
        return bool(self.pages * 10 >= settings.PAGES_MOST * NEAR)

    @property
    def is_near(self) -> bool:
        """Whether nine tenths of the pages or of the bytes are taken."""
        return self.has_few_pages_left or self.size * 10 >= most_bytes() * NEAR

    @property
    def is_near_for_versions(self) -> bool:
        """Whether the oldest versions go soon: nine tenths of them, or of the bytes, are there."""
        few_versions = self.versions * 10 >= settings.VERSIONS_MOST * NEAR
        return few_versions or self.size * 10 >= most_bytes() * NEAR

    def refuse_page(self, size: int) -> None:
        """Raises PagesFull and StorageFull where a new page of so many bytes has no room."""
        if self.pages >= settings.PAGES_MOST:
            raise PagesFull(settings.PAGES_MOST)
        self.refuse_bytes(size)

    def refuse_bytes(self, size: int) -> None:
        """Raises StorageFull where there is no room for so many more; 0 and less always fit."""
        if size > 0 and self.size + size > most_bytes():
            raise StorageFull(settings.STORAGE_MOST)


def most_bytes() -> int:
    return int(settings.STORAGE_MOST) * MEBIBYTE


def count_anew(vault_id: UUID) -> None:
    """Count what the vault stores, in place of all changes. Under the lock of the vault only."""
    _run(COUNT_ANEW, vault_id, today=timezone.now().date())


def count_again_where_long_ago() -> int:
    """Count all vaults anew whose count is old; how many. One that is being written in waits."""
    before = timezone.now().date() - COUNTED_AGAIN
    due = StorageChange.objects.filter(counted_on__lt=before).order_by("vault_id").distinct()
    due_ids = due.values_list("vault_id", flat=True)
    vault_ids, count = list(due_ids[:VAULTS_AT_ONCE]), 0
    while vault_ids:
        for vault_id in vault_ids:
            with transaction.atomic():
                if Vault.objects.filter(pk=vault_id).select_for_update(skip_locked=True).first():
                    count_anew(vault_id)
                    count += 1
        vault_ids = list(due_ids.filter(vault_id__gt=vault_ids[-1])[:VAULTS_AT_ONCE])
    return count


def forget_counts_without_vault() -> int:
    """Delete what a vault stored that is gone: a release that knew no counts left them behind."""
    vaults = Vault.objects.filter(pk=models.OuterRef("vault_id"))
    return StorageChange.objects.filter(~models.Exists(vaults)).delete()[0]


def _run(sql: str, vault_id: UUID, **params: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"vault": vault_id, **params})
