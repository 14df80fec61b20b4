"""The mark of a browser in which a member signed in before: it has tries of its own.

The cookie holds a random id, the month in which the mark ends and a signature that fits this one
member. It names nobody, opens nothing and proves no password: a stranger's tries are just not
counted against a browser that has it.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MONTHS: Final = 3  # that the mark is good for, after the month of the last sign-in
ID_BYTES: Final = 12
TAG_BYTES: Final = 16

_SIGNED = struct.Struct(f">{ID_BYTES}sH")
_PURPOSE: Final = b"leeway known browser 1"


def known_browser(request: HttpRequest, member_id: Any) -> str:
    """The id of a browser in which this member signed in before, or ""."""
    try:
        sent = base64.urlsafe_b64decode(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""))
        signed, tag = sent[: _SIGNED.size], sent[_SIGNED.size :]
        browser, last_month = _SIGNED.unpack(signed)
    except (ValueError, struct.error):
        return ""
    is_its_own = hmac.compare_digest(tag, _tag(signed, member_id))
    return browser.hex() if is_its_own and last_month >= _month_of(timezone.now().date()) else ""


def note_known_browser(request: HttpRequest, member_id: Any) -> None:
    """Let the answer to this sign-in mark its browser, under the id that it has already."""
    browser = bytes.fromhex(known_browser(request, member_id)) or secrets.token_bytes(ID_BYTES)
    signed = _SIGNED.pack(browser, _month_of(timezone.now().date()) + MONTHS)
    mark = base64.urlsafe_b64encode(signed + _tag(signed, member_id)).decode("ascii")
    request.known_browser_mark = mark  # type: ignore[attr-defined]


def mark_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Send the mark of a sign-in that this request was, if it was one."""
    mark = getattr(request, "known_browser_mark", None)
    if mark is not None:
        today = timezone.now().date()
        ends = _first_day(_month_of(today) + MONTHS + 1)
        response.set_cookie(
            settings.KNOWN_BROWSER_COOKIE_NAME,
            mark,
            max_age=(ends - today).days * 24 * 3600,
            secure=True,
            httponly=True,
            samesite="Lax",
        )


def _tag(signed: bytes, member_id: Any) -> bytes:
    message = b"|".join((_PURPOSE, str(member_id).encode(), signed))
    return hmac.digest(settings.SECRET_KEY.encode(), message, hashlib.sha256)[:TAG_BYTES]


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
