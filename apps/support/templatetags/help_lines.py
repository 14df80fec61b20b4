"""Help lines in the middle of another page, where somebody has just said that they are afraid."""

from typing import Any

from django import template
from django.utils import timezone

from apps.support.directory import arranged
from apps.support.models import Country, HelpKind, SupportLine

register = template.Library()


@register.inclusion_tag("support/_help_here.html")
def help_lines() -> dict[str, Any]:
    """A choice of the country, and at once what helps with danger and abuse anywhere.

    Four queries. Finders of therapists are left out: couples are sent to some of them.
    """
    shown = SupportLine.objects.shown(on=timezone.localdate()).with_contacts()
    worldwide = arranged(shown.worldwide())
    abuse = [
        line for each in worldwide.groups if each.kind == HelpKind.ABUSE for line in each.lines
    ]
    return {
        "countries": Country.objects.to_choose(),
        "worldwide": worldwide,
        "lines": [*worldwide.emergency, *abuse],
    }
