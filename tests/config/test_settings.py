"""A server that lacks a secret does not start, and says in one line what is missing."""

import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

# No mail is sent, and whether a name goes on the browsers' preload list is for its owner to say.
LEFT_OPEN = {"mail.E001", "security.W021"}
ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = {
    "LEEWAY_SECRET_KEY": secrets.token_urlsafe(48),
    "LEEWAY_VAULT_PEPPER": secrets.token_urlsafe(48),
    "LEEWAY_HOSTS": "leeway.example",
    "DATABASE_URL": os.environ["DATABASE_URL"],
}


@dataclass(frozen=True, kw_only=True)
class Production:
    folder: Path
    checked: subprocess.CompletedProcess[str]


def check(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` as a production server would run it, with these variables."""
    given = {**WHOLE, **changes}
    ours = {name: value for name, value in given.items() if value is not None}
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LEEWAY_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**inherited, **ours},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def issues(result: subprocess.CompletedProcess[str]) -> set[str]:
    """The names of what Django's checks for deployment complain about."""
    said = result.stdout + result.stderr
    assert "System check identified" in said, said
    return set(re.findall(r"\((\w+\.[A-Z]\d+)\)", said))


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Production:
    """One start with the whole environment, and the data folder that it had."""
    folder = tmp_path_factory.mktemp("data")
    return Production(folder=folder, checked=check(LEEWAY_DATA=str(folder)))


def test_the_whole_environment_passes_the_checks_for_deployment(production: Production) -> None:
    assert issues(production.checked) <= LEFT_OPEN


@pytest.mark.parametrize("name", sorted(WHOLE))
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_without_it_the_start_stops_with_one_line(
    name: str, value: str | None, tmp_path: Path
) -> None:
    result = check(**{name: value, "LEEWAY_DATA": str(tmp_path)})
    assert result.returncode != 0
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert name in lines[0]
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEEWAY_SECRET_KEY", "short"),
        ("LEEWAY_VAULT_PEPPER", "short"),
        ("DATABASE_URL", "sqlite:///leeway"),
        ("DATABASE_URL", "postgresql://leeway@127.0.0.1/"),
        ("DATABASE_URL", "postgresql://leeway:qxqx#yz@127.0.0.1:5432/leeway"),
        ("DATABASE_URL", "postgresql://leeway:qxqx@127.0.0.1:port/leeway"),
        ("DATABASE_REPLICA_URL", "postgresql://leeway:qxqx#yz@127.0.0.1:5432/leeway"),
        ("LEEWAY_TRUSTED_PROXIES", "many"),
        ("LEEWAY_LOCAL", "perhaps"),
        ("LEEWAY_DERIVATIONS_AT_ONCE", "0"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_with_one_line(
    name: str, value: str, tmp_path: Path
) -> None:
    result = check(**{name: value, "LEEWAY_DATA": str(tmp_path)})
    assert result.returncode != 0
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert name in lines[0]
    assert value not in lines[0] or not name.endswith(("KEY", "PEPPER"))
    assert "qxqx" not in result.stderr  # no part of a password


def test_all_that_is_wrong_is_named_at_once_in_a_line_each(tmp_path: Path) -> None:
    result = check(
        LEEWAY_DATA=str(tmp_path),
        LEEWAY_SECRET_KEY="qxqx",
        LEEWAY_VAULT_PEPPER=None,
        LEEWAY_HOSTS="",
        DATABASE_URL="postgresql://leeway:qxqx#yz@127.0.0.1:5432/leeway",
        LEEWAY_TRUSTED_PROXIES="many",
        LEEWAY_LOCAL="perhaps",
        LEEWAY_MAIL_HOST="mail.example",
        LEEWAY_MAIL_SECURITY="some",
    )
    assert result.returncode != 0
    lines = result.stderr.strip().splitlines()
    named = [re.findall(r"\b(?:LEEWAY_[A-Z_]+|DATABASE_URL)\b", line)[0] for line in lines]
    assert sorted(named) == [
        "DATABASE_URL",
        "LEEWAY_HOSTS",
        "LEEWAY_LOCAL",
        "LEEWAY_MAIL_FROM",
        "LEEWAY_MAIL_SECURITY",
        "LEEWAY_SECRET_KEY",
        "LEEWAY_TRUSTED_PROXIES",
        "LEEWAY_VAULT_PEPPER",
    ]
    assert "qxqx" not in result.stderr


def test_debug_needs_a_local_copy(tmp_path: Path) -> None:
    """LEEWAY_DEBUG on a server changes nothing: `check --deploy` would warn of DEBUG."""
    assert issues(check(LEEWAY_DEBUG="1", LEEWAY_DATA=str(tmp_path))) <= LEFT_OPEN


def test_a_production_start_writes_no_secret_of_its_own(production: Production) -> None:
    assert production.checked.returncode == 0
    assert list(production.folder.rglob("*")) == []
