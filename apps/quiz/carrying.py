"""A kept result as plain JSON in the file that a member takes away, and back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from apps.quiz.models import RESULT, KeptResult
from apps.quiz.record import LONGEST_NAME, LONGEST_NOTE, KeptLine, Record
from apps.quiz.scoring import HIGHEST, LOWEST
from apps.quiz.sitting import ANSWERS, SKIPPED, UNSEEN
from apps.vault.access import OpenVault
from apps.vault.carrying import AT_ONCE, Said, Unreadable
from apps.vault.sealing import Damaged

LONGEST: Final = {
    "slug": 50,
    "version": 20,
    "title": 200,
    "marks": 64,
    "about": LONGEST_NAME,
    "note": LONGEST_NOTE,
}
MOST_LINES: Final = 2
MOST_FLAGS: Final = 10


@dataclass(frozen=True)
class Results:
    """How kept results are carried: each with its answers, its scores, its name and its note."""

    is_single: bool = False

    def rows(self, vault: OpenVault) -> Iterator[KeptResult]:
        found = KeptResult.objects.in_vault(vault).order_by("number")
        yield from found.iterator(chunk_size=AT_ONCE)

    def said(self, vault: OpenVault, row: Any) -> Said:
        return _said(row.record(vault))

    def check(self, said: Said) -> Said:
        return _said(_record(said))

    def make(self, vault: OpenVault, said: Said, *, row_id: UUID, number: int) -> KeptResult:
        """A row that says this, sealed and not saved yet. Raises Unreadable."""
        row = KeptResult(id=row_id, vault_id=vault.id, number=number, revision=1)
        data = _record(said).to_bytes()
        row.sealed = vault.seal(data, kind=RESULT, object_id=row_id, revision=1)
        return row


def _said(record: Record) -> Said:
    return {"contents": json.loads(record.to_bytes())}


def _record(said: Said) -> Record:
    try:
        record = Record.from_bytes(json.dumps(said["contents"], ensure_ascii=False).encode())
        if not _is_sound(record):
            raise ValueError("not what a result holds")
    except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("This result cannot be read.") from error
    return record


def _is_sound(record: Record) -> bool:
    """A file may say anything: whether this is of the types and sizes that our pages expect."""
    texts = {name: getattr(record, name) for name in LONGEST}
    numbers = (record.seed, record.method)
    return (
        all(type(text) is str and len(text) <= LONGEST[name] for name, text in texts.items())
        and not set(record.marks) - {*ANSWERS, SKIPPED, UNSEEN}
        and all(type(number) is int and 0 <= number < 2**63 for number in numbers)
        and type(record.given) is bool
        and len(record.flags) <= MOST_FLAGS
        and all(type(flag) is str for flag in record.flags)
        and len({line.scale for line in record.lines}) == len(record.lines) <= MOST_LINES
        and all(map(_is_sound_line, record.lines))
    )


def _is_sound_line(line: KeptLine) -> bool:
    points = (line.low, line.value, line.high)
    return (
        all(type(point) in {int, float} and LOWEST <= point <= HIGHEST for point in points)
        and sorted(points) == list(points)
        and type(line.sem) in {int, float}
        and 0 <= line.sem < HIGHEST
        and type(line.answered) is int
        and type(line.asked) is int
        and 0 < line.answered <= line.asked
        and type(line.mixed) is bool
    )
