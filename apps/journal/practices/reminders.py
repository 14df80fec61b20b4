"""Pages that come back on a day: found without opening the others, shown on the screen alone."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from apps.common.text.plain_values import is_id
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.opened import NOTHING_OPENED, OpenedHeads, with_heads
from apps.journal.models import Entry, JournalState
from apps.journal.practices.reading import answers_by_id
from apps.journal.state.content import JournalStateContent
from apps.practices.catalogue import find
from apps.practices.practice import PracticeQuestion
from apps.vault.crypto.sealing import Damaged
from apps.vault.unlocked_vault import UnlockedVault


def note_waiting(vault: UnlockedVault, entry: Entry, page: EntryContent) -> None:
    """Remember until when a kept page waits, if its practice asks for that.

    Where the row of the journal's state is damaged, the entry is kept and has no reminder.
    """
    practice = find(page.head.practice)
    question = practice.question(practice.waits) if practice else None
    if practice is None or question is None:
        return
    given = answers_by_id(page)
    answer, name = given.get(question.id, ""), str(entry.id)
    is_done = bool(practice.outcome and given.get(practice.outcome))

    def verb(state: JournalStateContent) -> JournalStateContent:
        if not answer or is_done:
            return state.without(name)
        until = until_when(question, answer, now=timezone.now())
        return state.waiting_with(name, until=until, answer=answer)

    with suppress(Damaged):
        JournalState.change(vault, verb)


def mark_seen(vault: UnlockedVault, entry_id: UUID) -> None:
    """The page was looked at again, and does not come back by itself any more."""
    with suppress(Damaged):
        JournalState.change(vault, lambda state: state.having_seen(str(entry_id)))


def until_when(question: PracticeQuestion, answer: str, *, now: datetime) -> str:
    """The day that was answered, or the moment after the hours of the chosen option."""
    if not question.hours:
        return answer
    hours = dict(zip(question.options, question.hours, strict=True))[answer]
    return (now + timedelta(hours=hours)).isoformat(timespec="minutes")


def due_pages(
    vault: UnlockedVault,
    state: JournalStateContent,
    *,
    today: date,
    opened: OpenedHeads = NOTHING_OPENED,
) -> list[tuple[Entry, EntryHead | None]]:
    """The pages to look at again now, the longest waiting first; of the trash none."""
    due = state.due(now=timezone.now(), today=today)
    ids = [UUID(each.entry) for each in due if is_id(each.entry)]
    if not ids:
        return []
    rows = {row.id: row for row in Entry.objects.in_vault(vault).living().among(ids).heads()}
    return with_heads((rows[each] for each in ids if each in rows), vault, opened=opened)
