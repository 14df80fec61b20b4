"""Merges the rows of an import into the journal: known pages once, and none over another."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from apps.journal.importing.content import MONTH_FIRST, UNTIL, ImportPartContent, IncomingRow
from apps.journal.models.drafts import DRAFTS, Draft
from apps.journal.models.entries import TRASH, Entry
from apps.journal.models.photos import PHOTOS, TRASHED_PHOTOS, Photo
from apps.journal.models.preferences import Preferences
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import RowData, SealedTable, exported_tables
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow, SingleSealedRow, unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

ENTRIES: Final = "entries"
PAGES: Final = frozenset({ENTRIES, TRASH})


def with_day_order(rows: ImportPartContent, *, month_first: bool) -> ImportPartContent:
    """The rows without the other day that a page may be for; that one instead if it is meant."""
    made: ImportPartContent = []
    for row in rows:
        data = dict(row.data)
        other = data.pop(MONTH_FIRST, None) if row.table == ENTRIES else None
        if other is not None and month_first:
            data["day"] = other
        made.append(IncomingRow(row.table, row.id, data))
    return made


def rows_by_table(rows: ImportPartContent) -> Iterator[tuple[SealedTable, ImportPartContent]]:
    for kind in exported_tables():
        of_kind = [row for row in rows if row.table == kind.name]
        if of_kind:
            yield kind, of_kind


def add_rows(
    vault: UnlockedVault,
    kind: SealedTable,
    rows: ImportPartContent,
    moved: dict[str, str],
    left_out: set[str],
) -> tuple[list[PrivateRow], int]:
    """Rows that are not here yet, in their order, and how many more there is no room for.

    One keeps its id unless somebody has that; `moved` remembers it, and what belongs to a page
    follows it. Once there is no room for a page, all that follow are `left_out` with what belongs
    to them: a page comes whole or not at all.
    """
    assert kind.serializer is not None
    if kind.serializer.is_single and not _has_room_for_single(kind, vault):
        return [], 0
    new = new_rows(vault, kind, rows, moved)
    fitting = {
        row_id: data
        for row_id, data in islice(new.items(), kind.room_for(vault, new.values()))
        if str(data.get("entry")) not in left_out and not (kind.name in PAGES and left_out)
    }
    if kind.name in PAGES:
        left_out |= {str(row_id) for row_id in new if row_id not in fitting}
    numbers = vault.vault.next_numbers(len(fitting)) if fitting else range(0)
    made = [
        kind.serializer.make(vault, data, row_id=row_id, number=number)
        for (row_id, data), number in zip(fitting.items(), numbers, strict=True)
    ]
    table = kind.table._default_manager
    return list(table.bulk_create(made, batch_size=200)), len(new) - len(fitting)


def new_rows(
    vault: UnlockedVault, kind: SealedTable, rows: ImportPartContent, moved: dict[str, str]
) -> dict[UUID, RowData]:
    """The rows that are not here yet, by the ids that they get."""
    assert kind.serializer is not None
    ids = {row.id: UUID(moved.get(str(row.id), str(row.id))) for row in rows}
    asked = {*ids.values()}
    own: dict[UUID, Any] = {row.pk: row for row in kind.rows_of(vault.id).filter(pk__in=asked)}
    taken = PrivateQuerySet(kind.table).taken_ids(asked)
    new: dict[UUID, RowData] = {}
    for _kind, row_id, data in rows[:1] if kind.serializer.is_single else rows:
        held, data = own.get(ids[row_id]), _with_new_page_id(data, moved)
        if held is not None and (
            _apart_from_end(_exported_data(kind, vault, held)) == _apart_from_end(data)
        ):
            continue
        if new.get(ids[row_id]) == data:  # the same page twice in one file
            continue
        is_taken = ids[row_id] in taken
        own_id = uuid4() if is_taken or ids[row_id] in new else row_id
        if is_taken and ids[row_id] not in new:
            moved[str(row_id)] = str(own_id)
            ids[row_id] = own_id
        new[own_id] = data
    return new


def photo_of_added_page(row: IncomingRow, moved: dict[str, str]) -> IncomingRow:
    """A picture follows its page, and has another id there."""
    page = moved.get(row.data["entry"])
    if page is None:
        return row
    own_id = uuid5(NAMESPACE_OID, f"{page} {row.data['file']}")
    return IncomingRow(row.table, own_id, {**row.data, "entry": page})


def photos_once(
    rows: ImportPartContent, moved: dict[str, str], seen: dict[UUID, int]
) -> ImportPartContent:
    """Photos with their pictures, each of the page that it has here; none twice.

    `seen` remembers what was said under which id; another photo under the same gets one of its own.
    """
    found: ImportPartContent = []
    for row in rows:
        said = hash((row.data["entry"], row.data["description"], row.data["jpeg"]))
        known = seen.get(row.id)
        if known == said:
            continue
        seen.setdefault(row.id, said)
        row_id = row.id if known is None else uuid4()
        found.append(IncomingRow(row.table, row_id, _with_new_page_id(row.data, moved)))
    return found


def pin_starred(
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


def unpin_deleted(vault: UnlockedVault) -> None:
    own = Entry.objects.in_vault(vault)
    with suppress(Damaged):
        Preferences.change(vault, lambda now: now.still(own.pinned(now.pins)) if now.pins else now)


def changed_since_import(
    vault: UnlockedVault, pages: Collection[str], made: Iterable[tuple[str, str]]
) -> set[UUID]:
    """The pages with words that saved themselves, with a photo that was added, or with one of
    which another thing was said.
    """
    came = [row_id for name, row_id in made if name in {DRAFTS, PHOTOS, TRASHED_PHOTOS}]
    drafts = Draft.objects.in_vault(vault).filter(entry_id__in=pages)
    drafts = drafts.exclude(pk__in=came, revision=1)
    own = Photo.objects.in_vault(vault).of_pages(UUID(page) for page in pages)
    touched = own.exclude(pk__in=came, revision=1).values_list("entry_id", flat=True)
    return {*touched, *drafts.values_list("entry_id", flat=True)}


def _has_room_for_single(kind: SealedTable, vault: UnlockedVault) -> bool:
    table = kind.table
    assert issubclass(table, SingleSealedRow)
    return table.takes_one_in(vault)


def _with_new_page_id(data: dict[str, Any], moved: dict[str, str]) -> dict[str, Any]:
    """What belongs to a page names it under `entry`."""
    return {**data, "entry": moved.get(data["entry"], data["entry"])} if "entry" in data else data


def _apart_from_end(data: RowData | None) -> RowData | None:
    """The row without its day of expiry."""
    return {name: data[name] for name in data if name != UNTIL} if data else data


def _exported_data(kind: SealedTable, vault: UnlockedVault, row: PrivateRow) -> RowData | None:
    assert kind.serializer is not None
    if kind.name in {ENTRIES, PHOTOS} and getattr(row, "expires_on", None) is not None:
        return None
    return unless_damaged(kind.serializer.serialize, vault, row)
