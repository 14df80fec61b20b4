"""What the journal's templates ask for: Markdown, answers to a practice, drafts that wait."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from apps.articles.links import GuideLink, links_to
from apps.articles.prompts import Prompt
from apps.common.markdown import to_html
from apps.journal.drafts.autosave import mark_sent
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.opened import typed_drafts
from apps.journal.models import Draft, Entry, EntryTemplate, JournalState, Preferences
from apps.journal.practices.history import wait_of as until_of
from apps.journal.practices.reading import PracticeSession, sitting_of
from apps.journal.practices.reminders import due_pages as due_of
from apps.journal.preferences import PreferencesContent
from apps.journal.prompts import daily_prompt, prompt_on
from apps.journal.state import DAY_LENGTH
from apps.practices.practice import Practice, PracticeQuestion
from apps.vault.unlocked_vault import UnlockedVault

MOST_NAMED = 3

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)


@register.filter
def guide_link(slug: str) -> GuideLink | None:
    """The guide with this slug, if it is in the library."""
    return next(iter(links_to([slug])), None)


@register.filter
def sitting(page: EntryContent) -> PracticeSession | None:
    """What a page answers, if it is one of a practice."""
    return sitting_of(page)


@register.filter
def as_day(value: Any) -> str:
    """A day as a date field wants it, or exactly what was typed."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def day_of(text: str) -> str:
    """A day that was kept in ISO form, in words; anything else as it is."""
    try:
        return date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


@register.simple_tag(takes_context=True)
def goes_on_with(context: dict[str, Any]) -> str:
    """The mark of the draft that the composer was opened from or sent with, or nothing."""
    request = context["request"]
    return getattr(request, "goes_on_with", "") or mark_sent(request)


@register.simple_tag(takes_context=True)
def habits_here(context: dict[str, Any]) -> PreferencesContent:
    """The writer's habits: those that the view has looked up, or else looked up now."""
    known: PreferencesContent | None = context.get("habits")
    vault = getattr(context["request"], "vault", None)
    return known or (Preferences.habits(vault) if vault else PreferencesContent())


@register.filter
def moment(when: datetime, habits: PreferencesContent) -> str:
    """A moment in words, by the writer's own clock; by UTC, and said so, where none was chosen."""
    words = date_format(habits.at(when), "j F Y, H:i")
    return words if habits.zone else f"{words} UTC"


@register.inclusion_tag("journal/_unfinished.html", takes_context=True)
def unfinished(context: dict[str, Any]) -> dict[str, Any]:
    """The pages that wait to be gone on with, the newest by name."""
    vault = context["request"].vault
    waiting = list(Draft.objects.in_vault(vault).newest()[: MOST_NAMED + 1]) if vault else []
    named = typed_drafts(waiting[:MOST_NAMED], vault)
    came = sum(1 for _row, typed in named if typed and typed.while_closed)
    return {
        "drafts": named,
        "has_more": len(waiting) > MOST_NAMED,
        "came_while_closed": came,
        "habits": habits_here(context),
    }


@register.filter
def moment_of(until: str, vault: UnlockedVault) -> str:
    """A day, or a moment in UTC, in words: by the writer's own clock, where one was chosen."""
    if len(until) == DAY_LENGTH:
        return day_of(until)
    return moment(datetime.fromisoformat(until), Preferences.habits(vault))


@register.filter
def outcome_of(practice: Practice) -> PracticeQuestion | None:
    """The question of a practice that is answered later, with one press."""
    return practice.question(practice.outcome)


@register.simple_tag
def due_pages(vault: UnlockedVault | None) -> list[tuple[Entry, EntryHead | None]]:
    """The pages to look at again now, wherever the journal is open."""
    return due_of(vault) if vault else []


@register.simple_tag
def wait_of(vault: UnlockedVault | None, entry: Entry) -> str:
    """Until when a page waits; empty when it does not."""
    return until_of(vault, entry) if vault else ""


@register.simple_tag
def prompt_today(vault: UnlockedVault | None) -> Prompt | None:
    """The prompt of the day; none where the writer wants none today, or the journal is closed."""
    if not vault:
        return None
    places, today = JournalState.of(vault), Preferences.habits(vault).today()
    if places.no_prompt_on == today.isoformat():
        return None
    return daily_prompt(prompt_on(today, vault_id=vault.id, skips=places.skips))


@register.inclusion_tag("journal/_begin.html", takes_context=True)
def begin(context: dict[str, Any], *, even_if_none: bool = True) -> dict[str, Any]:
    """The writer's own templates, to begin a page with; a damaged one is left out."""
    vault = context["request"].vault
    opened = EntryTemplate.objects.opened(vault) if vault else []
    templates = [(row, text) for row, text in opened if text]
    return {"templates": templates, "is_shown": bool(templates) or even_if_none}


@register.inclusion_tag("journal/_unfinished_changes.html", takes_context=True)
def unfinished_changes(context: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """The drafts that would change a kept page."""
    vault = context["request"].vault
    drafts = typed_drafts(Draft.objects.in_vault(vault).of_entry(entry.id), vault)
    return {"drafts": drafts, "habits": habits_here(context)}
