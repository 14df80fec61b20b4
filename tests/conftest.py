"""The people of our tests: maya owns a journal, sol has another one, a visitor has none."""

import gc
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.template.base import Template
from django.test import Client
from django.test.utils import instrumented_test_render  # type: ignore[attr-defined]
from pytest_django import Settings
from xdist.remote import Producer
from xdist.scheduler.protocol import Scheduling

from apps.accounts.models import User
from apps.common.http import site_state
from apps.common.http.fixed_addresses import static_address
from apps.common.http.heavy_work import in_use
from apps.common.models import SiteState
from apps.common.page_cache import PAGES
from apps.common.rate_limits import RateLimit
from apps.vault.crypto import password_derivation
from apps.vault.crypto.keys import Argon2Parameters
from tests.order import FilesWhole, place
from tests.personas import member, signed_in
from tests.slow import is_slow
from tests.statement_watch import statements_watched

RENDER = vars(Template)["_render"]  # as it is before the tests begin
CHEAP = Argon2Parameters(memory_kib=64, iterations=1, lanes=1)


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


@pytest.fixture(autouse=True)
def cheap_derivations(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests derive hundreds of keys; the real cost is tested where it matters."""
    monkeypatch.setattr(password_derivation, "Argon2Parameters", _cheap)
    yield


@pytest.fixture(autouse=True)
def watched_statements() -> Iterator[list[str]]:
    """Whatever a test asks of the app, no statement of it visits every part of a split table."""
    found: list[str] = []
    with statements_watched(found):
        yield found
    assert found == [], "LOOKS_THROUGH_ALL of tests/statement_watch.py lists what may"


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """No collected files in tests; the browser journeys use the real, hashed ones."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    static_address.cache_clear()


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
def no_kept_pages() -> None:
    """A page that another test has seen may show its settings or its clock."""
    PAGES.clear()


@pytest.fixture(autouse=True)
def no_places_held() -> Iterator[None]:
    """An export that a test did not read to its end would hold its place until it is collected."""
    yield
    if any(in_use().values()):
        gc.collect()


def _cheap(**given: int) -> Argon2Parameters:
    return replace(CHEAP, **given)


def _none_refused(_limit: RateLimit, _subject: str) -> int:
    """One function for all tests: `tests/personas.py` knows a sign-in under these limits by it."""
    return 0


@pytest.fixture
def own_temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files of this test alone. `leak_scan.everything` looks through no other folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture(autouse=True)
def known_site_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request of a test looks the operator's switches up, until the test changes one."""
    monkeypatch.setattr(site_state, "_known", (float("inf"), SiteState()))


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
