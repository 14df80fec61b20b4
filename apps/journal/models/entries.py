"""Entries: a sealed head, a sealed body, and a plain running number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import batched
from typing import Final, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.common.models import JobRun
from apps.common.text.plain_values import is_id
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.day_index import (
    UNKNOWN,
    EntryMoment,
    EntryPlace,
    EntryPlaces,
    Moments,
    moment_of,
    number_at,
    place_of,
)
from apps.journal.models.day_index import DayIndex, known_or_opened
from apps.journal.models.storage import Storage
from apps.journal.models.versions import EntryVersion
from apps.vault.models import Vault
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import Conflict, PrivateQuerySet, PrivateRow, unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

HEAD, BODY = "entry.head", "entry.body"
TRASH: Final = "trash"  # the name in an export of entries that lie in the trash
RECENT = 20
HEADS_AT_ONCE: Final = 500

# A row as it is stored: id, revision, running number, and the sealed blobs.
SealedPage = tuple[UUID, int, int, bytes | memoryview, bytes | memoryview]
SealedPart = tuple[UUID, int, int, bytes | memoryview]


class EntryConflict(Conflict["Entry"]):
    """The entry was saved elsewhere since it was opened here. Nothing was overwritten."""


class NumbersAndRevisions(models.Aggregate):
    """The plain numbers of all rows in one value, as `EntryPlaces.sent` reads them.

    A tenth of the time that an array of numbers takes here, and half of that in the database.
    """

    function = "string_agg"
    template = "%(function)s(int8send(%(expressions)s), ''::bytea%(order_by)s)"
    arg_joiner = ") || int4send("
    allow_order_by = True

    def __init__(self, *, order_by: str) -> None:
        kind = models.BinaryField()
        super().__init__("number", "revision", order_by=order_by, output_field=kind)


class EntryQuerySet(PrivateQuerySet["Entry"]):
    def living(self) -> Self:
        return self.filter(expires_on=None)

    def trashed(self) -> Self:
        return self.exclude(expires_on=None)

    def in_order_of_trash(self) -> Self:
        """Entries with `thrown`, a number that is larger the later the entry was thrown away."""
        return self.annotate(thrown=Coalesce("trash_number", "number"))

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())

    def among(self, ids: Iterable[UUID]) -> Self:
        return self.filter(pk__in=list(ids))

    def numbered(self, numbers: Iterable[int]) -> Self:
        return self.filter(number__in=list(numbers))

    def heads(self) -> Self:
        """Entries without their bodies, for lists; the newest first by the plain number."""
        return self.defer("body").order_by("-number")

    def recent(self) -> Self:
        """The newest twenty living pages."""
        return self.living().heads()[:RECENT]

    def in_order(self, numbers: Sequence[int]) -> list["Entry"]:
        """The entries with these running numbers, in this order, without their bodies."""
        found = {row.number: row for row in self.numbered(numbers).heads()} if numbers else {}
        return [found[number] for number in numbers if number in found]

    def pinned(self, pins: Sequence[str]) -> list["Entry"]:
        """The pages with these ids that are not in the trash, in the order of the pins."""
        known = [pin for pin in pins if is_id(pin)]
        if not known:
            return []
        found = {str(row.id): row for row in self.living().heads().filter(pk__in=known)}
        return [found[pin] for pin in pins if pin in found]

    def sealed_pages(self, *, chunk: int) -> Iterator[SealedPage]:
        """Rows as they are stored, the last written first, for looking through many of them.

        No models are made of them, and they come `chunk` at a time. Inside a transaction only:
        outside of one the database would have to put all of them aside first.
        """
        rows = self.order_by("-number").values_list("id", "revision", "number", "head", "body")
        return rows.iterator(chunk_size=chunk)

    def sealed_heads(self, *, chunk: int) -> Iterator[SealedPart]:
        """Sealed rows as `sealed_pages` gives them, without the bodies."""
        return self._heads().iterator(chunk_size=chunk)

    def sealed_bodies(self, *, chunk: int) -> Iterator[SealedPart]:
        """Sealed rows as `sealed_pages` gives them, without the heads."""
        return self._bodies().iterator(chunk_size=chunk)

    def sealed_bodies_of(self, ids: Iterable[UUID]) -> list[SealedPart]:
        """The bodies of these pages, all at once."""
        return list(self.among(ids)._bodies())

    def places(self) -> EntryPlaces:
        """The place of each entry by plain columns alone; one row of the database's for all."""
        [rows] = self.aggregate(rows=NumbersAndRevisions(order_by="number")).values()
        return EntryPlaces.sent(rows or b"")

    def moments(self, vault: UnlockedVault) -> Moments:
        """The moment of each entry by its place; it is UNKNOWN where the head is damaged.

        Two queries where the day index has all of them.
        """
        return known_or_opened(vault, self, DayIndex.of(vault))

    def opened_moments(
        self, vault: UnlockedVault, places: Iterable[EntryPlace]
    ) -> Iterator[tuple[EntryPlace, EntryMoment]]:
        """The moments of these by their heads, some hundred at a time."""
        for some in batched(places, HEADS_AT_ONCE):
            sealed = list(self.numbered(map(number_at, some))._heads())
            heads = vault.unseal_many(((row[0], row[1], row[3]) for row in sealed), kind=HEAD)
            for row, head in zip(sealed, heads, strict=True):
                opened_head = unless_damaged(EntryHead.from_bytes, head or b"")
                yield place_of(row[2], row[1]), moment_of(opened_head) if opened_head else UNKNOWN

    def _heads(self) -> "models.QuerySet[Entry, SealedPart]":
        return self.order_by("-number").values_list("id", "revision", "number", "head")

    def _bodies(self) -> "models.QuerySet[Entry, SealedPart]":
        return self.order_by("-number").values_list("id", "revision", "number", "body")


class Entry(PrivateRow):
    """One page of a journal. In the trash it has a day on which it expires.

    `trash_number` is the running number of the vault at which it was thrown away; the release
    before gives none.
    """

    head = models.BinaryField()
    body = models.BinaryField()
    expires_on = models.DateField(null=True, blank=True)
    trash_number = models.PositiveBigIntegerField(null=True, blank=True)

    sealed_table = SealedTable(
        name="entries",
        blobs={"head": HEAD, "body": BODY},
        serialized_by="apps.journal.exporting.entry_json.EntrySerializer",
        fitting="apps.journal.exporting.entry_json.fitting",
        parts=(
            SealedTable(
                name=TRASH,
                blobs={},
                turn=5,
                serialized_by="apps.journal.exporting.trash_rows.TrashSerializer",
                fitting="apps.journal.exporting.entry_json.fitting",
            ),
        ),
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=models.Q(expires_on__isnull=False),
                name="entries_by_expiry",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["vault_id", "number"], name="one_number_an_entry")
        ]

    @classmethod
    def write(cls, vault: UnlockedVault, page: EntryContent, *, entry_id: UUID) -> "Entry":
        """A new entry. The same page sent twice is kept once.

        Raises EntryConflict, and PagesFull or StorageFull where the journal has no room for it.
        """
        with transaction.atomic():
            number = vault.vault.next_number()  # also makes two sends of one page wait in line
            known = cls.objects.in_vault(vault).with_id(entry_id)
            if known is not None:
                if known.expires_on is None and known.page(vault) == page:
                    return known
                raise EntryConflict(known)
            entry = cls(id=entry_id, vault_id=vault.id, number=number)
            if cls.objects.taken_ids([entry_id]):  # an id of another journal: say nothing
                entry.id = uuid4()
            entry._seal(vault, page)
            Storage.in_write(vault).refuse_page(entry._size)
            entry.save(force_insert=True)
            cls.note_days(vault)
        return entry

    @classmethod
    def note_days(cls, vault: UnlockedVault) -> None:
        """Bring the day index up to what the entries say."""
        DayIndex.catch_up(vault, cls.objects.in_vault(vault))

    @classmethod
    def sealed(
        cls, vault: UnlockedVault, page: EntryContent, *, entry_id: UUID, number: int
    ) -> "Entry":
        """A first revision that is not saved yet, for many to be saved together."""
        entry = cls(id=entry_id, vault_id=vault.id, number=number)
        entry._seal(vault, page)
        return entry

    def rewrite(
        self,
        vault: UnlockedVault,
        page: EntryContent,
        *,
        expected: int,
        is_limited: bool = True,
    ) -> None:
        """Save over revision `expected` and keep that one as a version.

        Raises EntryConflict, Damaged, DoesNotExist, and StorageFull where a page that became longer
        has no room.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere
            kept = Entry.objects.in_vault(vault).select_for_update().get(pk=self.pk)
            page = page.answering(kept.page(vault))
            if kept.revision != expected or kept.expires_on is not None:
                if kept.expires_on is None and kept.page(vault) == page:
                    return
                raise EntryConflict(kept)
            earlier, size = kept.page(vault), kept._size
            kept.revision += 1
            kept.changed_on = timezone.now().date()
            kept._seal(vault, page)
            storage = Storage.in_write(vault)
            if is_limited:
                storage.refuse_bytes(kept._size - size)
            after = replace(storage, size=storage.size + kept._size - size)
            EntryVersion.keep(vault, earlier, entry_id=kept.id, storage=after)
            kept.save(update_fields=["revision", "changed_on", "head", "body"])
            self.note_days(vault)
        self.revision, self.head, self.body = kept.revision, kept.head, kept.body

    def opened_head(self, vault: UnlockedVault) -> EntryHead:
        """Raises Damaged."""
        return EntryHead.from_bytes(self.unseal_field(vault, "head"))

    def page(self, vault: UnlockedVault) -> EntryContent:
        """Raises Damaged."""
        head, body = self.unseal_field(vault, "head"), self.unseal_field(vault, "body")
        return EntryContent.from_bytes(head, body)

    def is_at(self, revision: int) -> bool:
        """Whether somebody who opened that revision may still go on from it."""
        return self.revision == revision and self.expires_on is None

    def trash(self) -> None:
        """Out of sight at once, gone for good after TRASH_DAYS.

        Raises ObjectNotUpdated if the entry is gone.
        """
        with transaction.atomic():
            self.trash_number = Vault.objects.get(pk=self.vault_id).next_number()
            self.expires_on = JobRun.known_today() + timedelta(days=settings.TRASH_DAYS)
            self.save(update_fields=["expires_on", "trash_number"])

    def restore(self) -> None:
        """Raises ObjectNotUpdated if the entry is gone."""
        self.expires_on = self.trash_number = None
        self.save(update_fields=["expires_on", "trash_number"])

    @property
    def _size(self) -> int:
        """Sealed bytes, as a trigger of the table counts them."""
        return len(self.head) + len(self.body)

    def _seal(self, vault: UnlockedVault, page: EntryContent) -> None:
        self.seal_field(vault, "head", page.head.to_bytes())
        self.seal_field(vault, "body", page.body_bytes())
