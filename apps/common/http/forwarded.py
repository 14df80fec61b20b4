"""Who asked, and over what, behind proxies of our own: out of the header `Forwarded` (RFC 7239).

A WSGI server gives `X-Forwarded-For` and `X_Forwarded_For` one name, and the second, which a proxy
may pass on untouched, can take the place of the first. `Forwarded` has no hyphen, so that no other
header can pass for it, and the key of what we read out of it is no header's.
"""

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SCHEME: Final = "leeway.forwarded_scheme"  # read by SECURE_PROXY_SSL_HEADER

_PAIR: Final = re.compile(r'(?:^|;)\s*(for|proto)="?([^";]+)"?', re.IGNORECASE)
_PORT: Final = re.compile(r"(?<=\]):\d+$|(?<=\d):\d+$")
_MOST: Final = 4000  # characters: the last of them were written by proxies of ours


class ForwardedMiddleware:
    """Takes the sender and the scheme that the outermost trusted proxy noted; above all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.TRUSTED_PROXIES
        hops = request.META.get("HTTP_FORWARDED", "")[-_MOST:].split(",")
        if proxies and len(hops) >= proxies:
            said = {name.lower(): value for name, value in _PAIR.findall(hops[-proxies].strip())}
            if "for" in said:
                request.META["REMOTE_ADDR"] = _address(said["for"])
            request.META[SCHEME] = said.get("proto", "").lower()
        return self.get_response(request)


def _address(node: str) -> str:
    """The address alone: `[2001:db8::1]:4711` and `203.0.113.7:4711` have a port."""
    is_bare_v6 = node.count(":") > 1 and not node.startswith("[")
    return node if is_bare_v6 else _PORT.sub("", node).strip("[]")
