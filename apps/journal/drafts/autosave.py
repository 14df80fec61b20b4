"""Autosave: a draft in the unlocked journal, or a locked draft while the journal is locked."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from apps.common.http.request_values import id_sent
from apps.common.http.requests import MemberRequest
from apps.journal.drafts.content import MOST_REVISION, DraftContent, DraftMark
from apps.journal.entries.form_builders import form_sent
from apps.journal.models import (
    Draft,
    DraftsFull,
    Entry,
    LockedDraft,
    LockedDraftsFull,
    Preferences,
    forget_drafts,
)
from apps.vault.crypto.sealing import Damaged, TooLong
from apps.vault.models import Vault
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest
from apps.vault.unlocking.unlock import locked_vault_of


class AutosaveState(StrEnum):
    """How an autosave went; static/js/auto-save.js has words for each."""

    SAVED = "saved"
    SEALED = "sealed"
    CONFLICT = "conflict"
    NOTHING = "nothing"
    SOMEBODY_ELSE = "somebody-else"
    FULL = "full"
    DRAFTS_FULL = "drafts-full"
    TOO_LONG = "too-long"
    IMPOSSIBLE = "impossible"


class AutosaveOutcome(NamedTuple):
    state: AutosaveState
    draft_id: UUID | None = None


def save_draft(request: MemberRequest, *, is_leaving: bool = False) -> AutosaveOutcome:
    """Store what a composer autosaved. No word is stored for anybody but its writer.

    Who leaves takes the last words along however many drafts there are: no page keeps them.
    """
    mark = DraftMark.read(id_sent(request.POST, "draft"))
    content = DraftContent.sent(request.POST, now=timezone.now())
    if id_sent(request.POST, "writer") not in {"", str(request.user.pk)}:
        return AutosaveOutcome(AutosaveState.SOMEBODY_ELSE)
    if mark is None:
        return AutosaveOutcome(
            AutosaveState.IMPOSSIBLE if content.has_words() else AutosaveState.NOTHING
        )
    vault: UnlockedVault | None = request.vault or None  # type: ignore[attr-defined]
    try:
        return (
            _to_draft(vault, content, mark, is_limited=not is_leaving)
            if vault
            else _to_locked_draft(request, content, mark)
        )
    except DraftsFull:
        return AutosaveOutcome(AutosaveState.DRAFTS_FULL)
    except LockedDraftsFull:
        return AutosaveOutcome(AutosaveState.FULL)
    except TooLong:
        return AutosaveOutcome(AutosaveState.TOO_LONG)
    except (Damaged, Vault.DoesNotExist):
        return AutosaveOutcome(AutosaveState.IMPOSSIBLE)


def forget_drafts_of(request: VaultRequest) -> None:
    """The page that was sent is kept: its drafts go, its own tab's however far that had come."""
    own = DraftMark.read(id_sent(request.POST, "draft"))
    before = DraftMark.read(id_sent(request.POST, "draft_from"))
    forget_drafts(request.vault, [own and DraftMark(own.tab, MOST_REVISION), before])


def _to_draft(
    vault: UnlockedVault, content: DraftContent, mark: DraftMark, *, is_limited: bool
) -> AutosaveOutcome:
    entry = Entry.objects.in_vault(vault).with_id(content.entry_id) if content.entry_id else None
    if entry is not None and _is_kept(entry, vault, content):
        return AutosaveOutcome(AutosaveState.SAVED)  # a send that was overtaken by "Keep this page"
    if not content.has_words() and not Draft.objects.in_vault(vault).filter(tab=mark.tab).exists():
        return AutosaveOutcome(AutosaveState.NOTHING)
    draft = Draft.keep(vault, content, mark, is_limited=is_limited)
    if content.device_zone:
        Preferences.following(vault, content.device_zone)
    if entry is not None and not entry.is_at(content.revision):
        return AutosaveOutcome(AutosaveState.CONFLICT, draft.id)
    return AutosaveOutcome(AutosaveState.SAVED, draft.id)


def _is_kept(entry: Entry, vault: UnlockedVault, content: DraftContent) -> bool:
    """Whether the page says exactly this already, dated as Keep would date it."""
    form = form_sent(content.data)
    if entry.expires_on is not None or not form.is_valid():
        return False
    page = form.dated_page(Preferences.of(vault))
    try:
        kept = entry.page(vault)
    except Damaged:
        return False
    return page.answering(kept) == kept


def _to_locked_draft(
    request: MemberRequest, content: DraftContent, mark: DraftMark
) -> AutosaveOutcome:
    if not content.has_words():
        return AutosaveOutcome(AutosaveState.NOTHING)
    vault = locked_vault_of(request)
    if vault is None:
        return AutosaveOutcome(AutosaveState.IMPOSSIBLE)
    LockedDraft.post(vault, content, mark)
    return AutosaveOutcome(AutosaveState.SEALED)
