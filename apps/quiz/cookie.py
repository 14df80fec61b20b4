"""Keeps sittings with the person who answers: in one sealed cookie, and nowhere on the server.

The cookie is encrypted with AES-256-GCM under a key of its own, drawn from the secret key by
HKDF-SHA256. Format 2: "2." and base64url of a 12-byte nonce and the ciphertext of a JSON list:
second of sealing, then for each sitting form, version, seed, marks, own word, pace. Spaces fill it
up to steps of 512 bytes, so that its length does not tell how much was answered.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.quiz.catalogue import catalogue
from apps.quiz.satchel import Satchel
from apps.quiz.sitting import Pace, Sitting, Usual

LIFETIME_SECONDS = 2 * 60 * 60
LONGEST = 2048
STEP = 512
FORMAT = "2."
KEY_LABEL = b"leeway quiz sitting 1"
NONCE_BYTES = 12


def read(request: HttpRequest) -> Satchel:
    """The sittings that the request carries; an empty satchel when there are none to go on with.

    A cookie that is too old or was tampered with counts as none, and so does a sitting of another
    version than the one on offer: the person starts afresh.
    """
    match _unseal(request.COOKIES.get(settings.QUIZ_COOKIE_NAME, "")):
        case [int(sealed), *held] if time.time() - sealed < LIFETIME_SECONDS:
            sittings = [_sitting(content) for content in held]
            return Satchel(tuple(sitting for sitting in sittings if sitting))
    return Satchel()


def is_carried(request: HttpRequest) -> bool:
    return settings.QUIZ_COOKIE_NAME in request.COOKIES


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Hands the sitting to the browser beside those it carries, for two hours from now."""
    response.set_cookie(
        settings.QUIZ_COOKIE_NAME,
        _seal(read(request).holding(sitting)),
        max_age=LIFETIME_SECONDS,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(settings.QUIZ_COOKIE_NAME, path="/", samesite="Lax")


def _seal(satchel: Satchel) -> str:
    held = [
        [s.form.slug, s.form.version, s.seed, s.marks, s.usual or "", s.pace]
        for s in satchel.sittings
    ]
    plain = json.dumps([int(time.time()), *held], separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % STEP)
    nonce = token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, plain, FORMAT.encode())
    return FORMAT + urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _sitting(content: object) -> Sitting | None:
    match content:
        case [str(slug), str(version), int(seed), str(marks), str(usual), str(pace)]:
            form = catalogue().offered(slug)
            if form is None or form.version != version:
                return None
            try:
                return Sitting(form, seed, marks, Usual(usual) if usual else None, Pace(pace))
            except ValueError:
                return None
    return None


def _unseal(value: str) -> object:
    """What ``_seal`` put in, or None for anything that it did not write."""
    if not value.startswith(FORMAT) or len(value) > LONGEST:
        return None
    try:
        body = value.removeprefix(FORMAT)
        sealed = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        cipher = _cipher(settings.SECRET_KEY)
        plain = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], FORMAT.encode())
        content: object = json.loads(plain)
    except (ValueError, InvalidTag):
        return None
    return content


@cache
def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=KEY_LABEL).derive(secret.encode())
    return AESGCM(key)
