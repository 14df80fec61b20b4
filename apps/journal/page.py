"""Looks up what many pages of the journal show: preferences, drafts, templates, entry details.

Template tags neither query nor unseal. A view looks each row up once and hands its content on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.articles.links import GuideLink, links_to
from apps.journal.drafts.content import DraftContent
from apps.journal.entries.content import EntryContent
from apps.journal.entries.opened import with_contents
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.models import Draft, Entry, EntryTemplate, JournalState, Preferences, Storage
from apps.journal.practices.reading import PracticeSession, sitting_of
from apps.journal.preferences.content import PreferencesContent
from apps.practices.practice import PracticeQuestion
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

MOST_NAMED: Final = 3
SHOW_WORDS: Final = "words"

type OpenedDraft = tuple[Draft, DraftContent | None]
type OpenedTemplate = tuple[EntryTemplate, EntryTemplateContent]


@dataclass(frozen=True, kw_only=True)
class UnfinishedDrafts:
    """The newest drafts, for the notice above Today and above the list of entries."""

    drafts: list[OpenedDraft]
    has_more: bool

    @property
    def saved_while_locked(self) -> int:
        """How many of the drafts were sealed while the journal was locked."""
        return sum(1 for _row, content in self.drafts if content and content.while_closed)


@dataclass(frozen=True, kw_only=True)
class LaterQuestions:
    """What a kept page still asks, and whether the day for it has come."""

    questions: tuple[PracticeQuestion, ...]
    is_due: bool


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """An entry with what stands around its text: the practice, the guide, the reminder."""

    page: EntryContent
    sitting: PracticeSession | None
    guide_link: GuideLink | None
    waits_until: str = ""
    later: LaterQuestions | None = None


def journal_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page that has the journal's bar. A view that knows the preferences passes them.

    `hides_words` is for who sees dates only in lists; `?words=` shows the words of one page once.
    """
    known = dict(context or {})
    if "preferences" not in known:
        vault: UnlockedVault | None = getattr(request, "vault", None)
        known["preferences"] = Preferences.of(vault) if vault else PreferencesContent()
    known["hides_words"] = known["preferences"].dates_only and SHOW_WORDS not in request.GET
    return render(request, template, known, status=status)


def composer_page(
    request: VaultRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """A page with the composer: `storage` is what the journal stores, once room is getting short.

    One query for that.
    """
    storage = Storage.of(request.vault.id)
    is_near = storage.is_near or storage.is_near_for_versions
    return journal_page(
        request, template, {**context, "storage": storage if is_near else None}, status=status
    )


def unfinished_drafts(vault: UnlockedVault) -> UnfinishedDrafts:
    """The newest drafts by name. One query; each draft that is named is opened once."""
    waiting = list(Draft.objects.in_vault(vault).newest()[: MOST_NAMED + 1])
    named = with_contents(waiting[:MOST_NAMED], vault)
    return UnfinishedDrafts(drafts=named, has_more=len(waiting) > MOST_NAMED)


def drafts_of(vault: UnlockedVault, entry_id: UUID) -> list[OpenedDraft]:
    """The drafts that would change a kept entry. One query."""
    return with_contents(Draft.objects.in_vault(vault).of_entry(entry_id), vault)


def templates_to_begin_with(vault: UnlockedVault) -> list[OpenedTemplate]:
    """The writer's own templates by name, without the damaged ones. One query."""
    return [(row, text) for row, text in EntryTemplate.objects.opened(vault) if text]


def shown_entry(
    page: EntryContent,
    vault: UnlockedVault,
    *,
    entry: Entry | None = None,
    today: date | None = None,
) -> ShownEntry:
    """At most two queries: the guide that asked, and when a living entry comes back.

    With `today` it tells what the page still asks.
    """
    sitting = sitting_of(page)
    is_reminded = sitting is not None and sitting.practice is not None and sitting.practice.waits
    until, is_due = "", True
    if entry is not None and entry.expires_on is None and is_reminded:
        reminder = JournalState.of(vault).until_of(str(entry.id))
        until = reminder.until if reminder else ""
        if reminder and today:
            is_due = reminder.is_due(now=timezone.now(), today=today)
    later = _still_asked(page, sitting) if today and entry and not entry.expires_on else ()
    links = links_to([page.head.guide]) if page.head.guide else []
    return ShownEntry(
        page=page,
        sitting=sitting,
        guide_link=next(iter(links), None),
        waits_until=until,
        later=LaterQuestions(questions=later, is_due=is_due) if later else None,
    )


def _still_asked(
    page: EntryContent, sitting: PracticeSession | None
) -> tuple[PracticeQuestion, ...]:
    """The questions for a later day without an answer, but for the one that a press answers."""
    practice = sitting.practice if sitting else None
    answered = {answer.question for answer in page.answers}
    return tuple(
        each
        for each in (practice.later if practice else ())
        if each.id not in answered and practice and each.id != practice.outcome
    )
