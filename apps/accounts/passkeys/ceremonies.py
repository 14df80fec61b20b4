"""Passkeys by WebAuthn: django-allauth asks and checks; here is what it is told, and what is kept.

fido2 is imported where a passkey is at hand: it reads a list of all domain suffixes at its import.
"""

import json
import struct
from base64 import b64decode
from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from apps.accounts.models import User
from apps.common.http.request_values import value_sent
from apps.vault.crypto.passkeys import PASSKEY_SECRET_BYTES

LONGEST_ANSWER: Final = 20_000
# What a browser's answer must have. Whatever else is in it, such as a key of the authenticator, is
# left behind before anything reads or keeps it.
_PARTS: Final = ("id", "rawId", "type")
_OF_CREATION: Final = ("clientDataJSON", "attestationObject")
_OF_USE: Final = ("clientDataJSON", "authenticatorData", "signature", "userHandle")
# What reading bytes that anybody may have made up can end in.
_MALFORMED: Final = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(struct.error, RecursionError, ValidationError),
)


class PasskeyRefused(Exception):
    """The answer is of no passkey of this member, of another place, or too old."""


def options_to_create(user: User) -> dict[str, Any]:
    """What a browser is asked: a passkey that is found without a name and checks who touches it."""
    from allauth.mfa.webauthn.internal import auth

    return _as_json(auth.begin_registration(user, passwordless=True))


def options_to_use(user: User | None) -> dict[str, Any]:
    """What a browser is asked: any passkey of this site, or one of this member's."""
    from allauth.mfa.webauthn.internal import auth

    return _as_json(auth.begin_authentication(user))


def created(request: HttpRequest) -> dict[str, Any]:
    """The new passkey that a browser answered, checked, without anything secret.

    Raises PasskeyRefused.
    """
    from allauth.mfa.webauthn.internal import auth

    answer = _answer(request, _OF_CREATION)
    _checked(lambda: auth.parse_registration_response(answer))
    data = _checked(lambda: auth.complete_registration(answer))
    if not data.is_user_verified():
        raise PasskeyRefused
    return answer


def used(request: HttpRequest, user: User | None) -> Authenticator:
    """The passkey that a browser used: of this member, or of whoever it belongs to.

    Raises PasskeyRefused.
    """
    from allauth.mfa.webauthn.internal import auth

    answer = _answer(request, _OF_USE)
    _checked(lambda: auth.parse_authentication_response(answer))
    owner = user or _checked(lambda: auth.extract_user_from_response(answer))
    if not owner.is_active:
        raise PasskeyRefused
    found: Authenticator = _checked(lambda: auth.complete_authentication(owner, answer))
    found.user = owner
    return found


def secret_sent(request: HttpRequest) -> bytes | None:
    """What the authenticator made a key from, if it has the PRF extension."""
    try:
        secret = b64decode(value_sent(request.POST, "prf", most=100), validate=True)
    except ValueError:
        return None
    return secret if len(secret) == PASSKEY_SECRET_BYTES else None


def _answer(request: HttpRequest, wanted: tuple[str, ...]) -> dict[str, Any]:
    """The parts of a browser's answer that count, from a page of this very site."""

    def read() -> dict[str, Any]:
        sent = json.loads(value_sent(request.POST, "credential", most=LONGEST_ANSWER))
        response = {name: sent["response"][name] for name in wanted if sent["response"].get(name)}
        return {**{name: sent[name] for name in _PARTS}, "response": response}

    answer = _checked(read)
    if not _checked(lambda: _is_from_here(request, answer["response"]["clientDataJSON"])):
        raise PasskeyRefused
    return answer


def _is_from_here(request: HttpRequest, client_data: str) -> bool:
    """fido2 takes any port and any domain below ours; we take the page that was asked."""
    from fido2.utils import websafe_decode

    said = json.loads(websafe_decode(client_data))
    here = f"{request.scheme}://{request.get_host()}"
    return said["origin"] == here and said.get("crossOrigin") is not True


def _checked[Found](step: Callable[[], Found]) -> Found:
    try:
        return step()
    except _MALFORMED:
        raise PasskeyRefused from None


def _as_json(options: Any) -> dict[str, Any]:
    """Plain JSON types: fido2 hands out mappings of its own, with bytes written as base64url."""
    plain: dict[str, Any] = json.loads(json.dumps(options, default=dict))
    return plain
