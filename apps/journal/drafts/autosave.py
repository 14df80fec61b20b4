"""Between a request and its draft: into the open journal, or sealed through the letter box."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from apps.common.request_values import id_sent
from apps.common.requests import MemberRequest
from apps.journal.drafts.content import MOST_REVISION, Mark, Typed
from apps.journal.entries.forms import page_typed
from apps.journal.models import Draft, Entry, Full, Letter, forget_drafts
from apps.vault.crypto.sealing import Damaged, TooLong
from apps.vault.models import Vault
from apps.vault.unlocking import OpenVault, VaultRequest, letter_box_of


class State(StrEnum):
    """How an autosave went; static/js/auto-save.js has words for each."""

    SAVED = "saved"
    SEALED = "sealed"
    CONFLICT = "conflict"
    NOTHING = "nothing"
    SOMEBODY_ELSE = "somebody-else"
    FULL = "full"
    TOO_LONG = "too-long"
    IMPOSSIBLE = "impossible"


class Outcome(NamedTuple):
    state: State
    draft_id: UUID | None = None


def save_draft(request: MemberRequest) -> Outcome:
    """What the composer sent by itself. No word is stored for anybody but its writer."""
    mark = Mark.read(id_sent(request.POST, "draft"))
    typed = Typed.sent(request.POST, now=timezone.now())
    if id_sent(request.POST, "writer") not in {"", str(request.user.pk)}:
        return Outcome(State.SOMEBODY_ELSE)
    if mark is None:
        return Outcome(State.IMPOSSIBLE if typed.has_words() else State.NOTHING)
    vault: OpenVault | None = request.vault or None  # type: ignore[attr-defined]
    try:
        return _into(vault, typed, mark) if vault else _through_letter_box(request, typed, mark)
    except Full:
        return Outcome(State.FULL)
    except TooLong:
        return Outcome(State.TOO_LONG)
    except (Damaged, Vault.DoesNotExist):
        return Outcome(State.IMPOSSIBLE)


def forget_drafts_of(request: VaultRequest) -> None:
    """The page that was sent is kept: its drafts go, its own tab's however far that had come."""
    own = Mark.read(id_sent(request.POST, "draft"))
    before = Mark.read(id_sent(request.POST, "draft_from"))
    forget_drafts(request.vault, [own and Mark(own.tab, MOST_REVISION), before])


def mark_sent(request: HttpRequest) -> str:
    """The draft that a page which is shown again goes on with."""
    return id_sent(request.POST, "draft") or id_sent(request.POST, "draft_from")


def _into(vault: OpenVault, typed: Typed, mark: Mark) -> Outcome:
    entry = Entry.objects.in_vault(vault).with_id(typed.entry_id) if typed.entry_id else None
    if entry is not None and _is_kept(entry, vault, typed):
        return Outcome(State.SAVED)  # a send that was overtaken by "Keep this page"
    if not typed.has_words() and not Draft.objects.in_vault(vault).filter(tab=mark.tab).exists():
        return Outcome(State.NOTHING)
    draft = Draft.keep(vault, typed, mark)
    if entry is not None and not entry.is_at(typed.revision):
        return Outcome(State.CONFLICT, draft.id)
    return Outcome(State.SAVED, draft.id)


def _is_kept(entry: Entry, vault: OpenVault, typed: Typed) -> bool:
    """Whether the page says exactly this already."""
    if entry.expires_on is not None:
        return False
    try:
        page = page_typed(typed.data)
        kept = entry.page(vault)
    except Damaged:
        return False
    return page is not None and page.answering(kept) == kept


def _through_letter_box(request: MemberRequest, typed: Typed, mark: Mark) -> Outcome:
    if not typed.has_words():
        return Outcome(State.NOTHING)
    vault = letter_box_of(request)
    if vault is None:
        return Outcome(State.IMPOSSIBLE)
    Letter.post(vault, typed, mark)
    return Outcome(State.SEALED)
