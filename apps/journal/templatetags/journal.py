"""A member's Markdown in a template, on the one safe road that all words take."""

from django import template
from django.utils.safestring import SafeString

from apps.common.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)
