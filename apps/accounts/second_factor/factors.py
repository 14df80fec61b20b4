"""The second factors of a member: the code of an app, and backup codes that work once each.

django-allauth keeps them (`Authenticator`). What is ours: a code counts once, also without a cache,
and tries are limited in the database. No second factor holds a key of the journal.
"""

from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.vault.models import KeySlot

TOTP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
PASSKEY = Authenticator.Type.WEBAUTHN
FAR_AHEAD = 10  # periods of 30 seconds
# Marks what was made while a journal was locked with an earlier password (`is_beside_a_locked`).
BESIDE_LOCKED = "beside_locked"


def has_app(user: User) -> bool:
    """Whether the codes of an app are asked for at sign-in."""
    return bool(_rows(user).filter(type=TOTP).exists())


def has_passkey(user: User) -> bool:
    return bool(_rows(user).filter(type=PASSKEY).exists())


def asks_for_passkeys(user: User) -> bool:
    """Whether the member chose that a passkey is asked for after the password too."""
    return bool(_rows(user).filter(type=CODES, data__passkeys=True).exists())


def needs_second_factor(user: User) -> bool:
    """Whether a password alone does not sign this member in."""
    either = Q(type=TOTP) | Q(type=CODES, data__passkeys=True)
    return bool(_rows(user).filter(either).exists())


def new_secret() -> str:
    """160 random bits in base32, for an app."""
    return str(generate_totp_secret())


def counter_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """The period of 30 seconds that this code is of: now, the one before or the next; else None.

    A period up to `after` was used already and does not count. One that lies far ahead was used
    while the clock was wrong, and keeps nobody out until then.
    """
    counters = list(yield_hotp_counters_from_time())
    if after > max(counters) + FAR_AHEAD:
        after = 0
    for counter in counters:
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > after and compare_user_code(actual=code, expected=expected):
            return int(counter)
    return None


def turn_on(user: User, secret: str, *, counter: int) -> bool:
    """Ask for codes of this secret from now on, and make backup codes. False if another tab did."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if has_app(user):
            return False
        is_first = not needs_second_factor(user)
        _add(user, TOTP, {"secret": encrypt(secret), "last_counter": counter})
        _mark(_codes_row(user), is_first=is_first)
    return True


def turn_off(user: User) -> bool:
    """Ask for no code any more. The backup codes go too, unless passkeys are asked for.

    False if there was nothing to turn off.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        gone, _kinds = _rows(user).filter(type=TOTP).delete()
        _without_use(user)
    return bool(gone)


def remove_all(user: User) -> bool:
    """Sign-in by the password alone again, for somebody who lost everything else.

    False if there was nothing to remove.
    """
    gone, _kinds = _rows(user).filter(type__in=(TOTP, CODES)).delete()
    return bool(gone)


def is_beside_a_locked_journal(user: User) -> bool:
    """Whether a journal of this member is locked with an earlier password.

    Then the password of now shows nothing but a mailbox, or what a command set.
    """
    return bool(KeySlot.objects.with_password_of(user).filter(is_orphaned=True).exists())


def remove_made_beside_locked(user: User) -> tuple[bool, bool]:
    """Remove what was made while a journal was locked with an earlier password.

    Inside a transaction only. Whether sign-in stopped asking for a second step, and whether a
    passkey went.
    """
    asked = needs_second_factor(user)
    if _rows(user).filter(type=CODES, **{f"data__{BESIDE_LOCKED}": True}).exists():
        remove_all(user)
    made = _rows(user).filter(type=PASSKEY, **{f"data__{BESIDE_LOCKED}": True})
    gone, _kinds = made.delete()
    if not has_passkey(user):
        passkeys_are_gone(user)
    return asked and not needs_second_factor(user), bool(gone)


def ask_for_passkeys(user: User, *, wanted: bool) -> bool:
    """Whether sign-in asks for a passkey after the password too; it needs one to be on.

    False if that changed nothing.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if asks_for_passkeys(user) == wanted or (wanted and not has_passkey(user)):
            return False
        is_first = not needs_second_factor(user)
        row = _codes_row(user)
        row.data["passkeys"] = wanted
        _mark(row, is_first=is_first)
        _without_use(user)
    return True


def passkeys_are_gone(user: User) -> None:
    """After the last passkey was removed, none is asked for. Inside a transaction only."""
    if asks_for_passkeys(user):
        ask_for_passkeys(user, wanted=False)


def accepts(user: User, code: str) -> bool:
    """Whether it is a code of now or a backup code. Either counts once. Raises Damaged."""
    with transaction.atomic():
        for row in _rows(user).filter(type__in=(TOTP, CODES)).select_for_update().order_by("pk"):
            if row.type == TOTP and _accepts_app_code(row, code):
                return True
            if row.type == CODES and RecoveryCodes(row).validate_code(code):
                return True
    return False


def backup_codes(user: User) -> list[str]:
    """The backup codes that were not used yet. Raises Damaged."""
    row = _rows(user).filter(type=CODES).first()
    return list(RecoveryCodes(row).get_unused_codes()) if row else []


def renew_backup_codes(user: User) -> None:
    """Ten new ones; the old ones are worth nothing from now on."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if needs_second_factor(user):
            row = _codes_row(user)
            row.data |= _new_codes()
            row.save(update_fields=["data"])


def _accepts_app_code(row: Authenticator, code: str) -> bool:
    last = int(row.data.get("last_counter", 0))
    counter = counter_of(decrypt(row.data["secret"]), code, after=last)
    if counter is None:
        return False
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    return True


def _codes_row(user: User) -> Authenticator:
    """The row of the backup codes, made where there is none."""
    return _rows(user).filter(type=CODES).first() or _add(user, CODES, _new_codes())


def _mark(row: Authenticator, *, is_first: bool) -> None:
    """Save the row, marked where this is what makes sign-in ask for a second step."""
    if is_first and is_beside_a_locked_journal(row.user):
        row.data[BESIDE_LOCKED] = True
    row.save(update_fields=["data"])


def _new_codes() -> dict[str, Any]:
    return {"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}


def _without_use(user: User) -> None:
    """Delete the backup codes of somebody who is asked for no second factor."""
    if not needs_second_factor(user):
        _rows(user).filter(type=CODES).delete()


def _add(user: User, kind: str, data: dict[str, Any]) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data=data, created_at=at_midnight())


def at_midnight() -> datetime:
    """The day is kept, not the minute."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _rows(user: User) -> Any:
    return Authenticator.objects.filter(user_id=user.pk)
