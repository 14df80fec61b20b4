"""Looks at our own pages as a visitor would, inside this process: no request goes anywhere."""

import re
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.core.context import request_context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from apps.common.http.requests import Request

_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]+)"')
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')


@dataclass(frozen=True, kw_only=True)
class FetchedPage:
    """A page of ours: its status, the ids that a link may point to, and where its text leads."""

    status: int
    ids: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    is_private: bool = False


def fetch(address: str) -> FetchedPage:
    """See the page at a path of ours, with its query if it has one. Raises nothing.

    A page that asks for a sign-in is only known to be there.
    """
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return FetchedPage(status=HTTPStatus.NOT_FOUND)
    if getattr(match.func, "login_required", True):
        return FetchedPage(status=HTTPStatus.OK, is_private=True)
    request = _request(parts.path, parts.query)
    request.resolver_match = match
    try:
        with request_context(request):  # the pages of accounts ask for it
            response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
    except Http404:
        return FetchedPage(status=HTTPStatus.NOT_FOUND)
    except Exception:  # the report names a page that fails; it does not fail with it
        return FetchedPage(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    page = bytes(getattr(response, "content", b"")).decode(errors="replace")
    main = _MAIN.search(page)
    links = _HREF.findall(main[0]) if main else []
    return FetchedPage(
        status=response.status_code,
        ids=frozenset(_ID.findall(page)),
        links=tuple(dict.fromkeys(map(unescape, links))),
    )


def _request(path: str, query: str) -> HttpRequest:
    request = Request()
    request.method = "GET"
    request.path = request.path_info = path
    host = next((each for each in settings.ALLOWED_HOSTS if each.strip("*.")), "localhost")
    request.META = {"SERVER_NAME": host, "SERVER_PORT": "80", "QUERY_STRING": query}
    request.GET = QueryDict(query)
    request.user = AnonymousUser()
    # What the middleware would add for a visitor; nothing of it is stored.
    request.session = SessionStore()
    request.vault = None  # type: ignore[attr-defined]
    request.htmx = HtmxDetails(request)
    return request
