"""The rows of the settings page: what each setting is now, in one line, and where it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import SignIn, User
from apps.accounts.passkeys.kept import passkeys_of
from apps.accounts.second_factor.factors import has_app
from apps.common.http.requests import MemberRequest
from apps.common.leaving.targets import leave_target_choices
from apps.journal.models import Storage
from apps.journal.preferences.content import PreferencesContent
from apps.journal.preferences.forms import COVERS
from apps.vault.models import Vault


@dataclass(frozen=True, kw_only=True)
class SettingRow:
    """One setting. `id` is its anchor on the page; `action` is the word of its link."""

    id: str
    label: str
    value: str
    address: str
    action: str


@dataclass(frozen=True, kw_only=True)
class SettingGroup:
    id: str
    name: str
    rows: Sequence[SettingRow]


def journal_groups(preferences: PreferencesContent, storage: Storage) -> list[SettingGroup]:
    """What lies sealed in the journal."""
    return [
        SettingGroup(id="your-days", name=_("Your days"), rows=_day_rows(preferences)),
        SettingGroup(id="writing", name=_("Writing"), rows=_writing_rows(preferences)),
        SettingGroup(id="lock-and-leave", name=_("Lock and leave"), rows=_lock_rows(preferences)),
        SettingGroup(id="room", name=_("Room"), rows=[_storage_row(storage)]),
    ]


def account_groups(request: MemberRequest, journal: Vault | None) -> list[SettingGroup]:
    """What needs no open journal."""
    member = request.user
    assert isinstance(member, User)
    return [
        SettingGroup(id="signing-in", name=_("Signing in"), rows=_sign_in_rows(member)),
        SettingGroup(id="ways-back", name=_("If you forget"), rows=_ways_back(member, journal)),
    ]


def _day_rows(preferences: PreferencesContent) -> list[SettingRow]:
    place = preferences.place or _("Not chosen: UTC")
    return [
        _sealed("time-zone", _("Time zone"), place, "zone"),
        _sealed("today", _("On Today"), _on_today(preferences), "shows_this_day"),
        _sealed("lists", _("Lists"), _in_lists(preferences), "dates_only"),
    ]


def _writing_rows(preferences: PreferencesContent) -> list[SettingRow]:
    spelling = _("Checked by the browser") if preferences.checks_spelling else _("Not checked")
    keys = _("On, such as n for a new page") if preferences.has_shortcuts else _("Off")
    return [
        _sealed("spelling", _("Spelling"), spelling, "checks_spelling"),
        _sealed("single-keys", _("Single keys"), keys, "has_shortcuts"),
    ]


def _lock_rows(preferences: PreferencesContent) -> list[SettingRow]:
    shift = _("Leaves at once") if preferences.leaves_by_shift else _("Off")
    covered = str(COVERS[preferences.cover_seconds]).capitalize()
    return [
        _sealed("locking", _("The journal locks"), _locks_after(preferences), "quiet_minutes"),
        _sealed("cover", _("A page out of sight is covered"), covered, "cover_seconds"),
        _sealed("leave-target", _("Leave leads to"), _leads_to(preferences), "leave_target"),
        _sealed("shift", _("Shift three times"), shift, "leaves_by_shift"),
    ]


def _storage_row(storage: Storage) -> SettingRow:
    value = storage.line
    if storage.is_near:
        value = _("%(line)s. Delete pages or photos for good to make room.") % {"line": value}
    return _row("storage", _("Storage"), value, "journal:trash", _("To the trash"))


def _sign_in_rows(member: User) -> list[SettingRow]:
    code = _("Asked for") if has_app(member) else _("Not asked for")
    password = _("Signs you in and opens your journal")
    return [
        _row("user-name", _("User name"), member.username, "account_name"),
        _row("password", _("Password"), password, "account_change_password"),
        _row("passkeys", _("Passkeys"), _passkeys(member), "account_passkeys"),
        _row("second-factor", _("A code at sign-in"), code, "account_second_factor"),
        _row("sign-ins", _("Signed in"), _places(member), "account_sign_ins", _("See")),
    ]


def _ways_back(member: User, journal: Vault | None) -> list[SettingRow]:
    has_code = journal is not None and journal.has_code()
    has_used = journal is not None and journal.has_used_code()
    action = _("Renew it") if has_used else _("Replace") if has_code else _("Make one")
    rows = [_row("recovery-code", _("Recovery code"), _code(journal), "vault:recovery", action)]
    if settings.SENDS_MAIL or member.email:
        rows.append(_row("e-mail", _("E-mail"), _address(member), "account_email"))
    is_on_the_way = journal is not None and journal.older_keys
    key = (
        _("A new one is on its way") if is_on_the_way else _("A new one shuts older passwords out")
    )
    action = _("Go on") if is_on_the_way else _("Renew")
    return [*rows, _row("journal-key", _("Key of the journal"), key, "vault:new_key", action)]


def _row(anchor: str, label: str, value: str, name: str, action: str = "") -> SettingRow:
    return SettingRow(
        id=anchor,
        label=label,
        value=value,
        address=reverse(name),
        action=action or _("Change"),
    )


def _sealed(anchor: str, label: str, value: str, field: str) -> SettingRow:
    """A setting of the journal, whose page has a field for it."""
    address = f"{reverse('journal:settings')}#id_{field}"
    return SettingRow(id=anchor, label=label, value=value, address=address, action=_("Change"))


def _on_today(preferences: PreferencesContent) -> str:
    shown = [
        words
        for wanted, words in (
            (preferences.shows_this_day, _("this day in earlier years")),
            (preferences.shows_passage, _("a passage I keep")),
            (preferences.shows_last_opening, _("when it was last opened")),
        )
        if wanted
    ]
    return _capital(", ".join(shown)) if shown else _("Today alone")


def _in_lists(preferences: PreferencesContent) -> str:
    return _("Days without titles") if preferences.dates_only else _("Titles and first words")


def _locks_after(preferences: PreferencesContent) -> str:
    minutes = preferences.quiet_minutes or settings.VAULT_IDLE_SECONDS // 60
    words = ngettext("After %(n)s minute unused", "After %(n)s minutes unused", minutes)
    return words % {"n": minutes}


def _leads_to(preferences: PreferencesContent) -> str:
    labels = {name: label for _group, some in leave_target_choices() for name, label in some}
    return str(labels.get(preferences.leave_target, labels[""]))


def _passkeys(member: User) -> str:
    count = len(passkeys_of(member))
    return ngettext("%(n)s passkey", "%(n)s passkeys", count) % {"n": count} if count else _("None")


def _places(member: User) -> str:
    count = SignIn.objects.living().of(member).count()
    return ngettext("In %(n)s browser", "In %(n)s browsers", count) % {"n": count}


def _code(journal: Vault | None) -> str:
    if journal is not None and journal.has_used_code():
        return _("Used: it opens these pages until you have kept a new one")
    if journal is not None and journal.has_code():
        return _("You have one.")
    return _("None: a forgotten password locks your journal for good")


def _address(member: User) -> str:
    if member.address:
        return member.address
    return (
        _("%(address)s, not confirmed") % {"address": member.email} if member.email else _("None")
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
