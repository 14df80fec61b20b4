"""The text that a member's row holds of a password, and how it is written and read.

    argon2id-pepper $ m=102400,t=2,p=4 $ pepper version $ salt $ check

Salt and check (`keys.sign_in_check`) are base64url without padding.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from typing import Final, Self

from apps.vault.crypto.keys import Argon2Parameters, sign_in_check

ALGORITHM: Final = "argon2id-pepper"
CHARACTERS: Final = 128

_WRITTEN = re.compile(
    rf"{ALGORITHM}\$m=(\d{{1,7}}),t=(\d{{1,3}}),p=(\d{{1,2}})\$(\d{{1,5}})"
    r"\$([A-Za-z0-9_-]{22,32})\$([A-Za-z0-9_-]{43})"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInHash:
    """A sign-in hash: the cost, the version of the pepper, a salt of 16 to 24 bytes, the check."""

    parameters: Argon2Parameters
    pepper_version: int
    salt: bytes
    check: bytes

    @classmethod
    def of(
        cls,
        stretched: bytes,
        *,
        salt: bytes,
        parameters: Argon2Parameters,
        pepper: bytes,
        pepper_version: int,
    ) -> Self:
        """The hash of a password that was stretched with this salt and cost."""
        check = sign_in_check(stretched, pepper=pepper)
        return cls(parameters=parameters, pepper_version=pepper_version, salt=salt, check=check)

    @classmethod
    def read(cls, text: str) -> Self:
        """ValueError unless `written` gives exactly this text."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError("This is no sign-in hash of ours.")
        memory, passes, lanes, pepper_version, salt, check = found.groups()
        cost = Argon2Parameters(memory_kib=int(memory), iterations=int(passes), lanes=int(lanes))
        read = cls(
            parameters=cost,
            pepper_version=int(pepper_version),
            salt=from_base64(salt),
            check=from_base64(check),
        )
        if read.written() != text:
            raise ValueError("This sign-in hash is not written as it should be.")
        return read

    @classmethod
    def read_or_none(cls, text: str | None) -> Self | None:
        """None where `read` refuses the text, or there is none."""
        try:
            return cls.read(text or "")
        except ValueError:
            return None

    def written(self) -> str:
        cost = self.parameters
        parts = (
            ALGORITHM,
            f"m={cost.memory_kib},t={cost.iterations},p={cost.lanes}",
            str(self.pepper_version),
            to_base64(self.salt),
            to_base64(self.check),
        )
        return "$".join(parts)

    def fits(self, stretched: bytes, *, pepper: bytes) -> bool:
        """Whether this is the stretched password, compared in constant time."""
        return hmac.compare_digest(sign_in_check(stretched, pepper=pepper), self.check)


def to_base64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes of base64url without padding. ValueError if it is none."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
