"""The one place where the corpus meets the code: a rename or another codec changes this alone.

Each codec reads the bytes of a kind into whatever the code makes of them, and writes that back.
`plain` gives it as JSON with the names that the corpus knows.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import partial
from typing import Any, Final, cast
from unittest.mock import patch
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.test import override_settings
from msgspec import Struct
from msgspec.structs import asdict

from apps.articles.shelf.content import ShelfContent
from apps.journal.drafts.content import DraftContent
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.day_index import DayIndexContent
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.importing.content import ImportContent, IncomingRow
from apps.journal.models import Import, ImportPart
from apps.journal.photos.content import PhotoContent
from apps.journal.photos.jpeg_check import size_of
from apps.journal.preferences.content import PreferencesContent
from apps.journal.state.content import JournalStateContent
from apps.quiz.models import SittingDraft
from apps.quiz.results.content import KeptResultContent
from apps.quiz.sitting import browser
from apps.quiz.sitting.browser import packed, read_slip
from apps.quiz.sitting.sitting import Sitting
from apps.vault.crypto import age
from apps.vault.crypto.browser_key import decode_browser_key, encode_browser_key
from apps.vault.crypto.keys import pack_keys, unpack_keys
from apps.vault.crypto.sealed_box import open_from_inbox
from apps.vault.crypto.sealing import Context, Damaged, unseal
from apps.vault.registry import all_sealed_tables
from apps.vault.unlocked_vault import UnlockedVault

__all__ = ["CODECS", "Damaged"]

VAULT: Final = UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10")
ROW: Final = UUID("0c9be1d6-41f4-4b0c-8a3e-5a2d3c7e9f44")
SECRET: Final = "a secret key of the corpus, never one of a server " * 2
Beside = Mapping[str, bytes]


class Nothing(Exception):
    """What the code answers with None: as good as nothing, and no damage."""


@dataclass(frozen=True)
class Codec:
    """`read` takes the bytes, and what lies beside them; `write` is None where nothing writes."""

    read: Callable[[bytes, Beside], Any]
    write: Callable[[Any], bytes] | None = None


@dataclass
class Unsealed:
    """Stands where an open vault does, and hands the bytes on as they are."""

    id: UUID = VAULT

    @property
    def vault(self) -> "Unsealed":
        return self

    def next_number(self) -> int:
        return 1

    def seal(self, data: bytes, **_place: Any) -> bytes:
        return data

    def unseal(self, blob: bytes, **_place: Any) -> bytes:
        return bytes(blob)


UNSEALED: Final = cast(UnlockedVault, Unsealed())


# Kinds that have got names which their first files do not know, and what says them.
GREW: Final[Mapping[str, Callable[[], Any]]] = {
    "journal.settings": PreferencesContent,
    "journal.places": JournalStateContent,
    "import": partial(ImportContent, source="", left={}, counts={}),
}


def plain(value: Any) -> Any:
    """A value of the code as JSON: its fields by name, days in ISO form, ids as text."""
    if isinstance(value, Sitting):
        return asdict(packed(value))
    if isinstance(value, DraftContent):
        return plain({**asdict(value), "fields": dict(value.fields)})
    if isinstance(value, ImportContent):  # what was not said stays away
        usual = ImportContent(source=value.source, left=value.left, counts=value.counts)
        unsaid = asdict(usual)
        always = {"source", "left", "counts"}
        return plain(
            {
                name: each
                for name, each in asdict(value).items()
                if name in always or each != unsaid[name]
            }
        )
    if isinstance(value, Struct):
        return plain(asdict(value))
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if (
        isinstance(value, tuple)
        and hasattr(value, "_asdict")
        and not isinstance(value, IncomingRow)
    ):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID) else value


def unsealed(blob: bytes, *, key: bytes, sealed_to: str, place: Mapping[str, Any]) -> bytes:
    """What a sealed blob holds; `sealed_to` is `vault` or `inbox`. Raises Damaged."""
    context = Context(
        kind=place["kind"],
        vault_id=UUID(place["vault_id"]),
        object_id=UUID(place["object_id"]),
        revision=place["revision"],
        key_id=place["key_id"],
    )
    if sealed_to == "inbox":
        return open_from_inbox(blob, private=key, context=context)
    return unseal(blob, key=key, context=context)


def sealed_fields() -> dict[str, str]:
    """The kind in the context of each sealed column of the private rows: `table.column`."""
    return {
        f"{kind.table._meta.db_table}.{field}": context
        for kind in all_sealed_tables()
        for field, context in kind.blobs.items()
    }


def age_locked(content: bytes, passphrase: str, random: Callable[[int], bytes]) -> bytes:
    """The age file that is written where these are the random bytes."""
    with patch("apps.vault.crypto.age.os.urandom", random):
        return b"".join(age.locked([content], passphrase))


# --- Reading and writing ------------------------------------------------------------------------


def _page(body: bytes, beside: Beside) -> EntryContent:
    return EntryContent.from_bytes(beside["entry.head"], body)


def _picture(data: bytes, _beside: Beside) -> dict[str, Any]:
    size = size_of(data)
    if size is None:
        raise Nothing
    width, height = size
    return {"width": width, "height": height, "sha256": hashlib.sha256(data).hexdigest()}


def _report(data: bytes, _beside: Beside) -> ImportContent:
    return Import(id=ROW, vault_id=VAULT, number=1, sealed=data).contents(UNSEALED)


def _report_bytes(report: ImportContent) -> bytes:
    row = Import(id=ROW, vault_id=VAULT, number=1)
    row.seal(UNSEALED, report)
    return bytes(row.sealed)


def _part(data: bytes, _beside: Beside) -> Any:
    return ImportPart(id=ROW, vault_id=VAULT, number=1, sealed=data).contents(UNSEALED)


def _part_bytes(rows: Any) -> bytes:
    """Through the database: nothing else writes a part."""
    ImportPart.keep(UNSEALED, rows, import_id=ROW)
    row = ImportPart.objects.get()
    row.delete()
    return bytes(row.sealed)


def _sitting(data: bytes, _beside: Beside) -> Sitting:
    row = SittingDraft(id=ROW, vault_id=VAULT, number=1, content=data)
    return _there(row.sitting_or_none(UNSEALED))


def _sitting_bytes(sitting: Sitting) -> bytes:
    row = SittingDraft(id=ROW, vault_id=VAULT, number=1, revision=0)
    row._seal(UNSEALED, sitting)
    return bytes(row.content)


def _cookie(data: bytes, beside: Beside) -> list[Sitting]:
    request = HttpRequest()
    request.COOKIES = {settings.QUIZ_COOKIE_NAME: data.decode()}
    at = float(beside["clock"].decode())
    clock = patch("apps.quiz.sitting.browser.time.time", lambda: at)
    with override_settings(SECRET_KEY=SECRET), clock:
        found = browser.read(request).sittings
    if not found:
        raise Nothing
    return list(found)


def _slip(data: bytes, _beside: Beside) -> Sitting:
    with override_settings(SECRET_KEY=SECRET):
        return _there(read_slip(data.decode()))


def quiz_text(content: object, *, form: str, nonce: bytes) -> bytes:
    """The sealed text of a cookie or a slip, with its nonce given."""
    with (
        override_settings(SECRET_KEY=SECRET),
        patch.object(browser, "token_bytes", lambda _count: nonce),
    ):
        return browser.SealedFormat(form).seal(content).encode()


def _there(sitting: Sitting | None) -> Sitting:
    if sitting is None:
        raise Nothing
    return sitting


CODECS: Final[Mapping[str, Codec]] = {
    "entry.head": Codec(lambda data, _: EntryHead.from_bytes(data), lambda head: head.to_bytes()),
    "entry.body": Codec(_page, lambda page: page.body_bytes()),
    "draft": Codec(lambda data, _: DraftContent.from_bytes(data), lambda typed: typed.to_bytes()),
    "photo.caption": Codec(
        lambda data, _: PhotoContent.from_bytes(data), lambda said: said.to_bytes()
    ),
    "photo.picture": Codec(_picture),
    "journal.places": Codec(
        lambda data, _: JournalStateContent.from_bytes(data), lambda kept: kept.to_bytes()
    ),
    "journal.day-index": Codec(
        lambda data, _: DayIndexContent.from_bytes(data), lambda index: index.to_bytes()
    ),
    "journal.settings": Codec(
        lambda data, _: PreferencesContent.from_bytes(data), lambda habits: habits.to_bytes()
    ),
    "journal.template": Codec(
        lambda data, _: EntryTemplateContent.from_bytes(data), lambda text: text.to_bytes()
    ),
    "import": Codec(_report, _report_bytes),
    "import.part": Codec(_part, _part_bytes),
    "shelf": Codec(lambda data, _: ShelfContent.from_bytes(data), lambda shelf: shelf.to_bytes()),
    "quiz.result": Codec(
        lambda data, _: KeptResultContent.from_bytes(data), lambda record: record.to_bytes()
    ),
    "quiz.draft": Codec(_sitting, _sitting_bytes),
    "quiz-cookie": Codec(_cookie),
    "quiz-slip": Codec(_slip),
    "data-keys": Codec(lambda data, _: unpack_keys(data), pack_keys),
    "browser-key": Codec(
        lambda data, _: decode_browser_key(data.decode()),
        lambda key: encode_browser_key(key).encode(),
    ),
}
