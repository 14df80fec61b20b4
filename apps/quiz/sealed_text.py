"""Seals what a browser carries of a sitting: in the quiz's cookie, and in the form that keeps it.

AES-256-GCM under a key of its own, drawn from the secret key by HKDF-SHA256. The text is the name
of its format, which is bound in, and base64url of a 12-byte nonce and the ciphertext of JSON.
Spaces fill that up to steps of 512 bytes, so that its length does not tell how much was answered.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

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
