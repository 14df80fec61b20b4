"""Reads docs/abusability.md, and stamps it after somebody looked at it again.

.venv/bin/python -m tests.abusability
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from tests.named_tests import ROOT

DOCUMENT: Final = ROOT / "docs" / "abusability.md"
# What decides about the rows: accounts and mails, exports, what is handed on, and Leave.
LOOKED_AT: Final = (
    *("apps/accounts", "apps/journal/exporting"),
    *("apps/journal/views/exports.py", "apps/journal/views/deletion.py"),
    *("apps/journal/views/trash.py", "apps/journal/views/photos.py"),
    *("apps/pages/views/quick_exit.py", "apps/vault/views.py", "apps/vault/key_changes"),
    *("static/js/quick-exit.js", "static/js/page-cover.js", "static/js/cover-screen.js"),
    *("static/js/covered-mark.js", "static/js/journal-lock.js", "templates/account"),
)
CODE: Final = {".py", ".html", ".txt", ".js"}
ROW: Final = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| (yes|no) \| (yes|no) \|$", re.M)
STAMP: Final = re.compile(
    r"(Evaluated on )(\d+ \w+ \d{4})(.*?Looked at then: `)([0-9a-f]{16})`", re.S
)


def rows() -> dict[str, tuple[bool, bool]]:
    """Number of a row → (whether it is got, whether its owner can notice it)."""
    found = ROW.findall(DOCUMENT.read_text("utf-8"))
    table = {number: (got == "yes", noticed == "yes") for number, _, got, noticed in found}
    assert len(table) == len(found), "a number stands twice"
    return table


def stamp() -> tuple[str, str]:
    """The day of the evaluation and the hash of what was looked at, as the document has them."""
    found = STAMP.search(DOCUMENT.read_text("utf-8"))
    assert found, "the document has no day or no hash"
    return found[2], found[4]


def hash_of_now() -> str:
    """16 hex digits of the names and bytes of the files that were evaluated."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for name in LOOKED_AT:
        place = ROOT / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (
            path for path in found if path.suffix in CODE and "migrations" not in path.parts
        )


def _write_stamp() -> None:
    today = f"{date.today():%-d %B %Y}"
    text = DOCUMENT.read_text("utf-8")
    DOCUMENT.write_text(STAMP.sub(rf"\g<1>{today}\g<3>{hash_of_now()}`", text), "utf-8")


if __name__ == "__main__":
    _write_stamp()
