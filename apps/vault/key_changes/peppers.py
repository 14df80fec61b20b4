"""The versions of the pepper: those of the settings, compared with those that the database knows.

A pepper that does not belong to this database would seal hashes and key slots that the right one
opens no more. So each version leaves a check value, and nothing is sealed where one does not fit.
"""

import hmac
import logging
from typing import Final

from django.conf import settings
from django.db import DatabaseError, transaction

from apps.vault.crypto import sealed_box
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.crypto.keys import pepper_check
from apps.vault.crypto.password_derivation import pepper_in_use, pepper_of
from apps.vault.crypto.sealing import Damaged
from apps.vault.models import PepperCheck, Vault

# Drop boxes that are looked at in a database of before, which has no check value yet.
LOOKED_AT: Final = 20

logger = logging.getLogger(__name__)


class PepperMismatch(DerivationsBusy):
    """A pepper is missing or is another one: nothing can be sealed for a password at present."""


def variable_of(version: int) -> str:
    """The name of the environment variable that holds this version."""
    first = "LEEWAY_VAULT_PEPPER"
    return first if version == 1 else f"{first}_{version}"


def problems() -> list[str]:
    """What is wrong with the peppers of the settings, a line each, none with any part of one."""
    known = {row.version: row for row in PepperCheck.objects.all()}
    found = []
    for version in sorted({*known, *settings.VAULT_PEPPERS}):
        name, row = variable_of(version), known.get(version)
        if version not in settings.VAULT_PEPPERS:
            if row is not None and not row.is_retired:
                found.append(f"{name} is missing: this database has pepper version {version}.")
        elif pepper_of(version) in _secret_keys():
            found.append(f"{name} is the same as the secret key.")
        elif not (_fits(row, version) if row else known or _fits_drop_boxes()):
            found.append(f"{name} is not the pepper that this database was sealed with.")
        elif row is not None and row.is_retired and version == pepper_in_use():
            found.append(f"{name} was retired: no newer version is set.")
    return found


def check_peppers() -> None:
    """Let the database know new versions. Raises PepperMismatch where any version does not fit."""
    if found := problems():
        raise PepperMismatch(" ".join(found))
    known = set(PepperCheck.objects.values_list("version", flat=True))
    new = [
        PepperCheck(version=version, check_value=_check_value(version))
        for version in sorted(settings.VAULT_PEPPERS.keys() - known)
    ]
    if not new:
        return
    PepperCheck.objects.bulk_create(new, ignore_conflicts=True)  # another process may be quicker
    if found := problems():
        raise PepperMismatch(" ".join(found))


def check_at_start() -> None:
    """Stop the process with one line where a pepper does not fit.

    A database that does not answer stops no start: `/readyz/` says so, and each sealing looks
    again.
    """
    try:
        check_peppers()
    except PepperMismatch as error:
        raise SystemExit(str(error)) from None
    except DatabaseError:
        logger.warning("The database did not answer at the start: no pepper was compared with it.")


def pepper_to_seal_with() -> int:
    """The newest version, once it was compared with the database. Raises PepperMismatch."""
    try:
        check_peppers()
    except PepperMismatch as error:
        logger.error("Nothing is sealed for a password: %s", error)
        raise
    return pepper_in_use()


def pepper_known_as(version: int) -> bytes:
    """The pepper of a hash or slot of before.

    Raises PepperMismatch where this process lacks a version that the database has, as one that was
    not restarted yet, and Damaged where nobody has it: it was given up, or never was.
    """
    try:
        return pepper_of(version)
    except Damaged as missing:
        if PepperCheck.objects.filter(pk=version, is_retired=False).exists():
            logger.error("A password cannot be compared: %s", missing)
            raise PepperMismatch(str(missing)) from None
        raise


def version_of_drop_box(vault: Vault) -> int | None:
    """The version under which the tag of the vault's drop box was made; None where none fits."""
    public = bytes(vault.inbox_public)
    if len(public) != sealed_box.INBOX_KEY_BYTES:
        return None
    for version in sorted(settings.VAULT_PEPPERS, reverse=True):
        tag = sealed_box.inbox_tag(public, vault_id=vault.id, pepper=pepper_of(version))
        if hmac.compare_digest(tag, bytes(vault.inbox_tag)):
            return version
    return None


def renew_drop_box(vault: Vault) -> bool:
    """Move the tag of a drop box to the newest pepper, which takes no password.

    False where it is there already, or where no pepper fits: that box is not the vault's own.
    """
    version = version_of_drop_box(vault)
    if version is None or version == (newest := pepper_in_use()):
        return False
    public = bytes(vault.inbox_public)
    tag = sealed_box.inbox_tag(public, vault_id=vault.id, pepper=pepper_of(newest))
    same = Vault.objects.filter(pk=vault.pk, inbox_public=public, inbox_tag=vault.inbox_tag)
    vault.inbox_tag = tag
    return bool(same.update(inbox_tag=tag))


def note_retired(version: int) -> None:
    """Let the settings do without this version from now on. The number is never taken again."""
    with transaction.atomic():
        PepperCheck.objects.filter(pk=version).update(is_retired=True)


def _fits(row: PepperCheck, version: int) -> bool:
    return hmac.compare_digest(bytes(row.check_value), _check_value(version))


def _check_value(version: int) -> bytes:
    return pepper_check(pepper_of(version), version=version)


def _fits_drop_boxes() -> bool:
    """Whether a database without check values was used with a pepper of the settings.

    Releases before the check values had one pepper alone, and a tag for each vault.
    """
    vaults = list(Vault.objects.order_by("made_on", "id")[:LOOKED_AT])
    return not vaults or any(version_of_drop_box(vault) is not None for vault in vaults)


def _secret_keys() -> list[bytes]:
    return [str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
