"""A page as plain JSON, as docs/export-format.md describes it, and back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec.structs import fields

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.entries.limits import LONGEST_BODY
from apps.journal.models import Entry, Storage
from apps.vault.crypto.sealing import sealed_length
from apps.vault.registry import RowData, Unreadable
from apps.vault.unlocked_vault import UnlockedVault

LONGEST_WORD: Final = 1_000  # of a title, a feeling, a tag, the name of a practice
MOST_WORDS: Final = 200
MOST_ANSWERS: Final = 200
RANGES: Final = {"water": (1, 5), "before": (0, 10), "after": (0, 10)}


@dataclass(frozen=True)
class EntrySerializer:
    """The entries of a journal in an export; those in the trash are rows of their own."""

    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[Entry]:
        found = Entry.objects.in_vault(vault).living().order_by("number")
        yield from found.in_batches()

    def serialize(self, vault: UnlockedVault, row: Entry) -> RowData:
        return entry_data(row.page(vault))

    def check(self, data: RowData) -> RowData:
        return entry_data(page_of(data))

    def make(self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int) -> Entry:
        return Entry.sealed(vault, page_of(data), entry_id=row_id, number=number)


def fitting(vault: UnlockedVault, new: Iterable[RowData]) -> int:
    """How many of these pages, from the first on, the journal has room for."""
    storage = Storage.of(vault.id)
    return pages_that_fit(map(sealed_size, new), pages=storage.pages_left, size=storage.bytes_left)


def pages_that_fit(sizes: Iterable[int], *, pages: int, size: int) -> int:
    """How many pages of these sealed bytes, from the first on, fit into so many and so many."""
    count = 0
    for each in sizes:
        size -= each
        if count >= pages or size < 0:
            break
        count += 1
    return count


def sealed_size(data: RowData) -> int:
    """The sealed bytes of a page out of a file, at most: links that it cannot have make no more."""
    page = page_of(data)
    return sealed_length(len(page.head.to_bytes())) + sealed_length(len(page.body_bytes()))


def entry_data(page: EntryContent) -> dict[str, Any]:
    """Every field that says something; the body always, exactly as it was typed."""
    head = page.head
    data: dict[str, Any] = {"day": head.day.isoformat()}
    for each in fields(head):
        value = getattr(head, each.name)
        if each.name != "day" and value != each.default:
            data[each.name] = list(value) if isinstance(value, tuple) else value
    if page.answers:
        data["answers"] = [{"question": a.question, "text": a.text} for a in page.answers]
    return data | {"body": page.body}


def page_of(data: RowData) -> EntryContent:
    """The page that `entry_data` gave, or that a file says. Raises Unreadable.

    What it does not know is passed over, so that a file of a later version is read as far as it
    can be.
    """
    try:
        head = {each.name: _checked(each.name, each.type, data) for each in fields(EntryHead)}
        return EntryContent(
            head=EntryHead(**{name: value for name, value in head.items() if value is not MISSING}),
            body=text_of(data["body"], longest=LONGEST_BODY),
            answers=tuple(_answers_of(data.get("answers", []))),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("This page cannot be read.") from error


def text_of(value: Any, *, longest: int = LONGEST_WORD) -> str:
    """A text that can be kept, of at most so many characters. Raises ValueError."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("Not a text, or too long.")
    value.encode()  # half a pair of surrogates is no text
    return value


def _answers_of(value: Any) -> Iterator[PromptAnswer]:
    if not isinstance(value, list) or len(value) > MOST_ANSWERS:
        raise ValueError("Not a list of answers.")
    for each in value:
        question = text_of(each["question"])
        yield PromptAnswer(question, text_of(each["text"], longest=LONGEST_BODY))


def _checked(name: str, kind: Any, data: RowData) -> Any:
    value = data.get(name)
    if value is None:
        if name == "day":
            raise ValueError("A page has a day.")
        return MISSING
    if name in RANGES and not RANGES[name][0] <= _number(value) <= RANGES[name][1]:
        raise ValueError("Out of range.")
    return READERS[kind](value)


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 1_000_000:
        raise ValueError("Not a whole number from 0.")
    return value


def _day(value: Any) -> date:
    return date.fromisoformat(text_of(value))


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("Neither true nor false.")
    return value


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_WORDS:
        raise ValueError("Not a list of words.")
    return tuple(text_of(each) for each in value)


READERS: Final[dict[Any, Callable[[Any], Any]]] = {
    str: text_of,
    int: _number,
    int | None: _number,
    bool: _boolean,
    date: _day,
    tuple[str, ...]: _words,
}
