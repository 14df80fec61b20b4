"""Finished public pages, kept in this process so that a visitor's page costs at most one query.

Django's cache stays a dummy (settings.py): it would hold whatever anybody puts in. This map holds
whole public pages alone, of views that ask for it, and only as they answer somebody who carries no
cookie of ours but that of the display preferences. A page is served again only while `mark`, asked
anew for each request, is what it was when the page was made: every worker sees an edit at once.
Where the database does not answer, the page is served as it was.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Concatenate, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from apps.common.display_preferences import display_preferences_of
from apps.common.http.compression import coding_for, compressed, etag_of
from apps.common.http.outage import OUTAGES, note_outage, was_outage_lately
from apps.common.http.requests import Request

MOST_PAGES: Final = 400  # of about 50 kB each, with both codings

type Variant = tuple[Hashable, ...]
type CacheKey = tuple[str, Variant]
type MarkReader = Callable[[], str]
type VariesBy = Callable[[HttpRequest], Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A page as it was answered once; `bodies` by coding, "" being the plain bytes."""

    mark: str
    ask: MarkReader
    etag: str
    kind: str
    vary: str
    bodies: dict[str, bytes]

    @classmethod
    def of(cls, response: HttpResponse, *, mark: str, ask: MarkReader) -> "Finished":
        content = response.content
        bodies = {coding: compressed(content, coding) for coding in ("br", "gzip")}
        return cls(
            mark=mark,
            ask=ask,
            etag=etag_of(content),
            kind=response.headers["Content-Type"],
            vary=response.headers.get("Vary", ""),
            bodies={"": content, **bodies},
        )

    def answer(self, request: HttpRequest) -> HttpResponse:
        coding = coding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.bodies[coding]
        headers = {"Content-Type": self.kind, "Content-Length": str(len(body)), "ETag": self.etag}
        if coding:
            headers["Content-Encoding"] = coding
        if self.vary:
            headers["Vary"] = self.vary
        return HttpResponse(body, headers=headers)


class PageCache:
    """At most `most` finished pages. Of the path with the most variants the oldest one goes first.

    So whoever makes variants up (ports of a host, languages) pushes out no page of another path.
    """

    def __init__(self, *, most: int) -> None:
        self.pages: dict[CacheKey, Finished] = {}
        self._varies_by: dict[str, VariesBy] = {}
        self._most = most
        self._lock = Lock()

    def key_of(self, request: HttpRequest) -> CacheKey:
        """The key of a page: all that it may differ by. Only an allowed host is kept."""
        varies_by = self._varies_by.get(request.path)
        variant: Variant = (
            request.scheme,
            request.META.get("HTTP_HOST"),
            display_preferences_of(request),
            get_language(),
            timezone.localdate(),
            varies_by(request) if varies_by else None,
        )
        return request.path, variant

    def put(self, request: HttpRequest, page: Finished, *, varies_by: VariesBy | None) -> None:
        with self._lock:
            if varies_by:
                self._varies_by[request.path] = varies_by
            key = self.key_of(request)
            self.pages.pop(key, None)
            self.pages[key] = page
            while len(self.pages) > self._most:
                del self.pages[self._oldest_of_the_most_varied()]

    def clear(self) -> None:
        with self._lock:
            self.pages.clear()

    def _oldest_of_the_most_varied(self) -> CacheKey:
        [(path, _number)] = Counter(path for path, _variant in self.pages).most_common(1)
        return next(key for key in self.pages if key[0] == path)


PAGES: Final = PageCache(most=MOST_PAGES)


def kept_answer(request: HttpRequest) -> HttpResponse | None:
    """Return the page that was kept for this visit, or None where there is none or it is old.

    The middleware asks before anything else is done for a request.
    """
    page = PAGES.pages.get(PAGES.key_of(request)) if _is_plain_visit(request) else None
    if page is None:
        return None
    if was_outage_lately():
        return page.answer(request)
    try:
        now = page.ask()
    except OUTAGES:  # an old page is better than none
        note_outage()
        return page.answer(request)
    if page.mark == now:
        return page.answer(request)
    request.mark_of_now = now  # type: ignore[attr-defined]
    return None


def kept_for_visitors[R: Request, **P](
    mark: MarkReader,
    *,
    varies_by: VariesBy | None = None,
) -> Callable[
    [Callable[Concatenate[R, P], HttpResponse]],
    Callable[Concatenate[R, P], HttpResponse],
]:
    """Keep what this view answers a visitor, for as long as `mark` stays the same.

    The view must be public, and what it shows a visitor must follow from the address, the display
    preferences, the language, the day, what `mark` stands for and what `varies_by` reads in the
    request, and from nothing else.
    """

    def keep(
        view: Callable[Concatenate[R, P], HttpResponse],
    ) -> Callable[Concatenate[R, P], HttpResponse]:
        @wraps(view)
        def kept(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not _is_plain_visit(request):
                return view(request, *args, **kwargs)
            # Read before the page is made: a change meanwhile makes the page old, never wrong.
            try:
                now = getattr(request, "mark_of_now", None) or mark()
            except OUTAGES:  # somebody whom we could not look up: as a visitor
                if page := PAGES.pages.get(PAGES.key_of(request)):
                    return page.answer(request)
                raise
            response = view(request, *args, **kwargs)
            is_plain = not response.cookies and not response.has_header("Cache-Control")
            if now and response.status_code == 200 and is_plain:
                finished = Finished.of(response, mark=now, ask=mark)
                PAGES.put(request, finished, varies_by=varies_by)
            return response

        return kept

    return keep


def unchanging() -> str:
    """The mark of a page that is made of templates, files and settings alone."""
    return "this process"


def _is_plain_visit(request: HttpRequest) -> bool:
    """Whether this asks for the bare address, with no cookie of ours but the display preferences.

    A query string may hold anything, and htmx may ask for a piece of a page: neither is kept. While
    templates are worked on, nothing is.
    """
    is_bare = request.method in {"GET", "HEAD"} and not request.META.get("QUERY_STRING")
    if not is_bare or "HTTP_HX_REQUEST" in request.META or settings.DEBUG:
        return False
    return request.COOKIES.keys() <= {settings.DISPLAY_COOKIE_NAME}
