"""A real server and a Chromium for each process; a context for each journey, watched to the end."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.actions import PATIENCE
from tests.browser.chromium import arguments, executable
from tests.browser.elsewhere import Proxy, elsewhere
from tests.browser.page_monitor import PageMonitor, assert_quiet
from tests.browser.server import RealServer, real_server

HERE = Path(__file__).resolve().parent
# Seconds. A page that is left in the middle of a script is frozen, not ended, and the script's
# answer never comes: Playwright itself would wait for it without end.
LONGEST_JOURNEY = 600

# Playwright switches it off; people have it on, and Back must show nothing private with it either.
NO_BACK_CACHE = "--disable-back-forward-cache"

MUCH_OF_A_LOG = 4000  # characters
NewContext = Callable[..., BrowserContext]
MONITORS = pytest.StashKey[list[PageMonitor]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What pages tell until the last step of a journey is a failure of its own steps."""
    yield
    monitors = item.stash.get(MONITORS, [])
    assert_quiet(monitors)


@pytest.fixture(autouse=True)
def an_end(request: pytest.FixtureRequest) -> Iterator[None]:
    """No journey lasts for ever: one that hangs fails, and the line where it hung is shown."""

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"{request.node.name} did not end within {LONGEST_JOURNEY} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONGEST_JOURNEY)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def server() -> Iterator[RealServer]:
    """The running site, which derives cheaply. In the end its log must tell of no failure."""
    with real_server(settings="tests.browser.server_settings") as running:
        yield running
        assert "ERROR" not in running.logged(), running.logged()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)  # five seconds are not enough on a busy machine
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def other_sites(server: RealServer) -> Iterator[Proxy]:
    with elsewhere(server.folder) as proxy:
        yield proxy


@contextlib.contextmanager
def chromium(playwright: Playwright, other_sites: Proxy, *, keeps_pages: bool) -> Iterator[Browser]:
    """One that meets the other sites alone; whether it keeps a page to go back to."""
    to_proxy = (f"--proxy-server=127.0.0.1:{other_sites.port}", "--ignore-certificate-errors")
    launched = playwright.chromium.launch(
        executable_path=executable(),
        args=[*arguments(), *to_proxy],
        ignore_default_args=[NO_BACK_CACHE] if keeps_pages else [],
    )
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright, other_sites: Proxy) -> Iterator[Browser]:
    with chromium(playwright, other_sites, keeps_pages=True) as launched:
        yield launched


@pytest.fixture
def new_context(
    request: pytest.FixtureRequest, browser: Browser, server: RealServer, other_sites: Proxy
) -> Iterator[NewContext]:
    """Makes watched contexts; at the end each must have been quiet."""
    made: list[BrowserContext] = []
    monitors = request.node.stash.setdefault(MONITORS, [])
    server.forget_tries()

    def make(**options: Any) -> BrowserContext:
        usual = {"base_url": server.address, "locale": "en-GB", "reduced_motion": "reduce"}
        context = browser.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE)
        watch = PageMonitor(server.address).over(context)
        context.watch = watch  # type: ignore[attr-defined]
        context.has_scripts = options.get("java_script_enabled", True)  # type: ignore[attr-defined]
        made.append(context)
        monitors.append(watch)
        return context

    yield make
    print(server.logged()[-MUCH_OF_A_LOG:])  # pytest shows it below a journey that failed
    for context in made:
        context.close()
    assert_quiet(monitors)
    other_sites.assert_not_told()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def either_way(request: pytest.FixtureRequest) -> bool:
    """With JavaScript and without: every promise is kept in both."""
    return bool(request.param)


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    return new_context()
