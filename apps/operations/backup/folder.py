"""The files of a folder of backups: their names tell when they were made, and so when they go."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"leeway-(\d{8}T\d{6})Z\.age")
UNFINISHED: Final = ".part"
STAMP: Final = "%Y%m%dT%H%M%S"
# The next backup, which deletes, may come a day later: what would be too old by then goes now.
UNTIL_THE_NEXT: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class BackupFile:
    path: Path
    made: datetime


def name_of(made: datetime) -> str:
    """The file name of a backup, by the moment at which its snapshot was taken."""
    return f"leeway-{made.astimezone(UTC):{STAMP}}Z.age"


def backups_in(folder: Path) -> list[BackupFile]:
    """The backups of a folder, newest first; other files are none of ours."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if named := NAME.fullmatch(path.name):
            made = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
            found.append(BackupFile(path=path, made=made))
    return sorted(found, key=lambda each: each.made, reverse=True)


def older_than(folder: Path, *, days: int, now: datetime) -> list[BackupFile]:
    """The backups that the privacy page says are gone."""
    return [each for each in backups_in(folder) if now - each.made > timedelta(days=days)]


def delete_old(folder: Path, *, days: int, now: datetime) -> list[str]:
    """Delete what would be older than `days` a day from now; return the names.

    The newest stays, and so does an unfinished file of the last day, which may still be written.
    """
    gone = []
    for each in backups_in(folder)[1:]:
        if now - each.made + UNTIL_THE_NEXT > timedelta(days=days):
            each.path.unlink(missing_ok=True)
            gone.append(each.path.name)
    for path in folder.glob(f"leeway-*{UNFINISHED}"):
        if now.timestamp() - path.stat().st_mtime > UNTIL_THE_NEXT.total_seconds():
            path.unlink(missing_ok=True)
            gone.append(path.name)
    return gone
