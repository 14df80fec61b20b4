"""What the journal's templates ask for: Markdown, answers to a practice, drafts that wait."""

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from apps.common.markdown import to_html
from apps.journal.drafting import mark_sent
from apps.journal.lists import typed_drafts
from apps.journal.models import Draft
from apps.journal.practices.reading import Sitting, sitting_of
from apps.journal.writing import Page

MOST_NAMED = 3

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)


@register.filter
def sitting(page: Page) -> Sitting | None:
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


@register.inclusion_tag("journal/_unfinished.html", takes_context=True)
def unfinished(context: dict[str, Any]) -> dict[str, Any]:
    """The pages that wait to be gone on with, the newest by name."""
    vault = context["request"].vault
    waiting = list(Draft.objects.in_vault(vault).newest()[: MOST_NAMED + 1]) if vault else []
    named = typed_drafts(waiting[:MOST_NAMED], vault)
    came = sum(1 for _row, typed in named if typed and typed.while_closed)
    return {"drafts": named, "has_more": len(waiting) > MOST_NAMED, "came_while_closed": came}
