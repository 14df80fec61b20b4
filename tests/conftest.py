"""The people of our tests: maya owns a journal, sol has another one, a visitor has none."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from _pytest import runner
from django.conf import settings
from django.template.base import Template
from django.test import Client
from django.test.utils import (  # type: ignore[attr-defined]
    instrumented_test_render,
    override_settings,
)
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler.protocol import Scheduling
from zxcvbn import zxcvbn

from apps.accounts.models import User
from apps.accounts.passwords import validators
from apps.common.http import site_state
from apps.common.http.heavy_work import in_use
from apps.common.http.stack_chunk import with_own_stack_chunk
from apps.common.models import SiteState
from apps.common.page_cache import PAGES
from apps.common.rate_limits import RateLimit
from apps.vault.crypto import password_derivation
from apps.vault.crypto.keys import Argon2Parameters
from tests.order import FilesWhole, place
from tests.personas import member, signed_in
from tests.slow import QUICK, is_slow
from tests.statement_watch import statements_watched
from tests.tables import copied_tables

RENDER = vars(Template)["_render"]  # as it is before the tests begin
CHEAP = Argon2Parameters(memory_kib=64, iterations=1, lanes=1)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The quick run reads no slow file: each of its processes would, to leave the tests out."""
    leaves_out = config.getoption("markexpr") == QUICK and is_slow(collection_path)
    return True if leaves_out else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: place(item.path))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return FilesWhole(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As the app answers a request, whatever a test calls itself."""
    return with_own_stack_chunk(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session")
def tables_made_once(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> ExitStack:
    """Its block is left as soon as the database is there."""
    stack = ExitStack()
    with django_db_blocker.unblock():
        stack.enter_context(copied_tables())
    return stack


@pytest.fixture(scope="session")
def django_db_setup(
    tables_made_once: ExitStack, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        tables_made_once.close()


@pytest.fixture(autouse=True, scope="session")
def cheap_derivations() -> Iterator[None]:
    """Tests derive hundreds of keys; the real cost is tested where it matters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(password_derivation, "Argon2Parameters", _cheap)
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_scored_once() -> Iterator[None]:
    """The same password, name and length always have the same score; most tests take one or two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validators, "zxcvbn", _remembered(zxcvbn))
        yield


@pytest.fixture(autouse=True)
def watched_statements() -> Iterator[list[str]]:
    """Whatever a test asks of the app, no statement of it visits every part of a split table."""
    found: list[str] = []
    with statements_watched(found):
        yield found
    assert found == [], "LOOKS_THROUGH_ALL of tests/statement_watch.py lists what may"


@pytest.fixture(autouse=True, scope="session")
def plain_static_files(django_test_environment: None) -> Iterator[None]:
    """No collected files in tests; the browser journeys use the real, hashed ones."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": plain}}):
        yield


@pytest.fixture(autouse=True, scope="session")
def no_kept_contexts(django_test_environment: None) -> Iterator[None]:
    """Django's client copies the context of every piece of a page; two tests look into one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", RENDER)
        yield


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers have their `context` after all."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Of what another test left in this process: its pages, its switches, its places."""
    PAGES.clear()  # a page may show the settings or the clock of the test that has seen it
    # No request looks the operator's switches up, until the test changes one.
    site_state._known = (float("inf"), SiteState())
    yield
    if any(in_use().values()):  # an export that was not read to its end
        gc.collect()


def _cheap(**given: int) -> Argon2Parameters:
    return replace(CHEAP, **given)


def _remembered(score: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[str, tuple[str, ...]], Any] = {}

    def scored(password: str, *, user_inputs: list[str]) -> Any:
        asked = password, tuple(user_inputs)
        if asked not in known:
            known[asked] = score(password, user_inputs=user_inputs)
        return known[asked]

    return scored


def _none_refused(_limit: RateLimit, _subject: str) -> int:
    """One function for all tests: `tests/personas.py` knows a sign-in under these limits by it."""
    return 0


@pytest.fixture
def own_temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files of this test alone. `leak_scan.everything` looks through no other folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def any_number_of_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits have tests of their own; here one address is tried a hundred times."""
    monkeypatch.setattr(RateLimit, "take", _none_refused)


@pytest.fixture
def has_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """`/readyz/` asks for no guides and help lines, in a test of something else that it tells."""
    monkeypatch.setattr("apps.pages.readiness.missing_content", list)


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def maya_user(db: None) -> User:
    return member("maya")


@pytest.fixture
def sol_user(db: None) -> User:
    return member("sol")


@pytest.fixture
def maya(maya_user: User) -> Client:
    return signed_in(maya_user)


@pytest.fixture
def sol(sol_user: User) -> Client:
    return signed_in(sol_user)
