"""Sign-in hashes of earlier releases get the pepper, without anybody's password.

Django's Argon2 hash holds the stretched password itself, which is all that the verifier is made of.
"""

from base64 import b64decode
from typing import Final

from apps.accounts.models import User
from apps.accounts.passwords.batches import by_key
from apps.vault.crypto.keys import Argon2Parameters
from apps.vault.crypto.password_derivation import pepper_in_use, pepper_of
from apps.vault.crypto.sign_in_hash import SignInHash
from apps.vault.key_changes.peppers import pepper_to_seal_with

EARLIER: Final = "argon2$argon2id$v=19$"


def pepper_earlier_hashes() -> int:
    """How many hashes got it. The next sign-in of each member renews salt and cost too.

    Raises PepperMismatch, and then none did.
    """
    pepper_to_seal_with()
    earlier = User.objects.filter(password__startswith=EARLIER)
    count = 0
    for user in by_key(earlier.only("password")):
        same = User.objects.filter(pk=user.pk, password=user.password)  # not changed meanwhile
        count += same.update(password=_peppered(user.password))
    return count


def _peppered(encoded: str) -> str:
    cost, salt, stretched = encoded.removeprefix(EARLIER).split("$")
    given = dict(part.split("=") for part in cost.split(","))
    version = pepper_in_use()
    return SignInHash.of(
        b64decode(f"{stretched}=="),
        salt=b64decode(f"{salt}=="),
        parameters=Argon2Parameters(
            memory_kib=int(given["m"]), iterations=int(given["t"]), lanes=int(given["p"])
        ),
        pepper=pepper_of(version),
        pepper_version=version,
    ).written()
