"""What still rests on which version of the pepper, and the move of what takes no password."""

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Func, Value

from apps.accounts.models import User
from apps.accounts.passwords.batches import by_key
from apps.accounts.passwords.earlier_hashes import EARLIER
from apps.vault.crypto.password_derivation import pepper_in_use
from apps.vault.crypto.sealing import Damaged, key_id_of
from apps.vault.crypto.sign_in_hash import ALGORITHM
from apps.vault.key_changes.peppers import (
    check_peppers,
    note_retired,
    renew_drop_box,
    version_of_drop_box,
)
from apps.vault.models import KeySlot, PepperCheck, Vault

# Which field of a second factor is sealed under the pepper.
SEALED_FIELDS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class StillInUse(Exception):
    """A version of the pepper cannot be retired; the message says why."""


@dataclass(frozen=True, kw_only=True)
class PepperUse:
    """How many rows rest on each version of the pepper."""

    sign_in_hashes: Counter[int] = field(default_factory=Counter)
    password_slots: Counter[int] = field(default_factory=Counter)
    drop_boxes: Counter[int] = field(default_factory=Counter)
    second_factors: Counter[int] = field(default_factory=Counter)
    hashes_without: int = 0
    fits_none: int = 0

    def kinds(self) -> dict[str, Counter[int]]:
        return {
            "sign-in hashes": self.sign_in_hashes,
            "password slots": self.password_slots,
            "drop boxes": self.drop_boxes,
            "second factors": self.second_factors,
        }

    def of(self, version: int) -> dict[str, int]:
        """The number of rows of each kind."""
        return {name: counted[version] for name, counted in self.kinds().items()}

    def is_used(self, version: int) -> bool:
        return any(self.of(version).values())


def pepper_use() -> PepperUse:
    """Reads every hash, slot, drop box and second factor, and opens none of them."""
    boxes = Counter(version_of_drop_box(vault) or 0 for vault in by_key(Vault.objects.all()))
    factors = Counter(version for _row, version in _second_factors())
    hashes = _counted_hashes()
    return PepperUse(
        sign_in_hashes=hashes,
        password_slots=_counted(KeySlot.objects.filter(kind="password"), "pepper_version"),
        drop_boxes=boxes,
        second_factors=factors,
        hashes_without=User.objects.filter(password__startswith=EARLIER).count(),
        fits_none=boxes.pop(0, 0) + factors.pop(0, 0),
    )


def move_to_newest_pepper() -> tuple[int, int]:
    """How many drop boxes and second factors moved. Hashes and slots wait for their password.

    Raises PepperMismatch, and then none did.
    """
    check_peppers()
    boxes = sum(renew_drop_box(vault) for vault in by_key(Vault.objects.all()))
    newest = pepper_in_use()
    outdated = [row.pk for row, version in _second_factors() if version not in {0, newest}]
    return boxes, sum(_reseal(pk) for pk in outdated)


def retire_version(version: int) -> None:
    """Let the settings do without this version. Raises StillInUse, PepperMismatch."""
    check_peppers()
    with transaction.atomic():
        known = PepperCheck.objects.select_for_update().filter(pk=version).first()
        if known is None:
            raise StillInUse(f"The database knows no pepper version {version}.")
        if version == pepper_in_use():
            raise StillInUse(f"Version {version} is the newest: everything new is sealed with it.")
        left = {name: count for name, count in pepper_use().of(version).items() if count}
        if left:
            told = ", ".join(f"{count} {name}" for name, count in left.items())
            raise StillInUse(f"Version {version} is still in use: {told}.")
        note_retired(version)


def _counted(rows: models.QuerySet[KeySlot], column: str) -> Counter[int]:
    counted = rows.order_by().values_list(column).annotate(number=Count("pk"))
    return Counter(dict(counted))


def _counted_hashes() -> Counter[int]:
    """By the third field of `argon2id-pepper$cost$version$salt$check`."""
    version = Func("password", Value("$"), Value(3), function="split_part")
    rows = User.objects.filter(password__startswith=f"{ALGORITHM}$").order_by()
    text = models.CharField()
    named = rows.annotate(named=models.ExpressionWrapper(version, output_field=text))
    counted = named.values_list("named").annotate(number=Count("pk"))
    return Counter({int(each): number for each, number in counted if each.isdecimal()})


def _second_factors() -> Iterator[tuple[Authenticator, int]]:
    """Each that is sealed, with its version; 0 where it names none of the settings."""
    for row in by_key(Authenticator.objects.filter(type__in=SEALED_FIELDS)):
        try:
            version = key_id_of(base64.b64decode(row.data[SEALED_FIELDS[row.type]], validate=True))
        except (Damaged, KeyError, ValueError):
            version = 0
        yield row, version if version in settings.VAULT_PEPPERS else 0


def _reseal(pk: int) -> bool:
    """A damaged one stays as it is."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        name = SEALED_FIELDS[row.type]
        try:
            row.data[name] = encrypt(decrypt(row.data[name]))
        except (Damaged, KeyError):
            return False
        row.save(update_fields=["data"])
    return True
