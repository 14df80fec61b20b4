"""One Firefox and one WebKit for the whole run, each in one process of its own (xdist_group)."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.browser.conftest import MUCH_OF_A_LOG
from tests.browser.elsewhere import Proxy
from tests.browser.engines import availability
from tests.browser.engines.engine import (
    ENGINES,
    WEBKIT,
    Engine,
    NotStarted,
    RunningEngine,
    answers,
)
from tests.browser.engines.page import Page
from tests.browser.server import RealServer, over_tls

EACH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ENGINES]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A browser that crashes at the last step of a test has failed that test."""
    yield
    page = getattr(item, "funcargs", {}).get("page")
    assert page is None or answers(page.browser), "the browser has crashed or hangs"


@pytest.fixture(scope="package", params=EACH)
def engine(request: pytest.FixtureRequest) -> Engine:
    found = ENGINES[request.param]
    if why := availability.why_missing(found):
        pytest.skip(why)
    return found


@pytest.fixture(scope="package")
def running_engine(engine: Engine, other_sites: Proxy) -> Iterator[RunningEngine]:
    with contextlib.closing(RunningEngine(engine, proxy_port=other_sites.port)) as running:
        try:
            running.browser()
        except NotStarted as error:
            pytest.skip(availability.note(engine, f"it does not start here: {error}"))
        yield running


@pytest.fixture(scope="package")
def site_server(engine: Engine, server: RealServer) -> Iterator[RealServer]:
    """The site's server. WebKit keeps no Secure cookie over plain HTTP, so it gets TLS."""
    if engine.name != WEBKIT:
        yield server
        return
    with over_tls(server) as second:
        yield second
        assert "ERROR" not in second.logged(), second.logged()


@pytest.fixture
def site(site_server: RealServer) -> str:
    return site_server.address


@pytest.fixture
def page(
    running_engine: RunningEngine, site_server: RealServer, other_sites: Proxy
) -> Iterator[Page]:
    """A window in which nobody is signed in."""
    site_server.forget_tries()
    page = Page(running_engine.browser(), site=site_server.address)
    page.resize(1280, 900)
    page.forget()
    yield page
    print(site_server.logged()[-MUCH_OF_A_LOG:])  # pytest shows it below a test that failed
    other_sites.assert_not_told()
