"""The steps of making everything about an account new, and which of them are done.

What was done is told by what there is now, so that a step counts wherever it was taken. Only what
nothing tells (the password, a look at the settings) is noted, sealed, in the journal's state.

Everything is compared with the moment of the new password: until then whoever knew the old one
could begin here, make the code or a passkey, and tick a step.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from django.utils import timezone

from apps.accounts.models import SignIn, User
from apps.accounts.passkeys.kept import earlier_passkeys
from apps.common.http.requests import MemberRequest
from apps.common.text.account_events import Happened
from apps.journal.models import JournalState
from apps.journal.state.content import Renewal
from apps.vault.key_changes import rekeying
from apps.vault.models import Vault
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


class Step(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a step
    KEY = "key"
    CODE = "code"
    DEVICES = "devices"
    SETTINGS = "settings"
    ADDRESS = "address"


# Those that a press on the page itself settles.
BY_HAND = frozenset({Step.SETTINGS, Step.ADDRESS})


@dataclass(frozen=True, kw_only=True)
class StepState:
    step: Step
    is_done: bool


def renewal_of(vault: UnlockedVault) -> Renewal:
    """Of a damaged row it is one that was not begun."""
    state = unless_damaged(JournalState.opened, vault)
    return state.renewal if state else Renewal()


def begin(vault: UnlockedVault) -> None:
    """Begin, unless it was begun already. Raises Damaged."""
    new = Renewal(
        since=timezone.now().isoformat(),
        key=vault.vault.newest_key,
        code=_code_slot(vault.vault),
    )
    JournalState.change(
        vault, lambda state: state if state.renewal.since else state.with_renewal(new)
    )


def password_is_new(vault: UnlockedVault, *, key_before: int) -> None:
    """The first step is done, and each other one counts from now on.

    `key_before` is the number of the newest data key under the old password. Nothing happens where
    no renewal is under way. Raises Damaged.
    """
    new = Renewal(
        since=timezone.now().isoformat(),
        key=key_before,
        code=_code_slot(vault.vault),
        done=(Step.PASSWORD.value,),
    )
    JournalState.change(
        vault, lambda state: state.with_renewal(new) if state.renewal.since else state
    )


def note(vault: UnlockedVault, step: Step) -> None:
    """This step is done; nothing happens where no renewal is under way. Raises Damaged."""
    JournalState.change(vault, lambda state: state.renewed(step))


def put_away(vault: UnlockedVault) -> None:
    """Forget that there was a renewal. Raises Damaged."""
    JournalState.change(vault, lambda state: state.with_renewal(Renewal()))


def states(request: VaultRequest, renewal: Renewal, began: datetime) -> list[StepState]:
    """Every step in its order."""
    user, vault = cast(User, request.user), request.vault.vault
    told = {Step.ADDRESS: not user.email}
    noted = () if _is_overtaken(user, began) else renewal.done
    if Step.PASSWORD in noted:
        told |= {
            Step.KEY: vault.newest_key > renewal.key and not rekeying.is_under_way(vault),
            Step.CODE: _code_slot(vault) not in ("", renewal.code),
            Step.DEVICES: not (earlier_sign_ins(request, began) or earlier_passkeys(user, began)),
        }
    return [StepState(step=step, is_done=told.get(step, False) or step in noted) for step in Step]


def earlier_sign_ins(request: MemberRequest, began: datetime) -> list[SignIn]:
    """Those that lasted already when it was begun, but for this browser's."""
    own = SignIn.objects.living().of(request.user).filter(started__lt=began)
    here = own.named(request.session.session_key or "").first()
    return [each for each in own if each != here]


def _is_overtaken(user: User, began: datetime) -> bool:
    """Whether somebody set a password since then without the one before it, or a key.

    What was done until then may be undone: the list waits for another new password.
    """
    without_key = {Happened.RESET, Happened.PASSWORD_SET}
    return user.events.filter(kind__in=without_key, at__gt=began).exists()


def _code_slot(vault: Vault) -> str:
    slot = vault.slots.recovery().first()
    return str(slot.pk) if slot else ""
