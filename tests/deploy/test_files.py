"""The files for a server agree with each other, with the settings and with the application."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config import drain, make_secrets
from tests.config.test_settings import WHOLE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "config" / "deploy"
FILES = [ROOT / "Dockerfile", ROOT / "compose.yaml", *sorted(DEPLOY.iterdir())]
VARIABLE = re.compile(r"\b(?:LEEWAY_[A-Z_]+|DATABASE_(?:REPLICA_)?URL)\b")
SERVER = re.compile(r"--blocking-threads[^\n]*")


def known() -> set[str]:
    named = set(VARIABLE.findall((ROOT / "docs" / "operations.md").read_text()))
    return named | {f"{name}_FILE" for name in named}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_names_only_settings_that_there_are(path: Path) -> None:
    ours = {"LEEWAY_UPSTREAM", "LEEWAY_CADDY_BUFFER"}  # of the Caddyfile alone
    assert set(VARIABLE.findall(path.read_text())) - known() - ours == set()


def test_service_and_container_start_the_server_alike() -> None:
    in_service = SERVER.search((DEPLOY / "leeway.service").read_text())
    in_container = json.loads(
        re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)[1]  # type: ignore[index]
    )
    assert in_service is not None
    assert in_service[0].split() == in_container[in_container.index("--blocking-threads") :]


def test_a_node_waits_until_every_proxy_has_asked_and_is_left_its_time_to_stop() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text()
    interval, timeout = (
        int(re.search(rf"^\thealth_{name} (\d+)s$", caddy, re.M)[1])  # type: ignore[index]
        for name in ("interval", "timeout")
    )
    assert 3 * interval <= drain.SECONDS
    # a node whose threads all wait for a statement is busy, and not gone
    assert timeout > 30  # LEEWAY_DATABASE_STATEMENT_MS of config/wsgi.py
    service = (DEPLOY / "leeway.service").read_text()
    stopping = re.search(r"^TimeoutStopSec=(\d+)$", service, re.M)
    assert stopping is not None
    assert int(stopping[1]) > drain.MOST_SECONDS + drain.SECONDS
    assert "\nExecStop=/opt/leeway/.venv/bin/python -m config.drain $MAINPID\n" in service
    for path in (DEPLOY / "leeway.service", ROOT / "Dockerfile"):
        assert "LEEWAY_DRAIN_FILE=/" in path.read_text()


def test_a_full_backup_is_gone_in_the_days_that_the_privacy_page_names() -> None:
    """It goes with the first weekly backup for which the next one is old enough, a day late."""
    kept = re.search(
        r"^repo1-retention-full=(\d+)$", (DEPLOY / "pgbackrest.conf").read_text(), re.M
    )
    assert kept is not None
    assert int(kept[1]) + 7 + 1 <= settings.BACKUP_DAYS


def test_the_database_of_the_containers_is_healthy_when_it_is_reached_by_its_network() -> None:
    """At its first start the image runs a server on its socket alone, and then ends it."""
    compose = (ROOT / "compose.yaml").read_text()
    asked = re.search(r'test: \["CMD", "pg_isready", (.+)\]', compose)
    assert asked is not None
    assert asked[1].startswith('"-h", "127.0.0.1", ')


def test_a_setting_of_the_operators_file_reaches_server_and_containers() -> None:
    """Those that neither file names too: the mail server, places for heavy work, a replica."""
    assert "EnvironmentFile=/etc/leeway/env" in (DEPLOY / "leeway.service").read_text()
    compose = (ROOT / "compose.yaml").read_text()
    ours = compose[compose.index("x-app: &app") : compose.index("services:")]
    assert re.search(r"^  env_file: \[\.env\]", ours, re.M)
    services = re.findall(
        r"^  (\w+):\n((?:    .*\n)+)", compose[compose.index("services:") :], re.M
    )
    of_leeway = [name for name, said in services if "<<: *app" in said]
    assert of_leeway == ["migrate", "app", "tidy", "backup"]


def test_server_and_tidy_may_write_to_the_folder_of_photos_that_the_docs_name() -> None:
    [folder] = re.findall(r"\(`file://(/\S+?)`\)", (ROOT / "docs" / "operations.md").read_text())
    for name in ("leeway.service", "leeway-tidy.service"):
        unit = (DEPLOY / name).read_text()
        assert "\nProtectSystem=strict\n" in unit
        assert f"\nReadWritePaths=-{folder}\n" in unit


def test_static_files_are_collected_without_secrets_and_none_is_written(tmp_path: Path) -> None:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "config.collect_static"],
        cwd=ROOT,
        env=environment | {"LEEWAY_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["static"]


def test_made_secrets_start_a_server_and_are_never_made_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "secrets"
    assert make_secrets.main([str(folder)]) == 0
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    assert make_secrets.main([str(folder)]) == 1
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    said = capsys.readouterr()
    assert not any(value.strip() in said.out + said.err for value in before.values())
    given = {
        "LEEWAY_SECRET_KEY_FILE": str(folder / "secret-key"),
        "LEEWAY_VAULT_PEPPER_FILE": str(folder / "pepper"),
        "DATABASE_URL_FILE": str(folder / "database-url"),
        "LEEWAY_HOSTS": WHOLE["LEEWAY_HOSTS"],
        "PATH": os.environ["PATH"],
    }
    read = "from config import settings; print(settings.DATABASES['default']['HOST'])"
    done = subprocess.run(
        [sys.executable, "-c", read],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "database", done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.glob("leeway*")))
def test_systemd_understands_the_unit(name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(DEPLOY / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    missing = ("is not executable", "No such file", "not found", "Failed to prepare")
    said = [line for line in done.stderr.splitlines() if not any(word in line for word in missing)]
    assert [line for line in said if name in line] == []
