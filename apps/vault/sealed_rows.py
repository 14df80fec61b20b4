"""Rows of sealed bytes: what a model declares of them, and the base classes of such rows."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import batched
from types import get_original_bases
from typing import Any, ClassVar, Final, Protocol, Self, cast, get_args
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from apps.common.dates import utc_today
from apps.vault.blob_store import fetched, is_used, put
from apps.vault.codec import decode, encode
from apps.vault.crypto.sealing import Damaged
from apps.vault.drop_box import open_from_inbox
from apps.vault.unlocked_vault import UnlockedVault

RowData = Mapping[str, Any]
AT_ONCE: Final = 200  # rows fetched together, so that memory does not grow with the journal


class Unreadable(ValueError):
    """The data of an imported row does not fit its table. The message repeats none of the data."""


class RowSerializer[Row: "PrivateRow"](Protocol):
    """Rows of one table into an export and back, as plain JSON (docs/export-format.md)."""

    @property
    def is_single(self) -> bool:
        """Whether a vault has at most one such row."""
        ...

    def rows(self, vault: UnlockedVault) -> Iterator[Row]:
        """The rows of an export, the oldest first, a few at a time in memory."""
        ...

    def serialize(self, vault: UnlockedVault, row: Row) -> RowData:
        """The contents of a row. Raises Damaged."""
        ...

    def check(self, data: RowData) -> RowData:
        """The same contents in their one proper form. Raises Unreadable."""
        ...

    def make(self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int) -> Row:
        """A row with these contents, sealed and not saved yet. Raises Unreadable."""
        ...


class RowIdentity(Protocol):
    """What the context of a blob says of its row."""

    @property
    def id(self) -> UUID: ...

    @property
    def revision(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class SealedTable:
    """What a private model declares: its name in an export, and its sealed fields.

    `blobs` maps a field to the kind in its blob's context (`entry.head`). `is_to_drop_box` is for
    blobs that were sealed while the vault was locked, to its public key. A table with
    `serialized_by` is exported, one of a later `turn` later: that is the class of its serializer,
    as a dotted path where the class needs the model. An import brings a vault no more rows of a
    table than its `most`, or than its `fitting` (the dotted path of a function) allows, from the
    first row on. `parts` are rows of the same model that are exported under a name of their own.
    A table that is not exported says why in `not_exported`. The blobs of fields that are `outside`
    may lie in a store (blob_store.py); the field holds a reference then.
    """

    name: str
    blobs: Mapping[str, str]
    is_to_drop_box: bool = False
    turn: int = 0
    serialized_by: "Callable[[SealedTable], RowSerializer[PrivateRow]] | str | None" = None
    most: int | None = None
    fitting: str | None = None
    outside: frozenset[str] = frozenset()
    parts: "tuple[SealedTable, ...]" = ()
    not_exported: str = ""
    model: "type[PrivateRow] | None" = None

    def contribute_to_class(self, model: "type[PrivateRow]", name: str) -> None:
        """Store the model: Django calls this for each attribute of a model that has it."""
        setattr(model, name, replace(self, model=model))

    @property
    def table(self) -> "type[PrivateRow]":
        assert self.model is not None, f"{self.name} stands on no model"
        return self.model

    @property
    def with_parts(self) -> "tuple[SealedTable, ...]":
        """The table, and each part of it as a table of the same model."""
        return (self, *(replace(part, blobs=self.blobs, model=self.model) for part in self.parts))

    @cached_property
    def serializer(self) -> "RowSerializer[PrivateRow] | None":
        """The serializer of the table's own rows; None for a table that is not exported."""
        if isinstance(self.serialized_by, str):
            made: RowSerializer[PrivateRow] = import_string(self.serialized_by)()
            return made
        return self.serialized_by(self) if self.serialized_by else None

    def room_for(self, vault: UnlockedVault, new: Iterable[RowData]) -> int | None:
        """How many of the new rows, from the first on, fit into the vault; None for all."""
        if self.fitting is not None:
            return int(import_string(self.fitting)(vault, new))
        if self.most is None:
            return None
        return max(0, self.most - self.rows_of(vault.id).count())

    def rows_of(self, vault_id: UUID) -> models.QuerySet[models.Model]:
        model: type[models.Model] = self.table
        return model._default_manager.filter(vault_id=vault_id)

    def unseal(
        self, vault: UnlockedVault, row: RowIdentity, field: str, *, blob: bytes | None = None
    ) -> bytes:
        """The bytes of a row's sealed field, or of `blob` in its place.

        Raises Damaged, StoreAway.
        """
        held = getattr(row, field) if blob is None else blob
        kept = fetched(held) if field in self.outside else bytes(held)
        opened = partial(open_from_inbox, vault) if self.is_to_drop_box else vault.unseal
        return opened(kept, kind=self.blobs[field], object_id=row.id, revision=row.revision)

    def held(self, field: str, blob: bytes) -> bytes:
        """What the field holds for a blob: that, or a reference to it. Raises StoreAway."""
        return put(blob) if field in self.outside and is_used() else blob


class Conflict[Kept](Exception):
    """The row was changed elsewhere since it was opened here. Nothing was overwritten."""

    def __init__(self, kept: Kept, revision: int = 0) -> None:
        super().__init__("changed elsewhere meanwhile")
        self.kept = kept
        self.revision = revision


class Full(Exception):
    """The vault has as many rows, or as many bytes, of a table as it may. Nothing was changed."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit}")
        self.limit = limit


def unless_damaged[**P, Result](
    read: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
) -> Result | None:
    """The result of `read`, or None where it raises Damaged: one damaged row hides no other."""
    try:
        return read(*args, **kwargs)
    except Damaged:
        return None


class PrivateQuerySet[Row: "PrivateRow"](models.QuerySet[Row]):
    """Private rows, which are reached through their unlocked vault and no other way."""

    def in_vault(self, vault: UnlockedVault) -> Self:
        return self.filter(vault_id=vault.id)

    def with_id(self, row_id: uuid.UUID) -> Row | None:
        return self.filter(pk=row_id).first()

    def in_batches(self, size: int = AT_ONCE) -> Iterator[Row]:
        """The rows in their order, `size` in memory at a time, each lot by a statement of its own.

        What is added meanwhile is left out. A cursor of the database's would need one transaction
        for as long as a file takes to be sent, and would be lost behind a pool of connections.
        """
        for ids in batched(list(self.values_list("pk", flat=True)), size):
            found = {row.pk: row for row in self.order_by().filter(pk__in=ids)}
            yield from (found[row_id] for row_id in ids if row_id in found)

    def taken_ids(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of the ids that a row of any vault has.

        Asked before an id out of a form or a file becomes a row's. It looks through every vault.
        """
        model: type[models.Model] = self.model
        rows = model._base_manager.filter(pk__in=list(ids)).order_by()
        return set(rows.values_list("pk", flat=True))


class PrivateRow(models.Model):
    """A row of a vault. It has no foreign keys, so that tables can be split by vault.

    The primary key of its table is (vault, id), and the id alone is its key for Django: whatever
    is asked of a row, or written to it, names its vault, so that one part of the table is enough.

    A model declares in `sealed_table` which of its fields hold which kind of blob. `number` counts
    up within a vault, so that the newest rows are found without opening any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault_id = models.UUIDField(editable=False)
    number = models.PositiveBigIntegerField(editable=False)
    revision = models.PositiveIntegerField(default=1)
    changed_on = models.DateField(default=utc_today)

    sealed_table: ClassVar[SealedTable]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> Any:
        counted = self._own_row(using).delete()
        setattr(self, self._meta.pk.attname, None)
        return counted

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        rows = self._own_row(using) if from_queryset is None else from_queryset
        super().refresh_from_db(using, fields, rows.filter(vault_id=self.vault_id))

    def _do_update(
        self, base_qs: Any, using: Any, pk_val: Any, values: Any, *args: Any, **kwargs: Any
    ) -> list[Sequence[Any]]:
        """Django's own step of `save`, with the vault among the conditions and not the values."""
        own = base_qs.filter(vault_id=self.vault_id)
        written = [each for each in values if each[0].attname != "vault_id"]
        return super()._do_update(own, using, pk_val, written, *args, **kwargs)

    def _own_row(self, using: str | None) -> models.QuerySet[Any]:
        rows = type(self)._base_manager.using(using or self._state.db)
        return rows.filter(vault_id=self.vault_id, pk=self.pk)

    def unseal_field(self, vault: UnlockedVault, field: str) -> bytes:
        """The bytes of a sealed field. Raises Damaged."""
        return self.sealed_table.unseal(vault, self, field)

    def seal_field(self, vault: UnlockedVault, field: str, data: bytes) -> None:
        """Seal the bytes for this row at its revision. The row is not saved yet.

        Raises StoreAway.
        """
        blob = self.blob_of(vault, field, data)
        setattr(self, field, self.sealed_table.held(field, blob))

    def blob_of(self, vault: UnlockedVault, field: str, data: bytes) -> bytes:
        """The bytes sealed for a field of this row at its revision."""
        kind = self.sealed_table.blobs[field]
        return vault.seal(data, kind=kind, object_id=self.id, revision=self.revision)


class SealedRow[Contents](PrivateRow):
    """A row with one blob, which holds one content: `class Shelf(SealedRow[ShelfContent])`."""

    class Meta:
        abstract = True

    @classmethod
    def content_type(cls) -> type[Contents]:
        """The type argument of the base class."""
        [base] = get_original_bases(cls)
        return cast(type[Contents], get_args(base)[0])

    def contents(self, vault: UnlockedVault) -> Contents:
        """The content of the row. Raises Damaged."""
        [field] = self.sealed_table.blobs
        return decode(self.content_type(), self.unseal_field(vault, field))

    def contents_or_none(self, vault: UnlockedVault) -> Contents | None:
        """The content of the row, or None where it is damaged."""
        return unless_damaged(self.contents, vault)

    def seal(self, vault: UnlockedVault, contents: Contents) -> None:
        """Seal this content for the row at its revision. The row is not saved yet."""
        [field] = self.sealed_table.blobs
        self.seal_field(vault, field, encode(contents))

    def reseal(self, vault: UnlockedVault, contents: Contents) -> None:
        """Seal another content as the next revision, of today. The row is not saved yet."""
        self.revision += 1
        self.changed_on = timezone.now().date()
        self.seal(vault, contents)


class SingleSealedRow[Contents](SealedRow[Contents]):
    """A row of which a vault has at most one, made with the first change.

    Where there is no row yet, its content is the one with every field at its default.
    """

    sealed = models.BinaryField()

    objects: ClassVar[Any] = PrivateQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vault_id"], name="%(class)s_once_a_vault")
        ]

    @classmethod
    def opened(cls, vault: UnlockedVault) -> Contents:
        """The content of the row; the default content where there is no row yet. Raises Damaged."""
        row = cls._kept(cls.objects.in_vault(vault))
        return row.contents(vault) if row else cls.content_type()()

    @classmethod
    def of(cls, vault: UnlockedVault) -> Contents:
        """The content of the row; the default content where the row is damaged."""
        return unless_damaged(cls.opened, vault) or cls.content_type()()

    @classmethod
    def change(cls, vault: UnlockedVault, verb: Callable[[Contents], Contents]) -> Contents:
        """Apply `verb` to the content that the row has now, whatever another tab did before.

        Raises what `verb` raises, and Damaged; nothing is changed then.
        """
        with transaction.atomic():
            vault.vault.hold()  # lock the vault before its rows, everywhere; the first row included
            row = cls._kept(cls.objects.in_vault(vault).select_for_update())
            before = row.contents(vault) if row else cls.content_type()()
            after = verb(before)
            if after == before:
                return before
            if row is None:
                row = cls(vault_id=vault.id, number=vault.vault.next_number(), revision=0)
            row.reseal(vault, after)
            row.save()
        return after

    @classmethod
    def takes_one_in(cls, vault: UnlockedVault) -> bool:
        """Whether a row from a file can become the vault's: not where it has one already."""
        return not cls.objects.in_vault(vault).exists()

    @classmethod
    def begin_anew(cls, vault: UnlockedVault) -> None:
        """Delete a damaged row, so that an empty one can follow; a row that opens stays."""
        with transaction.atomic():
            vault.vault.hold()
            row = cls._kept(cls.objects.in_vault(vault).select_for_update())
            if row and row.contents_or_none(vault) is None:
                row.delete()

    @classmethod
    def _kept(cls, rows: Any) -> Self | None:
        """The vault's row or None; the manager of a base class does not know the row's type.

        There is one at most, so that it needs no order, as `first` would give it.
        """
        return cast("Self | None", next(iter(rows), None))
