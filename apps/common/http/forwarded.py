"""Who asked, and over what, behind proxies of our own: out of the header `Forwarded` (RFC 7239).

A WSGI server gives `X-Forwarded-For` and `X_Forwarded_For` one name, and the second, which a proxy
may pass on untouched, can take the place of the first. `Forwarded` has no hyphen, so that no other
header can pass for it, and the key of what we read out of it is no header's.
"""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

HEALTH_CHECK: Final = "/healthz/"
SCHEME: Final = "leeway.forwarded_scheme"  # read by SECURE_PROXY_SSL_HEADER

_PAIR: Final = re.compile(r'(?:^|;)\s*(for|proto)="?([^";]+)"?', re.IGNORECASE)
_OF_PROXIES: Final = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
_TOO_LITTLE: Final = (
    "LEEWAY_TRUSTED_PROXIES is set, and the header Forwarded does not say for= and proto= for each "
    "proxy (X-Forwarded-For and X-Forwarded-Proto do not count). docs/operations.md has the lines "
    "for the proxy."
)
_PORT: Final = re.compile(r"(?<=\]):\d+$|(?<=\d):\d+$")
_MOST: Final = 4000  # characters: the last of them were written by proxies of ours


class ForwardedMiddleware:
    """Takes the sender and the scheme that the outermost trusted proxy noted; above all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.TRUSTED_PROXIES
        hops = request.META.get("HTTP_FORWARDED", "")[-_MOST:].split(",")
        if not proxies:
            return self.get_response(request)
        hop = hops[-proxies].strip() if len(hops) >= proxies else ""
        said = {name.lower(): value for name, value in _PAIR.findall(hop)}
        if said.keys() >= {"for", "proto"}:
            request.META["REMOTE_ADDR"] = _address(said["for"])
            request.META[SCHEME] = said["proto"].lower()
            return self.get_response(request)
        if _is_health_check(request):
            return self.get_response(request)
        return _not_told()


def _is_health_check(request: HttpRequest) -> bool:
    """Whether a monitor asks past the proxies, or only whether the process answers.

    What came through a proxy that says too little is not ready.
    """
    came_by_proxy = any(name in request.META for name in _OF_PROXIES)
    return request.path == HEALTH_CHECK or (request.path == "/readyz/" and not came_by_proxy)


def _not_told() -> HttpResponse:
    """Refuse what could only be redirected to itself, and counted as one sender for all."""
    logger.error(_TOO_LITTLE)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = HttpResponse(f"{_TOO_LITTLE}\n", content_type="text/plain", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(node: str) -> str:
    """The address alone: `[2001:db8::1]:4711` and `203.0.113.7:4711` have a port."""
    is_bare_v6 = node.count(":") > 1 and not node.startswith("[")
    return node if is_bare_v6 else _PORT.sub("", node).strip("[]")
