"""How pages word and draw what is stored of guides as codes."""

from datetime import date
from typing import Final

from django import template
from django.utils.translation import gettext as _

from apps.articles.content.bibliography import CitedFact, NumberedSource
from apps.articles.models import FactStatus, FactStrength
from apps.common.markdown import guide_line

register = template.Library()

DRAWINGS: Final = {
    "making-sense-of-distance": "compass",
    "talking-and-listening": "talk",
    "space-closeness-and-trust": "harbour",
    "looking-after-yourself": "lamp",
    "safety-help-and-decisions": "ring",
}
OTHER_DRAWING: Final = "book"


@register.filter
def how_sure(source: NumberedSource) -> str:
    """Say how sure we are of what a guide takes from a source, each answer once."""
    return "; ".join(dict.fromkeys(_worded(claim) for claim in source["claims"]))


def _worded(claim: CitedFact) -> str:
    if claim["status"] == FactStatus.OPINION:
        return _("therapists’ experience, not research")
    status = FactStatus(claim["status"]).label
    strength = FactStrength(claim["strength"])
    return f"{status}, {strength.label}" if strength else str(status)


@register.filter
def marked_up(citation: str) -> str:
    """Turn the Markdown of a citation into HTML, to be cleaned as every HTML is."""
    return guide_line(citation)


@register.filter
def day(iso: str) -> date:
    """Read a day that is stored as text."""
    return date.fromisoformat(iso)


@register.filter
def drawing(topic: str) -> str:
    """Name the icon that stands for a topic, by its slug; one without an icon has a book."""
    return DRAWINGS.get(topic, OTHER_DRAWING)
