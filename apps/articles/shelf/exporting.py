"""The shelf as a file to take away: Markdown to read, JSON for machines."""

import json
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.articles.shelf.content import ShelfContent
from apps.articles.shelf.grouped import ShelfGroup


def as_json(contents: ShelfContent) -> str:
    """The very contents with their version, which `ShelfContent.from_bytes` reads again."""
    text = json.dumps(json.loads(contents.to_bytes()), ensure_ascii=False, indent=2)
    if ShelfContent.from_bytes(text.encode()) != contents:
        raise AssertionError("The exported shelf does not read back as it is.")
    return f"{text}\n"


def as_markdown(shelf: Iterable[ShelfGroup]) -> str:
    """A heading for each guide: saved or not, reading position, passages with note and day."""
    parts = [f"# {_('My shelf')}"]
    for each in shelf:
        parts.append(f"## {each.title}")
        if each.is_saved:
            parts.append(_("Kept."))
        if each.place:
            parts.append(_("Stopped at: %(heading)s") % {"heading": each.place.heading})
        for kept in each.kept:
            passage = kept.passage
            parts.append(f"> {passage.quote}")
            parts.append(_("Kept on %(day)s.") % {"day": date_format(passage.on, "j F Y")})
            if passage.note:
                parts.append(passage.note)
    return "\n\n".join(parts) + "\n"
