"""One Firefox and one WebKit for the whole run, each in one process of its own (xdist_group)."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.browser.conftest import MUCH_OF_A_LOG
from tests.browser.elsewhere import Proxy
from tests.browser.engines import availability
from tests.browser.engines.engine import ENGINES, WEBKIT, Engine, NotStarted, RunningEngine
from tests.browser.engines.page import Page
from tests.browser.server import RealServer, over_tls

EACH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ENGINES]


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
def site(engine: Engine, server: RealServer) -> Iterator[str]:
    """Where the site is. WebKit keeps no Secure cookie over plain HTTP, so it gets TLS."""
    if engine.name != WEBKIT:
        yield server.address
        return
    with over_tls(server) as second:
        yield second.address
        assert "ERROR" not in second.logged(), second.logged()


@pytest.fixture
def page(
    running_engine: RunningEngine, site: str, server: RealServer, other_sites: Proxy
) -> Iterator[Page]:
    """A window in which nobody is signed in."""
    server.forget_tries()
    page = Page(running_engine.browser(), site=site)
    page.resize(1280, 900)
    page.forget()
    yield page
    print(server.logged()[-MUCH_OF_A_LOG:])  # pytest shows it below a test that failed
    other_sites.assert_not_told()
