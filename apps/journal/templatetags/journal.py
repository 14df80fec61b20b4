"""A member's words in a template: Markdown on its one safe road, and answers to a practice."""

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from apps.common.markdown import to_html
from apps.journal.practices.reading import Sitting, sitting_of
from apps.journal.writing import Page

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
