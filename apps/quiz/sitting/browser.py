"""The sittings of a browser: sealed in one cookie, and in one field of the form that keeps one.

The server stores neither. Both are texts of a `SealedFormat`:

cookie  "2."   a list: the second of sealing, then each sitting packed, then an object with the
               day of each finished one by its slug ("2026-11-30", or "2026-11-30 UTC")
slip    "k1."  one finished sitting packed

A packed sitting is the list [slug, version, seed, marks, usual or "", pace].
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from secrets import token_bytes
from typing import ClassVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import Questionnaire, ScoredForm
from apps.quiz.sitting.sitting import FinishedOn, Pace, Sitting, Usual
from apps.vault.codec import Content

LIFETIME_SECONDS = 2 * 60 * 60
LONGEST_TEXT = 2048
PADDED_TO = 512
KEY_LABEL = b"leeway quiz sitting 1"
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class BrowserSittings:
    """The sittings of one browser, one a form, in the order in which they were begun."""

    sittings: tuple[Sitting, ...] = ()

    def of(self, form: Questionnaire) -> Sitting | None:
        """The sitting of this form, whichever version of it was asked when it was begun."""
        return next((sitting for sitting in self.sittings if sitting.form.slug == form.slug), None)

    def holding(self, sitting: Sitting) -> "BrowserSittings":
        """The same sittings with this one in the place of an earlier one of its form."""
        if self.of(sitting.form) is None:
            return BrowserSittings((*self.sittings, sitting))
        return BrowserSittings(
            tuple(
                sitting if each.form.slug == sitting.form.slug else each for each in self.sittings
            )
        )

    def without(self, sitting: Sitting) -> "BrowserSittings":
        return BrowserSittings(tuple(each for each in self.sittings if not each.is_run_of(sitting)))

    @property
    def placed(self) -> list[Sitting]:
        """The finished sittings that have a place on the map."""
        return [
            sitting
            for sitting in self.sittings
            if isinstance(sitting.form, ScoredForm)
            and sitting.usual is not None
            and sitting.result.has_a_place
        ]


# The cookie.


def read(request: HttpRequest) -> BrowserSittings:
    """The sittings in the cookie of a request that can go on.

    A cookie that is too old or was tampered with holds none, and a sitting of a version that is
    not there any more is left out: the person starts afresh.
    """
    match COOKIE.open(request.COOKIES.get(settings.QUIZ_COOKIE_NAME, "")):
        case [int(sealed_at), *contents] if time.time() - sealed_at < LIFETIME_SECONDS:
            days: object = contents.pop() if contents and isinstance(contents[-1], dict) else {}
            sittings = [_with_day(_sitting_in(content), days) for content in contents]
            return BrowserSittings(tuple(each for each in sittings if each and each.can_go_on))
    return BrowserSittings()


def has_cookie(request: HttpRequest) -> bool:
    return settings.QUIZ_COOKIE_NAME in request.COOKIES


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Put the sitting into the cookie beside the others, for two hours from now."""
    _set_cookie(response, read(request).holding(sitting))


def drop(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Take one sitting out of the cookie, and delete the cookie where that was the last."""
    left = read(request).without(sitting)
    if left.sittings:
        _set_cookie(response, left)
    else:
        forget(response)


def forget(response: HttpResponse) -> None:
    """Delete the cookie with every sitting in it."""
    response.delete_cookie(settings.QUIZ_COOKIE_NAME, path="/", samesite="Lax")


def _set_cookie(response: HttpResponse, held: BrowserSittings) -> None:
    contents = [msgspec.to_builtins(packed(sitting)) for sitting in held.sittings]
    days = {each.form.slug: str(each.finished_on) for each in held.sittings if each.finished_on}
    contents += [days] if days else []
    response.set_cookie(
        settings.QUIZ_COOKIE_NAME,
        COOKIE.seal([int(time.time()), *contents]),
        max_age=LIFETIME_SECONDS,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )


# The slip, a hidden field.


def slip(sitting: Sitting) -> str:
    """A finished sitting as the hidden field of the form that keeps it."""
    return SLIP.seal(msgspec.to_builtins(packed(sitting)))


def read_slip(value: str) -> Sitting | None:
    """The finished sitting of a slip, or None for anything that is not one of ours."""
    sitting = _sitting_in(SLIP.open(value))
    return sitting if sitting and sitting.is_finished else None


# Packing: a sitting as a list for JSON. A sealed draft holds the same list.


class SittingDraftContent(Content, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A sitting as a list: form, version, seed, marks, own word (or nothing yet) and pace."""

    in_ascii: ClassVar = True

    slug: str
    version: str
    seed: int
    marks: str
    usual: str
    pace: str


def packed(sitting: Sitting) -> SittingDraftContent:
    form = sitting.form
    return SittingDraftContent(
        slug=form.slug,
        version=form.version,
        seed=sitting.seed,
        marks=sitting.marks,
        usual=sitting.usual or "",
        pace=sitting.pace,
    )


def unpacked(content: SittingDraftContent) -> Sitting | None:
    """The sitting of a packed list; None for any other list or a version that is gone."""
    form = catalogue().version(content.slug, content.version)
    if form is None:
        return None
    try:
        usual = Usual(content.usual) if content.usual else None
        return Sitting(form, content.seed, content.marks, usual, Pace(content.pace))
    except ValueError:
        return None


def _sitting_in(content: object) -> Sitting | None:
    """The sitting in one part of the cookie or the slip, or None for anything else."""
    try:
        return unpacked(msgspec.convert(content, SittingDraftContent))
    except msgspec.ValidationError:
        return None


def _with_day(sitting: Sitting | None, days: object) -> Sitting | None:
    """The sitting with its day from the cookie; a cookie of an earlier release has none."""
    match days:
        case {**known} if sitting and sitting.form.slug in known:
            return replace(sitting, finished_on=FinishedOn.read(str(known[sitting.form.slug])))
    return sitting


# Sealing.


@dataclass(frozen=True, slots=True)
class SealedFormat:
    """A text that only this server can write and read, and only under its own ``prefix``.

    After the prefix: base64url without padding of a nonce and AES-256-GCM of JSON, filled with
    spaces to a multiple of 512 bytes, so that its length tells little. The prefix is
    authenticated, so that a text of one format is none of another.
    """

    prefix: str

    def seal(self, content: object) -> str:
        plain = json.dumps(content, separators=(",", ":")).encode()
        plain += b" " * (-len(plain) % PADDED_TO)
        nonce = token_bytes(NONCE_BYTES)
        body = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, plain, self.prefix.encode())
        return self.prefix + urlsafe_b64encode(body).rstrip(b"=").decode()

    def open(self, text: str) -> object:
        """The value that ``seal`` was given, or None for a text that ``seal`` did not write."""
        if not text.startswith(self.prefix) or len(text) > LONGEST_TEXT:
            return None
        try:
            body = text.removeprefix(self.prefix)
            data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
            nonce, sealed = data[:NONCE_BYTES], data[NONCE_BYTES:]
            content: object = json.loads(self._decrypted(nonce, sealed))
        except (ValueError, InvalidTag):
            return None
        return content

    def _decrypted(self, nonce: bytes, sealed: bytes) -> bytes:
        """Decrypt by the secret key of now, or else a former one."""
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            with suppress(InvalidTag):
                return _cipher(secret).decrypt(nonce, sealed, self.prefix.encode())
        raise InvalidTag


COOKIE = SealedFormat("2.")
SLIP = SealedFormat("k1.")


@cache
def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=KEY_LABEL).derive(secret.encode())
    return AESGCM(key)
