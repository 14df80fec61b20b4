"""The one derivation of a password: run within its limits, and never twice in one request.

Sign-in hash and password slot share salt and cost, so that one stretched password serves both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Final

from django.conf import settings

from apps.vault.crypto import keys
from apps.vault.crypto.kdf_limit import derivation_slot, in_time
from apps.vault.crypto.keys import Argon2Parameters
from apps.vault.crypto.sealing import Damaged

type Inputs = tuple[str, bytes, Argon2Parameters]

_of_this_request: Final[ContextVar[dict[Inputs, bytes] | None]] = ContextVar(
    "stretched passwords of this request", default=None
)


@contextmanager
def remembered_derivations() -> Iterator[None]:
    """In the block (one request) the same password, salt and cost are derived once."""
    token = _of_this_request.set({})
    try:
        yield
    finally:
        _of_this_request.reset(token)


def stretched(password: str, *, salt: bytes, parameters: Argon2Parameters) -> bytes:
    """The stretched password. Raises DerivationsBusy; ValueError as `keys.stretched_password`."""
    known = _of_this_request.get()
    inputs = password, salt, parameters
    if known is not None and inputs in known:
        return known[inputs]
    derive = partial(keys.stretched_password, password, salt=salt, parameters=parameters)
    with derivation_slot():
        made = in_time(derive)
    if known is not None:
        known[inputs] = made
    return made


def cost_now() -> Argon2Parameters:
    """The cost of every new sign-in hash and password slot."""
    return Argon2Parameters()


def pepper_in_use() -> int:
    """The version of the pepper that every new sign-in hash and password slot takes."""
    return max(settings.VAULT_PEPPERS)


def pepper_of(version: int) -> bytes:
    """Raises Damaged for a version that the settings do not hold."""
    try:
        return str(settings.VAULT_PEPPERS[version]).encode()
    except KeyError:
        raise Damaged(f"Pepper version {version} is not configured.") from None
