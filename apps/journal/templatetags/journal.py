"""How the journal's templates word what a view has looked up. No tag queries or unseals."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.common.markdown import to_html
from apps.common.text.choices_html import option_groups, word_chips
from apps.journal.drafts.content import MOST_LOCKED_DRAFTS
from apps.journal.entries.content import EntryHead
from apps.journal.entries.naming import name_by_head, preview_of
from apps.journal.entries.timeline import MonthOfEntries
from apps.journal.menu import JournalMenu
from apps.journal.preferences.content import PreferencesContent
from apps.journal.state.content import DAY_LENGTH
from apps.practices.practice import Practice, PracticeQuestion
from apps.practices.sentences import SentencePart, sentence_parts

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)


@register.filter
def preview(text: str) -> str:
    """The first words of a Markdown text in one line, without its signs."""
    return preview_of(text)


@register.simple_tag(takes_context=True)
def journal_menu(context: dict[str, Any]) -> JournalMenu:
    """The menu on the page that is asked for."""
    request = context["request"]
    return JournalMenu.on(request.resolver_match.url_name, path=request.path)


@register.simple_tag
def month_options(months: list[MonthOfEntries], shown: date | None) -> SafeString:
    """The months by year, each with how many pages it has."""
    names = {number: str(name) for number, name in MONTHS.items()}
    return option_groups(
        (str(year), [_option(each, names[each.month.month], shown) for each in some])
        for year, some in groupby(months, key=lambda each: each.month.year)
    )


def _option(each: MonthOfEntries, name: str, shown: date | None) -> tuple[str, str, bool]:
    month, words = each.month, f"{name} {each.month.year} ({each.pages})"
    return f"{month.year:04}-{month.month:02}", words, month == shown


@register.simple_tag
def day_beside(day: date) -> SafeString:
    """A day beside a line, with its year unless that is this one."""
    year = f"{day.year:04}"
    is_this_year = day.year == timezone.localdate().year
    return format_html(
        '<time datetime="{}">{} {}{}</time>',
        day.isoformat(),
        day.day,
        MONTHS_3[day.month].title(),
        "" if is_this_year else format_html('<br><span class="small">{}</span>', year),
    )


@register.simple_tag
def feeling_chips(words: Iterable[str], chosen: Collection[str]) -> SafeString:
    """A box to tick for each of these words."""
    return word_chips("feelings", words, chosen)


@register.simple_tag
def most_drafts() -> int:
    """How many drafts a journal may have."""
    return int(settings.DRAFTS_MOST)


@register.simple_tag
def most_locked_drafts() -> int:
    """How many drafts may wait while the journal is locked."""
    return MOST_LOCKED_DRAFTS


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


@register.filter
def moment(when: datetime, preferences: PreferencesContent) -> str:
    """A moment in words, by the writer's own clock; by UTC, and said so, while none is known."""
    words = date_format(preferences.at(when), "j F Y, H:i")
    return words if preferences.known_zone else f"{words} UTC"


@register.filter
def moment_of(until: str, preferences: PreferencesContent) -> str:
    """A day, or a moment in UTC, in words: by the writer's own clock, where one is known."""
    if len(until) == DAY_LENGTH:
        return day_of(until)
    return moment(datetime.fromisoformat(until), preferences)


@register.filter
def name_or_day(head: EntryHead) -> str:
    """What a page is called where its words are not opened; its day where nothing names it."""
    return name_by_head(head) or date_format(head.day, "l j F Y")


@register.filter
def has_name(head: EntryHead) -> bool:
    """Whether something but its day names the page."""
    return bool(name_by_head(head))


@register.filter
def is_named_by_prompt(head: EntryHead) -> bool:
    """Whether the question that the page answers is its name."""
    return bool(head.prompt_text) and name_by_head(head) == head.prompt_text


@register.filter
def sentence_part(practice: Practice, question: PracticeQuestion) -> SentencePart | None:
    """The fixed words around the answer to a question that becomes part of a sentence."""
    return sentence_parts(practice).get(question.id)


@register.filter
def outcome_of(practice: Practice) -> PracticeQuestion | None:
    """The question of a practice that is answered later, with one press."""
    return practice.question(practice.outcome)
