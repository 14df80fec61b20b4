"""The practices that a page offers beside its guide."""

from django import template

from apps.practices.links import PracticeLink, for_guides

register = template.Library()


@register.simple_tag
def practices_for(*slugs: str, alone: object = False) -> list[PracticeLink]:
    """The practices that guides offer; `alone`, if it says anything, leaves out what is for two."""
    return for_guides(slugs, alone=bool(alone))
