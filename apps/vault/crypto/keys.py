"""The keys between a password and the data keys: derived and wrapped here and nowhere else.

    password --Argon2id--> stretched password
    stretched password ----HKDF with the pepper---> slot key --AES-KW--> data keys 1..n
    stretched password ----HKDF with the pepper---> verifier --SHA-256--> sign-in hash
    recovery code ---------HKDF-------------------> slot key --AES-KW--> data keys 1..n

One stretched password serves the sign-in hash and the slot, where both have one salt and cost. A
data key or slot key is 32 bytes. Python cannot promise to wipe them.
"""

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from apps.vault.crypto.recovery_code import SECRET_BYTES as CODE_SECRET_BYTES
from apps.vault.crypto.sealing import KEY_BYTES, MAX_KEY_ID, Damaged

DEK_BYTES: Final = KEY_BYTES
KEK_BYTES: Final = 32
STRETCHED_BYTES: Final = 32
VERIFIER_BYTES: Final = 32
SALT_BYTES: Final = 16
LEAST_PEPPER_BYTES: Final = 32
CHECK_BYTES: Final = 32
MAX_KEYS: Final = 1000
MOST_WORK_KIB: Final = 4 * 1024 * 1024
ARGON2_VERSION: Final = 0x13

WRAP_MAGIC: Final = b"LWK"
WRAP_FORMAT: Final = 1

SIGN_IN_LABEL: Final = b"leeway/v1/sign-in"
SLOT_LABEL: Final = b"leeway/v1/slot"
WRAP_LABEL: Final = b"leeway/v1/slot-wrap"
CHECK_LABEL: Final = b"leeway/v1/slot-check"
PEPPER_LABEL: Final = b"leeway/v1/pepper-check"

_HEADER = struct.Struct(">3sBI")
_NUMBERED_KEY = struct.Struct(f">Q{DEK_BYTES}s")
_KEY_WRAP_EXTRA = 8


class WrongKey(Exception):
    """The slot does not belong to this key: the password or code is another one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Argon2Parameters:
    """The cost of one derivation: memory in KiB, passes over it, lanes worked on in parallel.

    The defaults take the memory of Django's own sign-in hash, and more work than RFC 9106's second
    recommended option. ValueError outside Argon2's own floor and above 1 GiB, 64 lanes or
    `MOST_WORK_KIB`, so that an altered row cannot stop the server.
    """

    memory_kib: int = 102400
    iterations: int = 2
    lanes: int = 4

    def __post_init__(self) -> None:
        fits = self.iterations >= 1 and 1 <= self.lanes <= 64 and self.work_kib <= MOST_WORK_KIB
        if not fits or not 8 * self.lanes <= self.memory_kib <= 1024 * 1024:
            raise ValueError("These Argon2 parameters are out of range.")

    @property
    def work_kib(self) -> int:
        """Memory times passes: what one guess has to write, in KiB. It ranks unlike settings."""
        return self.memory_kib * self.iterations

    def at_least(self, other: "Argon2Parameters") -> bool:
        """Whether a guess costs no less memory and no fewer passes than with `other`.

        Lanes share the same work out and do not count.
        """
        return self.memory_kib >= other.memory_kib and self.iterations >= other.iterations


def new_data_key() -> bytes:
    """A new data key from the system's random numbers."""
    return secrets.token_bytes(DEK_BYTES)


def stretched_password(password: str, *, salt: bytes, parameters: Argon2Parameters) -> bytes:
    """Argon2id of the password, 32 bytes: never stored, and nothing is compared with it.

    The password is taken exactly as typed (UTF-8, no normalisation); `salt` has 16 bytes or more.
    Costs about a fifth of a second and the parameters' memory: limit how many run at once.
    ValueError if the salt is too short or the text cannot be UTF-8 (half a surrogate pair);
    MemoryError if the system has no memory or no threads for it.
    """
    if len(salt) < SALT_BYTES:
        raise ValueError("A password needs 16 bytes of salt or more.")
    return _argon2id(password.encode(), salt=salt, parameters=parameters)


def slot_key(stretched: bytes, *, pepper: bytes, info: bytes) -> bytes:
    """The slot key of a stretched password: HKDF-SHA256 with the pepper as salt.

    `pepper` is at least 32 bytes that the database never holds, `info` comes from `slot_info`.
    Without the pepper no guess can be tried, whatever the password. ValueError for a wrong length.
    """
    return HKDF(SHA256(), KEK_BYTES, _checked(pepper), info).derive(_whole(stretched))


def sign_in_check(stretched: bytes, *, pepper: bytes) -> bytes:
    """What a sign-in hash holds of a stretched password: SHA-256 of the verifier, 32 bytes.

    The verifier is HKDF-SHA256 with the pepper as salt and a label of its own: it says nothing
    about a slot key, and without the pepper no guess can be compared. ValueError as `slot_key`.
    """
    hkdf = HKDF(SHA256(), VERIFIER_BYTES, _checked(pepper), SIGN_IN_LABEL)
    return hashlib.sha256(hkdf.derive(_whole(stretched))).digest()


def pepper_check(pepper: bytes, *, version: int) -> bytes:
    """32 bytes by which the database knows a pepper again: HKDF-SHA256, a label and the version.

    They tell nothing of a pepper of 32 random characters. ValueError for a shorter one.
    """
    info = length_prefixed(PEPPER_LABEL, version.to_bytes(4))
    return HKDF(SHA256(), CHECK_BYTES, None, info).derive(_checked(pepper))


def recovery_kek(code_secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """The slot key of a recovery code: HKDF-SHA256 over its 20 secret bytes, salt and slot info.

    No Argon2, since 160 random bits cannot be guessed. No pepper, on purpose: losing the pepper
    must not lose every journal. ValueError if a length is wrong.
    """
    if len(code_secret) != CODE_SECRET_BYTES or len(salt) != SALT_BYTES:
        raise ValueError("A recovery slot needs 20 secret bytes and 16 bytes of salt.")
    return HKDF(SHA256(), KEK_BYTES, salt, info).derive(code_secret)


def slot_info(*, vault_id: UUID, slot_id: UUID, slot_kind: str, version: int) -> bytes:
    """What binds a slot key to its owner, its row, its kind and its version (0 to 2**64 - 1).

    `version` is a number that the slot's row keeps and raises at every re-wrap. Unambiguous: each
    field follows its length.
    """
    kind = slot_kind.encode("ascii")
    if not 1 <= len(kind) <= 64 or not 0 <= version < 2**64:
        raise ValueError("A slot needs a kind of 1 to 64 characters and a version from 0.")
    return SLOT_LABEL + length_prefixed(kind, vault_id.bytes, slot_id.bytes, version.to_bytes(8))


def kek_check(kek: bytes) -> bytes:
    """32 bytes that tell a wrong slot key from a damaged slot; `wrap` puts them into its blob.

    They weaken nothing: whoever holds the wrapped keys can already test a guess against AES-KW's
    own integrity value, and either test costs the whole derivation first (Argon2 and the pepper,
    or 160 random bits). They add something: AES-KW alone does not commit to its key, this does.
    HKDF with a label of its own makes them, so that they say nothing about the wrapping key.
    """
    return expand_key(kek, CHECK_LABEL, CHECK_BYTES)


def wrap(keys: dict[int, bytes], *, kek: bytes) -> bytes:
    """The data keys by number, wrapped under a slot key with one AES-KW (RFC 3394, NIST KW).

    The blob is magic 3 | format 1 | check 32 | AES-KW(magic 3 | format 1 | count 4 | (number 8 |
    key 32) in ascending order). One wrapping over the whole list binds every number to its key
    and the list to its length. ValueError without keys, over 1,000, or for a bad number or key.
    """
    inner = aes_key_wrap(expand_key(kek, WRAP_LABEL, KEK_BYTES), pack_keys(keys))
    return WRAP_MAGIC + bytes([WRAP_FORMAT]) + kek_check(kek) + inner


def unwrap(blob: bytes, *, kek: bytes) -> dict[int, bytes]:
    """The data keys by number.

    Raises Damaged if the blob is malformed, or if this is the right slot key and the blob was
    altered; WrongKey if neither check nor wrapping know this key. A caller that has proved the
    password by other means (the sign-in hash) must call WrongKey damage too, unless the slot is
    marked as belonging to an older password.
    """
    start = len(WRAP_MAGIC) + 1
    if blob[:start] != WRAP_MAGIC + bytes([WRAP_FORMAT]):
        raise Damaged("The wrapped keys do not begin like wrapped keys of a known format.")
    inner = blob[start + CHECK_BYTES :]
    count, rest = divmod(len(inner) - _KEY_WRAP_EXTRA - _HEADER.size, _NUMBERED_KEY.size)
    if rest or not 1 <= count <= MAX_KEYS:
        raise Damaged("The wrapped keys have a length that no wrapped keys have.")
    known = hmac.compare_digest(kek_check(kek), blob[start : start + CHECK_BYTES])
    try:
        packed = aes_key_unwrap(expand_key(kek, WRAP_LABEL, KEK_BYTES), inner)
    except InvalidUnwrap:
        if known:
            raise Damaged("The wrapped keys were altered.") from None
        raise WrongKey("The slot belongs to another password or code.") from None
    if not known:
        raise Damaged("The slot's check value was altered.")
    return unpack_keys(packed)


def pack_keys(keys: dict[int, bytes]) -> bytes:
    """Magic 3 | format 1 | count 4 | (number 8 | key 32) ascending: one set, one row of bytes."""
    if not 1 <= len(keys) <= MAX_KEYS:
        raise ValueError("There must be at least one data key and at most 1,000.")
    packed = [_HEADER.pack(WRAP_MAGIC, WRAP_FORMAT, len(keys))]
    for number, key in sorted(keys.items()):
        if not 1 <= number <= MAX_KEY_ID or len(key) != DEK_BYTES:
            raise ValueError("A data key has a number from 1 to 2**32 - 1 and 32 bytes.")
        packed.append(_NUMBERED_KEY.pack(number, key))
    return b"".join(packed)


def unpack_keys(packed: bytes) -> dict[int, bytes]:
    """The keys by number; Damaged unless `pack_keys` would give exactly these bytes."""
    try:
        keys = dict(_NUMBERED_KEY.iter_unpack(packed[_HEADER.size :]))
        if pack_keys(keys) == packed:
            return keys
    except (struct.error, ValueError):
        pass
    raise Damaged("The data keys are not packed as they should be.")


def expand_key(key: bytes, label: bytes, length: int) -> bytes:
    """A key for one purpose out of a 32-byte slot key: HKDF-Expand with the purpose's label."""
    if len(key) != KEK_BYTES:
        raise ValueError("A slot key has 32 bytes.")
    return HKDFExpand(SHA256(), length, label).derive(key)


def _checked(pepper: bytes) -> bytes:
    if len(pepper) < LEAST_PEPPER_BYTES:
        raise ValueError("A pepper has at least 32 bytes.")
    return pepper


def _whole(stretched: bytes) -> bytes:
    if len(stretched) != STRETCHED_BYTES:
        raise ValueError("A stretched password has 32 bytes.")
    return stretched


def _argon2id(password: bytes, *, salt: bytes, parameters: Argon2Parameters) -> bytes:
    """Argon2id by argon2-cffi, which starts threads of its own for each call.

    `cryptography` takes its threads from one pool for the whole process, as large as the number of
    CPUs: two derivations at the same moment wait there for each other for ever.
    """
    try:
        return hash_secret_raw(
            password,
            salt,
            time_cost=parameters.iterations,
            memory_cost=parameters.memory_kib,
            parallelism=parameters.lanes,
            hash_len=STRETCHED_BYTES,
            type=Type.ID,
            version=ARGON2_VERSION,
        )
    except HashingError as error:  # lengths and cost were checked, so nothing else can go wrong
        raise MemoryError("There is no room for a derivation.") from error


def length_prefixed(*fields: bytes) -> bytes:
    """Each field after its length in two bytes, so that no two lists look alike."""
    return b"".join(len(field).to_bytes(2) + field for field in fields)
