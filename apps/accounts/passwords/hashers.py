"""The sign-in hash: Django's own, but a lack of memory is never taken for a wrong password."""

from functools import partial

from argon2 import PasswordHasher
from argon2.exceptions import HashingError, VerificationError, VerifyMismatchError
from argon2.low_level import error_to_str, lib  # type: ignore[attr-defined]
from django.contrib.auth.hashers import Argon2PasswordHasher

from apps.vault.crypto.kdf_limit import in_time

NO_ROOM = {
    error_to_str(lib.ARGON2_MEMORY_ALLOCATION_ERROR),
    error_to_str(lib.ARGON2_THREAD_FAIL),
}


class MemberPasswordHasher(Argon2PasswordHasher):
    """Each hash ends in time or raises DerivationsBusy; cost and format are Django's."""

    def encode(self, password: str, salt: str) -> str:
        """Raises DerivationsBusy."""
        return in_time(partial(self._encode, password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Raises DerivationsBusy."""
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
