"""Looks for a private word in everything that the house writes down, in every dress it may wear."""

import base64
import math
import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import mail, signing
from django.db import connection

from apps.accounts.models import SignIn
from apps.accounts.sessions import SessionStore
from config.local import embedded_postgres
from tests.environment import CLUSTER

LARGEST_FILE = 50_000_000
SHARED_FOLDERS = {Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")}


# Every new word of this process begins with it: where it is nowhere, none of them is.
MARK: Final = secrets.token_hex(4)


def new_word() -> str:
    """A word that occurs nowhere else, with a letter that encodings treat in their own ways."""
    return f"{MARK}{secrets.token_hex(4)}é"


def traces_of(word: str) -> dict[str, bytes]:
    """What the word's plain letters look like as text, UTF-16, hex, base64 and percent codes.

    Traces in base64 are spelt with `-` and `_`; the others in small letters.
    """
    stem = re.sub(r"[^ -~]", "", word)
    found: dict[str, bytes] = {}
    for name in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = stem.encode(name)
        found[name] = raw.lower()
        found[f"{name} in hex"] = raw.hex().encode()
        found[f"{name} in percent codes"] = "".join(f"%{byte:02x}" for byte in raw).encode()
        for lead in range(3):
            found[f"{name} in base64 after {lead}"] = _in_base64(raw, lead=lead)
    return found


def _in_base64(raw: bytes, *, lead: int) -> bytes:
    """The characters that `raw` alone decides where `lead` other bytes stand before it."""
    whole = base64.urlsafe_b64encode(b"\0" * lead + raw)
    return whole[math.ceil(lead * 8 / 6) : (lead + len(raw)) * 8 // 6]


class Pile:
    """Everything that was found lying about, by where it lay."""

    def __init__(self) -> None:
        self.parts: dict[str, bytearray] = {}

    def add(self, place: str, content: bytes | str) -> None:
        raw = content.encode() if isinstance(content, str) else content
        self.parts.setdefault(place, bytearray()).extend(b"\n" + raw)

    def take(self, *others: "Pile") -> "Pile":
        for other in others:
            for place, content in other.parts.items():
                self.add(place, bytes(content))
        return self

    def leaks(self, words: Mapping[str, str]) -> list[str]:
        """`a title, utf-8, in the database dump` for each trace of a word; words by their field."""
        found = []
        traces = {field: traces_of(word) for field, word in words.items()}
        for place, hay in self.parts.items():
            lower, url64 = hay.lower(), hay.replace(b"+", b"-").replace(b"/", b"_")
            hays = {name: url64 if "base64" in name else lower for name in traces_of(MARK)}
            marked = {name for name, trace in traces_of(MARK).items() if trace in hays[name]}
            for field, word in words.items():
                names = marked if word.startswith(MARK) else hays
                for name, trace in traces[field].items():
                    if name in names and trace in hays[name]:
                        found.append(f"{field}, {name}, in {place}")
        return found


def everything(*, since: float) -> Pile:
    """All that stays after a request: tables, sessions, files changed since then, mails."""
    pile = Pile()
    for source in (tables(), changed_files(since=since), mails()):
        for place, content in source:
            pile.add(place, content)
    return pile


def tables() -> Iterator[tuple[str, bytes]]:
    """A full plain dump, every bytea column as it is, and every session opened."""
    yield "the database dump", plain_dump()
    for table, column in bytea_columns():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            yield f"{table}.{column}", b"\n".join(bytes(row[0]) for row in cursor.fetchall())
    yield "the sessions", "\n".join(map(session_data, SignIn.objects.all())).encode()


def plain_dump() -> bytes:
    """What `pg_dump` writes about the tests' database; it sees only what was committed."""
    at = connection.settings_dict
    given = {"HOST": at["HOST"], "PORT": at["PORT"], "USER": at["USER"], "PASSWORD": at["PASSWORD"]}
    environment = {f"PG{name}": str(value) for name, value in given.items() if value}
    program = embedded_postgres._programs() / "pg_dump"
    done = subprocess.run(
        [str(program), "--format=plain", "--dbname", str(at["NAME"])],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    return done.stdout


def bytea_columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1, 2"
        )
        return [(str(table), str(column)) for table, column in cursor.fetchall()]


def changed_files(*, since: float) -> Iterator[tuple[str, bytes]]:
    """Files of the data folder, the temp folder and the database's log that changed meanwhile.

    Every checkout on this machine writes to the system's temp folder, so only a test with
    `own_temp_folder` may ask.
    """
    assert Path(tempfile.gettempdir()) not in SHARED_FOLDERS, "the test needs own_temp_folder"
    log = CLUSTER.folder / "server.log"
    if log.is_file():
        yield "the database's log", log.read_bytes()
    for folder in (Path(settings.DATA_DIR), Path(tempfile.gettempdir())):
        for path in _plain_files(folder):
            try:
                info = path.stat()
                if info.st_mtime >= since and info.st_size <= LARGEST_FILE:
                    yield f"the file {path}", path.read_bytes()
            except OSError:  # somebody else's, or gone meanwhile
                continue


def _plain_files(folder: Path) -> Iterator[Path]:
    for root, _folders, names in os.walk(folder):
        paths = (Path(root) / name for name in names)
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def mails() -> Iterator[tuple[str, bytes]]:
    for message in getattr(mail, "outbox", []):
        yield "a mail", message.message().as_bytes() + message.body.encode()


def session_data(row: SignIn) -> str:
    """What a session holds, read with the salt of its row. Raises BadSignature for no session."""
    store = SessionStore()
    salt = store.salt_of_row(bytes(row.key_hash))
    return repr(signing.loads(row.data, salt=salt, serializer=store.serializer))
