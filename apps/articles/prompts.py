"""The questions that guides offer to the journal, by the ids that stand in its address."""

import re
from typing import Final

from apps.articles.models import Guide
from apps.common.prompts import Prompt

SECTION: Final = "try-this"
_ID: Final = re.compile(r"(?P<guide>[1-9][0-9]{0,3})-(?P<place>[1-3])")


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
