"""A context whose pages tell on themselves: console, errors, requests that leave the site.

What leaves is answered by tests/browser/elsewhere.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

AUTOSAVE = "/journal/autosave/"
UNLOCK = "/vault/unlock/"  # asked by the cover screen, which stays on its page

# What htmx writes to the console of a request that failed, or that a press took the place of.
TOLD_BY_HTMX = (
    *("Response Status Error Code", "htmx:afterRequest"),
    *("htmx:sendError", "htmx:sendAbort"),
)

# Chromium's notes on what was asked for: a cache cleared at Leave, a focus that htmx has already
# set on the piece it swapped in, and an address that leads to a passage rather than to a field.
EXPECTED_NOTES = (
    "Clear-Site-Data header on",
    "Autofocus processing was blocked because a document already has a focused element",
    "Autofocus processing was blocked because a document's URL has a fragment",
)


@dataclass
class PageMonitor:
    """What went wrong in the pages of one context."""

    site: str
    complaints: list[str] = field(default_factory=list)
    left_for: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    under_way: dict[Page, set[Request]] = field(default_factory=dict)  # other pages
    may_fail: str = ""  # the path of the one address whose requests fail on purpose

    def over(self, context: BrowserContext) -> "PageMonitor":
        context.on("page", self._page)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfinished", self._left)
        context.on("requestfailed", self._left)
        return self

    def complaints_since(self) -> list[str]:
        """What was told since this was called the last time."""
        told, self.complaints = self.complaints, []
        return told

    def forgive_lost_line(self, path: str = AUTOSAVE) -> None:
        """From now on the network or the server is down on purpose, for one address alone."""
        self.may_fail = path

    def _is_forgiven(self, address: str) -> bool:
        return bool(self.may_fail) and urlsplit(address).path == self.may_fail

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        self._note_navigations(page)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _note_navigations(self, page: Page) -> None:
        under_way = self.under_way[page] = set()

        def begun(request: Request) -> None:
            if request.is_navigation_request():
                under_way.add(request)

        def ended(request: Request) -> None:
            under_way.discard(request)

        page.on("request", begun)
        page.on("requestfinished", ended)
        page.on("requestfailed", ended)

    def _is_ours(self, address: str) -> bool:
        return address.startswith((f"{self.site}/", "data:", "blob:", "about:"))

    def _console(self, message: ConsoleMessage) -> None:
        """A page that is meant to be a 404 or 422 makes Chromium say so; all else is ours."""
        where = message.location.get("url", "")
        was_meant = where in self.refused or self._is_forgiven(where)
        if message.text.startswith("Failed to load resource") and was_meant:
            return
        if self.may_fail and message.text.startswith(TOLD_BY_HTMX):
            return
        if message.type == "info" and message.text.startswith(EXPECTED_NOTES):
            return
        self.complaints.append(f"{where}: {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _response(self, response: Response) -> None:
        request = response.request
        is_document = request.is_navigation_request() and response.status >= 400
        by_htmx = "hx-request" in request.headers and response.status in {403, 409, 422}
        is_autosave = response.url.endswith(AUTOSAVE)
        is_cover = response.url.endswith(UNLOCK) and response.status in {422, 429}
        by_itself = is_cover or (is_autosave and response.status in {403, 409})
        if is_document or by_htmx or by_itself or self._is_forgiven(response.url):
            self.refused.add(response.url)
        elif response.status >= 400 and self._is_ours(response.url):
            self.complaints.append(f"{response.url}: status {response.status}")

    def _left(self, request: Request) -> None:
        """Only a page that goes elsewhere as a whole may leave; what the policy stopped did not."""
        if self._is_ours(request.url) or request.failure == "csp":
            return
        self.left_for.append(request.url)
        if not request.is_navigation_request():
            self.complaints.append(f"left the site: {request.resource_type} {request.url}")


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def assert_quiet(monitors: Iterable[PageMonitor]) -> None:
    """No page of them told anything since the last time; all that they told is shown."""
    told = [line for monitor in monitors for line in monitor.complaints_since()]
    assert not told, "\n".join(told)
