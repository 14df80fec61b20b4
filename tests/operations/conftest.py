"""A pair of keys for backups, and a folder for them, in the settings of a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings


@dataclass(frozen=True, kw_only=True)
class BackupKit:
    """Where backups go, and the file of the identity that opens them."""

    folder: Path
    identity: Path

    def make(self) -> Path:
        """Back the tests' database up; the file that came."""
        before = set(self.folder.glob("*"))
        call_command("backup", folder=self.folder)
        (made,) = set(self.folder.glob("*.age")) - before
        return made


@pytest.fixture
def kit(tmp_path: Path, settings: Settings) -> Iterator[BackupKit]:
    identity = tmp_path / "identity"
    call_command("make_backup_key", identity)
    public = identity.read_text().splitlines()[0].removeprefix("# public key: ")
    settings.BACKUP_KEYS = [public]
    folder = tmp_path / "backups"
    folder.mkdir()
    yield BackupKit(folder=folder, identity=identity)
