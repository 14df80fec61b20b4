"""Sign-in hashes: ours with a pepper, and Django's, which earlier releases wrote.

A lack of memory or of time is never taken for a wrong password.
"""

import logging
import secrets
from functools import partial
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import HashingError, VerificationError, VerifyMismatchError
from argon2.low_level import error_to_str, lib  # type: ignore[attr-defined]
from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher

from apps.vault.crypto.kdf_limit import derivation_slot, in_time
from apps.vault.crypto.keys import SALT_BYTES
from apps.vault.crypto.password_derivation import cost_now, pepper_in_use, pepper_of, stretched
from apps.vault.crypto.sealing import Damaged
from apps.vault.crypto.sign_in_hash import ALGORITHM, SignInHash, from_base64, to_base64
from apps.vault.key_changes.peppers import pepper_known_as

NO_ROOM = {
    error_to_str(lib.ARGON2_MEMORY_ALLOCATION_ERROR),
    error_to_str(lib.ARGON2_THREAD_FAIL),
}


logger = logging.getLogger(__name__)


class PepperedPasswordHasher(BasePasswordHasher):
    """What `SignInHash` writes. Its salt and cost are those of the member's password slot too."""

    algorithm = ALGORITHM

    def salt(self) -> str:
        return to_base64(secrets.token_bytes(SALT_BYTES))

    def encode(self, password: str, salt: str) -> str:
        """Raises DerivationsBusy."""
        salt_bytes, cost, version = from_base64(salt), cost_now(), pepper_in_use()
        return SignInHash.of(
            stretched(password, salt=salt_bytes, parameters=cost),
            salt=salt_bytes,
            parameters=cost,
            pepper=pepper_of(version),
            pepper_version=version,
        ).written()

    def verify(self, password: str, encoded: str) -> bool:
        """Raises DerivationsBusy, also where this process lacks the hash's pepper for now.

        An altered hash, or one whose pepper is lost, fits nothing.
        """
        try:
            hashed = SignInHash.read(encoded)
        except ValueError:
            return False
        made = stretched(password, salt=hashed.salt, parameters=hashed.parameters)
        try:
            return hashed.fits(made, pepper=pepper_known_as(hashed.pepper_version))
        except Damaged as missing:
            logger.error("A sign-in failed: %s", missing)
            return False

    def must_update(self, encoded: str) -> bool:
        try:
            hashed = SignInHash.read(encoded)
        except ValueError:
            return True
        return (
            hashed.parameters != cost_now()
            or hashed.pepper_version != pepper_in_use()
            or len(hashed.salt) != SALT_BYTES
        )

    def harden_runtime(self, password: str, encoded: str) -> None:
        """A hash of another cost is rare and short-lived: nothing evens its time out."""

    def decode(self, encoded: str) -> dict[str, Any]:
        hashed = SignInHash.read(encoded)
        return {"algorithm": ALGORITHM, "salt": to_base64(hashed.salt), "hash": hashed.check.hex()}

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": ALGORITHM}


class MemberPasswordHasher(Argon2PasswordHasher):
    """Reads what earlier releases wrote: cost and format are Django's, and there is no pepper."""

    def encode(self, password: str, salt: str) -> str:
        """Raises DerivationsBusy."""
        with derivation_slot():
            return in_time(partial(self._encode, password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Raises DerivationsBusy."""
        with derivation_slot():
            return in_time(partial(self._verify, password, encoded))

    def _encode(self, password: str, salt: str) -> str:
        try:
            return super().encode(password, salt)
        except HashingError as error:
            raise MemoryError("There is no room for a hash.") from error

    def _verify(self, password: str, encoded: str) -> bool:
        _algorithm, rest = encoded.split("$", 1)
        try:
            return PasswordHasher().verify(f"${rest}", password)
        except VerifyMismatchError:
            return False
        except VerificationError as error:
            if str(error) in NO_ROOM:
                raise MemoryError("There is no room for a hash.") from error
            return False
