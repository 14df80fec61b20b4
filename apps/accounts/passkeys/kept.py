"""The passkeys of a member: what is kept of each, how one is made and removed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.models import User
from apps.accounts.second_factor.factors import (
    BESIDE_LOCKED,
    at_midnight,
    is_beside_a_locked_journal,
    passkeys_are_gone,
)
from apps.vault.models import KeySlot

KIND = Authenticator.Type.WEBAUTHN


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """One passkey as its member sees it. It has no name: a name would lie in plain."""

    id: UUID
    row_id: int
    number: int
    device: str
    made_on: date
    opens: bool

    @classmethod
    def of_row(cls, row: Authenticator) -> Self:
        return cls(
            id=UUID(row.data["id"]),
            row_id=row.pk,
            number=int(row.data["number"]),
            device=str(row.data["device"]),
            made_on=row.created_at.date(),
            opens=row.opens,
        )


def passkeys_of(user: User) -> list[Passkey]:
    """The oldest first."""
    return [Passkey.of_row(row) for row in _rows(user).order_by("pk")]


def earlier_passkeys(user: User, moment: datetime) -> int:
    """How many were made before this moment."""
    return int(_rows(user).filter(created_at__lt=moment).count())


def names_of_openers(user: User) -> set[str]:
    """The credentials of those that open the journal, as a browser writes them."""
    return {row.data["credential"]["id"] for row in _rows(user).filter(opens=True)}


def passkey_of(user: User, passkey_id: UUID) -> Passkey | None:
    row = _rows(user).filter(data__id=str(passkey_id)).first()
    return Passkey.of_row(row) if row else None


def keep(user: User, answer: dict[str, Any], *, device: str) -> Authenticator:
    """Keep a new passkey that was checked, under the next number. Inside a transaction only."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    numbers = [passkey.number for passkey in passkeys_of(user)]
    data: dict[str, Any] = {
        "id": str(uuid4()),
        "name": "",
        "number": max(numbers, default=0) + 1,
        "device": device,
        "credential": answer,
    }
    if is_beside_a_locked_journal(user):
        data[BESIDE_LOCKED] = True
    return Authenticator.objects.create(user=user, type=KIND, data=data, created_at=at_midnight())


def remove(user: User, passkey: Passkey) -> None:
    """Nobody signs in with it any more, and its key slot goes with it."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        _rows(user).filter(pk=passkey.row_id).delete()
        if not _rows(user).exists():
            passkeys_are_gone(user)


def _rows(user: User) -> Any:
    slots = KeySlot.objects.passkeys().filter(passkey_id=OuterRef("pk"), vault__is_current=True)
    rows = Authenticator.objects.filter(user_id=user.pk, type=KIND)
    return rows.annotate(opens=Exists(slots))
