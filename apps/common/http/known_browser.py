"""The mark of a browser in which a member signed in before: it has tries of its own.

The cookie holds a random id, the month in which the mark ends, a signature that fits this one
member and one that says only that we made it. It names nobody, opens nothing and proves no
password: a stranger's tries are just not counted against a browser that has it. With a new password
the marks of before fit no longer (`mark_key`): whoever knew the old one is a stranger everywhere.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MONTHS: Final = 3  # that the mark is good for, after the month of the last sign-in
ID_BYTES: Final = 12
TAG_BYTES: Final = 16

_SIGNED = struct.Struct(f">{ID_BYTES}sH")
_PURPOSE: Final = b"leeway known browser 1"
_ANYBODY: Final = "anybody"  # no number of a member is written so


class MarkedMember(Protocol):
    """A member, and the random id that each new password gives them; none before the first."""

    pk: Any
    mark_key: Any


def known_browser(request: HttpRequest, member: MarkedMember | None) -> str:
    """The id of a browser in which this member signed in before, or ""."""
    found = _unpacked(request)
    if found is None or member is None:
        return ""
    is_its_own = _fits(found.tag_of_member, found.before, _name_of(member))
    return found.browser.hex() if is_its_own and found.is_in_time() else ""


def marked_browser(request: HttpRequest) -> str:
    """The id of a browser in which whoever it was signed in before, or ""."""
    found = _unpacked(request)
    if found is None:
        return ""
    is_ours = _fits(found.tag_of_any, found.before[: _SIGNED.size], _ANYBODY)
    return found.browser.hex() if is_ours and found.is_in_time() else ""


def note_known_browser(request: HttpRequest, member: MarkedMember) -> str:
    """Let the answer mark the browser, under the id that it has already, and return that id."""
    browser = bytes.fromhex(known_browser(request, member)) or secrets.token_bytes(ID_BYTES)
    signed = _SIGNED.pack(browser, _month_of(timezone.now().date()) + MONTHS)
    before = signed + _tag(signed, _ANYBODY)
    mark = base64.urlsafe_b64encode(before + _tag(before, _name_of(member))).decode("ascii")
    request.known_browser_mark = mark  # type: ignore[attr-defined]
    return browser.hex()


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


@dataclass(frozen=True)
class _Mark:
    """What the cookie of a browser says, unchecked; the tag of its member covers all before it."""

    before: bytes
    browser: bytes
    last_month: int
    tag_of_any: bytes
    tag_of_member: bytes

    def is_in_time(self) -> bool:
        return self.last_month >= _month_of(timezone.now().date())


def _unpacked(request: HttpRequest) -> _Mark | None:
    """The mark in the cookie, unchecked. One of an earlier release has only its member's tag."""
    try:
        cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
        sent = base64.b64decode(cookie, altchars=b"-_", validate=True)
        browser, last_month = _SIGNED.unpack(sent[: _SIGNED.size])
    except (ValueError, struct.error):
        return None
    if len(sent) not in (_SIGNED.size + TAG_BYTES, _SIGNED.size + 2 * TAG_BYTES):
        return None
    before, tag_of_member = sent[:-TAG_BYTES], sent[-TAG_BYTES:]
    return _Mark(before, browser, last_month, before[_SIGNED.size :], tag_of_member)


def _name_of(member: MarkedMember) -> str:
    return f"{member.pk} {member.mark_key.hex}" if member.mark_key else str(member.pk)


def _fits(tag: bytes, signed: bytes, name: str) -> bool:
    """Whether it was made with the secret key of now or a former one."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(tag, _tag(signed, name, secret)) for secret in known)


def _tag(signed: bytes, name: str, secret: str | None = None) -> bytes:
    message = b"|".join((_PURPOSE, name.encode(), signed))
    secret = secret or settings.SECRET_KEY
    return hmac.digest(secret.encode(), message, hashlib.sha256)[:TAG_BYTES]


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
