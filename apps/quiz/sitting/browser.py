"""Keeps sittings with the person who answers: in one sealed cookie, and nowhere on the server.

Format 2: "2." and the sealed text (sealed_text.py) of a list: second of sealing, then the sittings.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
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
from apps.quiz.sitting.sitting import Pace, Sitting, Usual
from apps.vault.codec import Content

SLIP_FORMAT = "k1."


def slip(sitting: Sitting) -> str:
    return sealed(msgspec.to_builtins(packed(sitting)), form=SLIP_FORMAT)


def read_slip(value: str) -> Sitting | None:
    """The finished sitting of a slip, or None for anything that is not one of ours."""
    sitting = _in(opened(value, form=SLIP_FORMAT))
    return sitting if sitting and sitting.is_finished else None


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


def unpacked(said: SittingDraftContent) -> Sitting | None:
    """The sitting again, or None for what is none and for a version that is not there any more."""
    form = catalogue().version(said.slug, said.version)
    if form is None:
        return None
    try:
        usual = Usual(said.usual) if said.usual else None
        return Sitting(form, said.seed, said.marks, usual, Pace(said.pace))
    except ValueError:
        return None


def _in(content: object) -> Sitting | None:
    """The sitting in a part of what a browser holds, or None for anything else."""
    try:
        return unpacked(msgspec.convert(content, SittingDraftContent))
    except msgspec.ValidationError:
        return None


LONGEST = 2048
STEP = 512
KEY_LABEL = b"leeway quiz sitting 1"
NONCE_BYTES = 12


def sealed(content: object, *, form: str) -> str:
    """The content as one text of the format ``form``, which ends in a full stop."""
    plain = json.dumps(content, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % STEP)
    nonce = token_bytes(NONCE_BYTES)
    body = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, plain, form.encode())
    return form + urlsafe_b64encode(body).rstrip(b"=").decode()


def opened(value: str, *, form: str) -> object:
    """What ``sealed`` put in, or None for anything that it did not write."""
    if not value.startswith(form) or len(value) > LONGEST:
        return None
    try:
        body = value.removeprefix(form)
        data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        cipher = _cipher(settings.SECRET_KEY)
        plain = cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], form.encode())
        content: object = json.loads(plain)
    except (ValueError, InvalidTag):
        return None
    return content


@cache
def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=KEY_LABEL).derive(secret.encode())
    return AESGCM(key)


@dataclass(frozen=True, slots=True)
class BrowserSittings:
    """The sittings, one a form, in the order in which they were begun."""

    sittings: tuple[Sitting, ...] = ()

    def of(self, form: Questionnaire) -> Sitting | None:
        return next((sitting for sitting in self.sittings if sitting.form == form), None)

    def holding(self, sitting: Sitting) -> "BrowserSittings":
        """The same satchel with this sitting in the place of an earlier one of its form."""
        if self.of(sitting.form) is None:
            return BrowserSittings((*self.sittings, sitting))
        return BrowserSittings(
            tuple(sitting if held.form == sitting.form else held for held in self.sittings)
        )

    def without(self, sitting: Sitting) -> "BrowserSittings":
        return BrowserSittings(tuple(held for held in self.sittings if not held.is_run_of(sitting)))

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


LIFETIME_SECONDS = 2 * 60 * 60
COOKIE_FORMAT = "2."


def read(request: HttpRequest) -> BrowserSittings:
    """The sittings that the request carries; an empty satchel when there are none to go on with.

    A cookie that is too old or was tampered with counts as none, and so does a sitting of another
    version than the one on offer: the person starts afresh.
    """
    match opened(request.COOKIES.get(settings.QUIZ_COOKIE_NAME, ""), form=COOKIE_FORMAT):
        case [int(then), *held] if time.time() - then < LIFETIME_SECONDS:
            sittings = [_in(content) for content in held]
            return BrowserSittings(tuple(each for each in sittings if each and each.is_on_offer))
    return BrowserSittings()


def is_carried(request: HttpRequest) -> bool:
    return settings.QUIZ_COOKIE_NAME in request.COOKIES


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Hands the sitting to the browser beside those it carries, for two hours from now."""
    _hand(response, read(request).holding(sitting))


def drop(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Takes one sitting out of the browser, and the cookie as well where it was the last."""
    left = read(request).without(sitting)
    if left.sittings:
        _hand(response, left)
    else:
        forget(response)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(settings.QUIZ_COOKIE_NAME, path="/", samesite="Lax")


def _hand(response: HttpResponse, satchel: BrowserSittings) -> None:
    held = [msgspec.to_builtins(packed(sitting)) for sitting in satchel.sittings]
    response.set_cookie(
        settings.QUIZ_COOKIE_NAME,
        sealed([int(time.time()), *held], form=COOKIE_FORMAT),
        max_age=LIFETIME_SECONDS,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )
