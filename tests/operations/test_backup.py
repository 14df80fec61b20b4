"""A backup is encrypted before it is on a disk, and opens again whole, or says why not."""

import io
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.conf import settings as now
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.common.models import JobRun, PhotoStore
from apps.operations.backup import programs
from apps.operations.backup.folder import backups_in, delete_old, name_of, older_than
from apps.operations.backup.manifest import Manifest, count_tables
from apps.operations.backup.programs import Address, NoProgram
from apps.operations.backup.restore import read_identity, restore, scratch_database
from apps.vault.models import Vault
from tests.deploy.created_files import watched
from tests.journal.entry_samples import keep
from tests.operations.conftest import BackupKit

# Other processes must see the rows.
seen_by_others = pytest.mark.django_db(transaction=True)


def opened(path: Path, kit: BackupKit) -> tuple[Manifest, bytes]:
    """The manifest and the dump of a backup, decrypted here."""
    secret = kit.identity.read_text().split()[-1]
    plain = io.BytesIO()
    with path.open("rb") as file:
        pyrage.decrypt_io(file, plain, [pyrage.x25519.Identity.from_str(secret)])
    line, _end, dump = plain.getvalue().partition(b"\n")
    return Manifest.from_line(line), dump


def checked(path: Path, kit: BackupKit) -> str:
    """What `restore --check` says. Raises CommandError."""
    out = io.StringIO()
    call_command("restore", path, identity=kit.identity, check=True, stdout=out)
    return out.getvalue()


@seen_by_others
def test_a_backup_proves_itself_and_leaves_no_plain_file_and_no_canary(
    maya: Client, kit: BackupKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(maya)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    before = User.objects.count(), Vault.objects.count()
    with watched([tmp_path, Path("/tmp"), now.DATA_DIR]) as written:
        path = kit.make()
        said = checked(path, kit)
    ours = {each for each in written if Path(each).parent in {kit.folder, temporary, now.DATA_DIR}}
    assert ours == {f"{path}.part", str(path)}
    content = path.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert b"maya" not in content
    assert b"COPY" not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (User.objects.count(), Vault.objects.count()) == before
    assert "the canary's journal opened" in said
    manifest, dump = opened(path, kit)
    assert dump.startswith(b"PGDMP")
    assert manifest.tables["accounts_user"] == before[0] + 1
    assert manifest.tables["journal_entry"] == 2
    last = JobRun.last("backup")
    assert last is not None
    assert datetime.now(UTC) - last < timedelta(minutes=5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'leeway_check_%'")
        assert cursor.fetchone() == (0,)


@seen_by_others
def test_a_check_notices_another_key_a_cut_file_and_another_pepper(
    maya: Client, kit: BackupKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kit.make()
    stranger = BackupKit(folder=kit.folder, identity=tmp_path / "other")
    call_command("make_backup_key", stranger.identity)
    with pytest.raises(CommandError, match="cannot be decrypted"):
        checked(path, stranger)
    cut = tmp_path / "cut.age"
    cut.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CommandError, match="damaged"):
        checked(cut, kit)
    foreign = tmp_path / "foreign.age"
    public = pyrage.x25519.Identity.from_str(kit.identity.read_text().split()[-1]).to_public()
    foreign.write_bytes(pyrage.encrypt(b"a letter\nof somebody", [public]))
    with pytest.raises(CommandError, match="no backup of Leeway"):
        checked(foreign, kit)
    monkeypatch.setenv("LEEWAY_VAULT_PEPPER", "another pepper " * 4)
    with pytest.raises(CommandError, match="LEEWAY_VAULT_PEPPER is not the pepper"):
        checked(path, kit)


@seen_by_others
def test_a_check_notices_a_missing_row(kit: BackupKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "apps.operations.backup.dump.count_tables",
        lambda reading: count_tables(reading) | {"accounts_user": 40, "gone": 1},
    )
    path = kit.make()
    with pytest.raises(CommandError) as told:
        checked(path, kit)
    assert "accounts_user: 40 backed up, 1 restored" in str(told.value)
    assert "gone: 1 backed up, no table restored" in str(told.value)


@seen_by_others
def test_a_restore_fills_no_database_that_has_something(kit: BackupKit) -> None:
    path = kit.make()
    with pytest.raises(CommandError, match="not empty: nothing was restored"):
        call_command("restore", path, identity=kit.identity)


@seen_by_others
def test_a_restored_database_has_another_id_for_the_store_of_photos(kit: BackupKit) -> None:
    """Else a copy beside the first one would delete the objects of photos that it does not know."""
    own = PhotoStore.of_database().store_id
    path, here = kit.make(), Address.of_settings(connection.settings_dict)
    with scratch_database(here) as name:
        restore(path, identity=read_identity(kit.identity), into=here.named(name))
        with psycopg.connect(here.named(name).whole) as looking:
            [(kept,)] = looking.execute("SELECT store_id FROM common_photostore").fetchall()
    assert kept != own


@seen_by_others
def test_no_old_backup_goes_by_a_clock_that_jumped(kit: BackupKit) -> None:
    old = kit.folder / name_of(datetime.now(UTC) - timedelta(days=40))
    old.write_bytes(b"")
    JobRun.note("backup")
    JobRun.objects.update(ended=datetime.now(UTC) - timedelta(days=11))
    with pytest.raises(CommandError, match=r"11 days ago.* no old one deleted"):
        kit.make()
    assert old.exists()
    assert len(backups_in(kit.folder)) == 2, "the new one is there"
    call_command("backup", "--clock-is-right", folder=kit.folder)
    assert not old.exists()


@seen_by_others
def test_a_dump_that_fails_leaves_no_file_and_keeps_the_older_ones(
    kit: BackupKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = kit.folder / name_of(datetime.now(UTC) - timedelta(days=90))
    old.write_bytes(b"")
    broken = tmp_path / "pg_dump"
    broken.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo "pg_dump (PostgreSQL) 99"; exit; }\n'
        "head -c 300000 /dev/zero\necho 'pg_dump: error: connection lost' >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(CommandError, match="connection lost"):
        kit.make()
    assert list(kit.folder.iterdir()) == [old]
    assert JobRun.last("backup") is None
    assert not User.objects.filter(is_active=False).exists()


def test_what_is_missing_is_told(kit: BackupKit, settings: Settings) -> None:
    settings.BACKUP_KEYS = []
    with pytest.raises(CommandError, match="LEEWAY_BACKUP_KEY is not set"):
        kit.make()
    settings.BACKUP_KEYS = ["age1nonsense"]
    with pytest.raises(CommandError, match="must be age public keys"):
        kit.make()
    settings.BACKUP_DAYS = 0
    with pytest.raises(CommandError, match="no backup is kept"):
        kit.make()


def test_a_program_older_than_the_server_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.1'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert programs.program("pg_dump", server=12) == str(old)
    assert programs.program("pg_dump", server=18) != str(old)
    with pytest.raises(NoProgram, match="postgresql-client-99"):
        programs.program("pg_dump", server=99)


def test_the_password_of_the_database_stands_on_no_command_line() -> None:
    database = now.DATABASES["default"] | {"PASSWORD": "qx qx", "HOST": "db", "PORT": "5433"}
    address = programs.Address.of_settings(database)
    assert "qx" not in address.conninfo
    assert address.environment["PGPASSWORD"] == "qx qx"
    assert psycopg.conninfo.conninfo_to_dict(address.whole)["password"] == "qx qx"
    assert "pool" not in address.conninfo


def test_backups_go_before_the_day_that_the_pages_name(tmp_path: Path) -> None:
    at = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
    ages = (0, 1, 28, 29.1, 30, 31, 400)
    for days in ages:
        (tmp_path / name_of(at - timedelta(days=days))).write_bytes(b"")
    other = tmp_path / "leeway-notes.txt"
    other.write_bytes(b"")
    assert len(older_than(tmp_path, days=30, now=at)) == 2
    gone = delete_old(tmp_path, days=30, now=at)
    assert len(gone) == 4
    assert [(at - each.made).days for each in backups_in(tmp_path)] == [0, 1, 28]
    assert other.exists()


def test_the_newest_backup_stays_however_old_it_is(tmp_path: Path) -> None:
    at = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
    for days in (50, 60):
        (tmp_path / name_of(at - timedelta(days=days))).write_bytes(b"")
    delete_old(tmp_path, days=30, now=at)
    assert [(at - each.made).days for each in backups_in(tmp_path)] == [50]


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "identity"
    call_command("make_backup_key", file)
    before = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    with pytest.raises(CommandError):
        call_command("make_backup_key", file)
    assert file.read_text() == before


def test_the_version_is_that_of_the_project() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "config.version"],
        cwd=now.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.stdout.strip() == now.VERSION
    assert f'version = "{now.VERSION}"' in (now.BASE_DIR / "pyproject.toml").read_text()
