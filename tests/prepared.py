"""Data folders that are made once for the same sources, and copied for each server of a test.

A first start (a database, its tables, the library, static files) takes fifteen seconds of the
processor, and a copy of what it left a tenth of a second. Any changed source makes it anew.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
# All that a first start reads: code, migrations, fixtures, static files, templates, packages.
SOURCES: Final = ("apps", "config", "fixtures", "static", "templates", "tests/browser/*.py")
SINGLE: Final = (
    *("manage.py", "requirements-dev.txt", "tests/prepared.py", "tests/faults/server.py"),
    "tests/content_fixtures.py",
)


def copy_prepared(
    name: str,
    into: Path,
    *,
    make: Callable[[Path], None],
    part: str = "",
    mark: str = "",
    root: Path = ROOT,
) -> None:
    """Copy the folder of that name, which `make` fills the first time, to where nothing is yet.

    Where a part is named, that folder of it alone. Another mark makes it anew as another source
    does.

    Processes that ask at once wait for the one that makes it. Folders of other sources go.
    """
    kept = root / ".data" / "prepared" / name
    kept.mkdir(parents=True, exist_ok=True)
    ready, half = kept / f"{fingerprint(root)}{mark}", kept / "half"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            make(half)
            for other in kept.iterdir():
                if other.is_dir() and other != half:
                    shutil.rmtree(other)
            half.rename(ready)
        into.parent.mkdir(parents=True, exist_ok=True)
        # with the owners: the files of a database belong to its server's user
        subprocess.run(["cp", "-a", str(ready / part), str(into)], check=True)


def fingerprint(root: Path = ROOT) -> str:
    """Changes with any source, and with the version of Python."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_sources(root)):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        pattern = name if name.endswith(".py") else f"{name}/**/*"
        for path in root.glob(pattern):
            if path.is_file() and path.suffix != ".pyc":
                yield path
    yield from (root / name for name in SINGLE if (root / name).exists())
