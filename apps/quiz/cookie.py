"""Keeps a sitting with the person who answers: in one sealed cookie, and nowhere on the server.

The cookie is encrypted with AES-256-GCM under a key of its own, drawn from the secret key by
HKDF-SHA256. Format 1: "1." and base64url of a 12-byte nonce and the ciphertext of a JSON list:
form, version, seed, marks, own word, second of sealing.
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

from apps.quiz.questionnaires import Questionnaire
from apps.quiz.sitting import Sitting, Usual

LIFETIME_SECONDS = 2 * 60 * 60
LONGEST = 1024
FORMAT = "1."
KEY_LABEL = b"leeway quiz sitting 1"
NONCE_BYTES = 12


def read(request: HttpRequest, form: Questionnaire) -> Sitting | None:
    """The sitting of ``form`` that the request carries; None when there is none to go on with.

    A cookie that is too old, was tampered with, or belongs to another form or version counts as
    none: the person starts afresh.
    """
    content = _unseal(request.COOKIES.get(settings.QUIZ_COOKIE_NAME, ""))
    match content:
        case [form.slug, form.version, int(seed), str(marks), str(usual), int(sealed)]:
            if time.time() - sealed >= LIFETIME_SECONDS:
                return None
            try:
                return Sitting(form, seed, marks, Usual(usual) if usual else None)
            except ValueError:
                return None
    return None


def is_carried(request: HttpRequest) -> bool:
    return settings.QUIZ_COOKIE_NAME in request.COOKIES


def keep(response: HttpResponse, sitting: Sitting) -> None:
    """Hands the sitting to the browser, for two hours from now."""
    response.set_cookie(
        settings.QUIZ_COOKIE_NAME,
        _seal(sitting),
        max_age=LIFETIME_SECONDS,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(settings.QUIZ_COOKIE_NAME, path="/", samesite="Lax")


def _seal(sitting: Sitting) -> str:
    form = sitting.form
    content = [form.slug, form.version, sitting.seed, sitting.marks, sitting.usual or ""]
    plain = json.dumps([*content, int(time.time())], separators=(",", ":")).encode()
    nonce = token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, plain, FORMAT.encode())
    return FORMAT + urlsafe_b64encode(sealed).rstrip(b"=").decode()


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
