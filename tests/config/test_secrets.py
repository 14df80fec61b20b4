"""Secrets out of variables and files, several versions of the pepper, former secret keys."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from apps.accounts.models import User
from apps.common.http.known_browser import known_browser
from apps.quiz.sitting.browser import COOKIE
from apps.vault.models import PepperCheck
from config import env
from config.local.environment import completed

NAME = "LEEWAY_VAULT_PEPPER"
ONE, TWO, THREE = (secrets.token_urlsafe(32) for _ in range(3))
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(NAME):
            monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_peppers_have_the_version_of_their_name_and_may_stand_in_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "pepper-10"
    file.write_text(f"{THREE}\n")
    given(monkeypatch, {NAME: ONE, f"{NAME}_2": TWO, f"{NAME}_10_FILE": str(file)})
    assert env.versions(NAME, secret_keys=[]) == {1: ONE, 2: TWO, 10: THREE}
    given(monkeypatch, {NAME: ""})
    assert env.versions(NAME, secret_keys=[]) == {2: TWO, 10: THREE}


WRONG = {
    "none at all": ({}, "LEEWAY_VAULT_PEPPER is not set"),
    "a short one": ({f"{NAME}_2": "short"}, "LEEWAY_VAULT_PEPPER_2 needs at least 32"),
    "the secret key": ({NAME: ONE, f"{NAME}_2": THREE}, "LEEWAY_VAULT_PEPPER_2 is the same as the"),
    "twice the same": ({NAME: ONE, f"{NAME}_3": ONE}, "LEEWAY_VAULT_PEPPER_3 is the same as ano"),
    "value and file": ({NAME: ONE, f"{NAME}_FILE": "/dev/null"}, "are both set"),
    "no such file": ({f"{NAME}_FILE": "/nowhere/at/all"}, "cannot be read"),
    "an empty file": ({f"{NAME}_FILE": "/dev/null"}, "an empty file"),
}


@pytest.mark.parametrize("wrong", list(WRONG))
def test_peppers_that_cannot_be_used_stop_the_start_with_one_line_without_a_part_of_them(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    values, told = WRONG[wrong]
    given(monkeypatch, values)
    with pytest.raises(env.BadEnvironment) as stopped:
        env.versions(NAME, secret_keys=[THREE])
    line = str(stopped.value)
    assert told in line
    assert "\n" not in line
    assert not any(part in line for part in ("short", ONE[:6], TWO[:6], THREE[:6]))


def test_a_local_copy_makes_no_pepper_where_one_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rest = {"LEEWAY_DATA": str(tmp_path), "LEEWAY_SECRET_KEY": THREE, "DATABASE_URL": "x"}
    for name in (NAME, f"{NAME}_FILE", f"{NAME}_2", f"{NAME}_2_FILE"):
        assert set(completed({**rest, name: ONE})) & {NAME} == {name} & {NAME}
    assert NAME in completed(rest)


def test_former_secret_keys_stand_one_a_line_or_between_commas(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = "LEEWAY_SECRET_KEY_FALLBACKS"
    assert env.former_secrets(name) == []
    monkeypatch.setenv(name, f"{ONE}, {TWO}")
    assert env.former_secrets(name) == [ONE, TWO]
    monkeypatch.delenv(name)
    (tmp_path / "keys").write_text(f"{ONE}\n{TWO}\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "keys"))
    assert env.former_secrets(name) == [ONE, TWO]


def test_a_new_secret_key_with_the_former_one_beside_it_signs_nobody_out(
    maya: Client, maya_user: User, settings: Settings
) -> None:
    kept = COOKIE.seal({"answers": [1, 2, 3]})
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = secrets.token_urlsafe(48)
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in maya.cookies.items()}
    assert known_browser(request, maya_user), "the browser keeps tries of its own"
    assert COOKIE.open(kept) == {"answers": [1, 2, 3]}, "a visitor's quiz goes on"
    assert maya.get("/account/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert maya.get("/account/").status_code == 200, "the session is signed anew by then"
    request.session = maya.session
    assert get_user(request) == maya_user
    assert not known_browser(request, maya_user)
    assert COOKIE.open(kept) is None


@pytest.mark.django_db(transaction=True)
def test_the_server_does_not_start_with_a_pepper_that_is_not_the_database_s(
    tmp_path: Path,
) -> None:
    (tmp_path / "static").mkdir()
    PepperCheck.objects.update_or_create(version=1, defaults={"check_value": bytes(32)})
    try:
        started = start(tmp_path)
        assert started.returncode == 1
        assert started.stderr.splitlines() == [
            "LEEWAY_VAULT_PEPPER is not the pepper that this database was sealed with."
        ]
        PepperCheck.objects.all().delete()
        started = start(tmp_path)
        assert (started.returncode, started.stderr) == (0, "")
        assert PepperCheck.objects.get().version == 1
    finally:
        PepperCheck.objects.all().delete()


def start(data: Path) -> subprocess.CompletedProcess[str]:
    """Load the application as a WSGI server does."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    given = {
        "DATABASE_URL": url.geturl(),
        "LEEWAY_DATA": str(data),
        "LEEWAY_HOSTS": "leeway.example",
        "LEEWAY_SECRET_KEY": TWO,
        NAME: ONE,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEEWAY_")}
    command = [sys.executable, "-c", "import config.wsgi"]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=kept | given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
