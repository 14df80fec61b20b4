"""What the vault asks of the journal: `VAULT_AFTER_UNLOCK` and `VAULT_TODAY` of the settings."""

from datetime import date

from django.http import QueryDict

from apps.common.http.request_values import id_sent
from apps.common.text.account_events import Happened
from apps.journal.models import DayIndex, Entry, Preferences, open_locked_drafts
from apps.journal.preferences.content import PreferencesContent
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

DEVICE_ZONE = "device_zone"  # the field that static/js/device-zone.js fills in


def after_unlock(vault: UnlockedVault, sent: QueryDict) -> None:
    """Open what was saved while it was locked; note the days that an earlier release kept.

    The day index forgets the pages that ran out in the trash meanwhile.

    Where no time zone is known, the writer's days follow the device from now on.
    """
    opened = open_locked_drafts(vault)
    if any(table.objects.in_vault(vault).exists() for table in (Entry, DayIndex)):
        Entry.note_days(vault)
    zones = [id_sent(sent, DEVICE_ZONE), *(typed.device_zone for typed in opened)]
    preferences = Preferences.following(vault, next(filter(None, zones), ""))
    if preferences.differ_while_unlocked():
        live_by(vault, preferences)


def live_by(vault: UnlockedVault, preferences: PreferencesContent) -> None:
    """The unlocked vault goes by what its writer prefers."""
    vault.live_by(
        quiet_minutes=preferences.quiet_minutes,
        leaves_by_shift=preferences.leaves_by_shift,
        leave_target=preferences.leave_target,
        cover_seconds=preferences.cover_seconds,
    )


def live_by_changed(
    request: VaultRequest, before: PreferencesContent, after: PreferencesContent
) -> None:
    """The same where they were changed: the account says where they keep less from others now."""
    if after.keeps_less_than(before):
        request.user.note(Happened.LOOSENED)
    live_by(request.vault, after)


def today_of(vault: UnlockedVault) -> date:
    return Preferences.of(vault).today()
