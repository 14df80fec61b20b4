"""A page as a Markdown file: its fields above, as YAML whose values are JSON, then its text."""

import json
from typing import Any, Final

from apps.journal.exporting.entry_json import page_of
from apps.journal.practices.reading import sitting_of
from apps.vault.registry import RowData, Unreadable

FENCE: Final = "---\n"


def as_markdown(data: RowData) -> str:
    """The body as it was typed, after the fields.

    The answers to a practice stand among the fields with the body, and below once more in the
    words of its questions, to be read.
    """
    above = {name: value for name, value in data.items() if name != "body"}
    if "answers" not in data:
        return _fields(above) + str(data["body"])
    return _fields({**above, "body": data["body"]}) + _in_words(data)


def parse_markdown(text: str) -> dict[str, Any]:
    """The row that `as_markdown` wrote. Raises Unreadable where our fields are missing."""
    if not text.startswith(FENCE):
        raise Unreadable("No fields stand above the text.")
    above, fence, body = text.removeprefix(FENCE).partition(f"\n{FENCE}")
    if not fence:
        raise Unreadable("The fields have no end.")
    data: dict[str, Any] = {}
    for line in above.split("\n"):
        name, _colon, value = line.partition(": ")
        try:
            data[name] = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Unreadable("A field is not as we write it.") from error
    return {"body": body, **data}


def _fields(data: RowData) -> str:
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in data.items())
    return FENCE + "".join(lines) + FENCE


def _in_words(data: RowData) -> str:
    page = page_of(data)
    sitting = sitting_of(page)
    answers = sitting.answers if sitting else ()
    title = [f"# {page.head.title}"] if page.head.title else []
    parts = [*title, *(f"## {each.label}\n\n{each.text}" for each in answers), page.body]
    return "\n\n".join(part for part in parts if part) + "\n"
