"""The questions that guides offer to the journal, by the ids that stand in its address."""

import re
from dataclasses import dataclass
from typing import Final

from apps.articles.models import Guide

SECTION: Final = "try-this"
_ID: Final = re.compile(r"(?P<guide>[1-9][0-9]{0,3})-(?P<place>[1-3])")


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question, and the page that it comes from. `id` is opaque: it may stand in a URL.

    `guide` is the slug of the guide that asks, `section` the heading above the question, and
    `version` the day on which this text of the guide was last checked, in ISO form.
    """

    id: str
    text: str
    source_title: str
    source_url: str
    guide: str = ""
    section: str = ""
    version: str = ""

    @property
    def place_url(self) -> str:
        """Where on its page the question stands."""
        return f"{self.source_url}#{self.section}" if self.section else self.source_url


def find(prompt_id: str) -> Prompt | None:
    """Return the prompt `<guide number>-<1..3>` of a published guide."""
    match = _ID.fullmatch(prompt_id)
    guide = match and Guide.objects.published().filter(number=match["guide"]).first()
    if not match or not guide:
        return None
    return Prompt(
        id=prompt_id,
        text=guide.prompts[int(match["place"]) - 1],
        source_title=guide.title,
        source_url=guide.get_absolute_url(),
        guide=guide.slug,
        section=SECTION,
        version=guide.reviewed.isoformat(),
    )
