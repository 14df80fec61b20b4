"""Notes out of Standard Notes' decrypted backup. Its form: docs/import-formats.md."""

from collections.abc import Iterator
from typing import Any, Final

from apps.journal.bounded_json import MOST_DEPTH, JsonText, dicts, first_object
from apps.journal.importing.dates import moment_in
from apps.journal.importing.html_text import is_html, markdown_of
from apps.journal.importing.imported_page import ImportedPage, Left, ReadingReport, Told
from apps.journal.importing.plain_lines import heading_split
from apps.journal.importing.values import an_object, objects, text, words
from apps.vault.registry import Unreadable

_APP: Final = "org.standardnotes.sn"
# Nodes that begin a line of their own inside of another.
_BLOCKS: Final = frozenset(
    {
        *("paragraph", "heading", "list", "quote", "code", "table", "tablerow"),
        *("collapsible-container", "collapsible-title", "collapsible-content"),
    }
)
_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}


def is_standard_notes(members: dict[str, JsonText]) -> bool:
    if "items" not in members or not members["items"].is_array:
        return False
    return "content_type" in first_object(members["items"])


def pages(members: dict[str, JsonText], report: ReadingReport) -> Iterator[ImportedPage]:
    """Notes with the tags that refer to them. Raises Unreadable for an encrypted backup."""
    tags: dict[str, list[str]] = {}
    for item in dicts(members["items"]):
        if item and item.get("content_type") == "Tag":
            content = an_object(item.get("content"))
            for reference in objects(content.get("references")):
                tags.setdefault(text(reference.get("uuid")), []).append(text(content.get("title")))
    for item in dicts(members["items"]):
        if item is None:
            report.leave(Left.UNREADABLE)
        elif item.get("content_type") == "Note":
            if isinstance(item.get("content"), str):
                raise Unreadable("An encrypted backup.")
            page = page_of_note(item, tags.get(text(item.get("uuid")), []), report)
            if page is not None:
                yield page


def page_of_note(
    item: dict[str, Any], tags: list[str], report: ReadingReport
) -> ImportedPage | None:
    content = an_object(item.get("content"))
    about = an_object(an_object(content.get("appData")).get(_APP))
    if (
        content.get("trashed") is True
        or about.get("trashed") is True
        or item.get("deleted") is True
    ):
        report.leave(Left.IN_THE_BIN)
        return None
    when = item.get("created_at") or item.get("created_at_timestamp")
    moment = moment_in(when, report.zone)
    if moment and moment.is_utc:
        report.tell(Told.IN_UTC)
    said = text(content.get("text"))
    if content.get("noteType") == "super":
        said = super_words(said)
    elif is_html(said):
        said = markdown_of(said)
    heading, body = heading_split(said)
    title = text(content.get("title")).strip()
    if title and heading and heading != title:
        body = said
    return ImportedPage(
        title=title or heading,
        body=body,
        day=moment.day if moment else None,
        time=moment.time if moment else "",
        zone=moment.zone if moment and not moment.is_utc else "",
        tags=words(tags),
        is_pinned=about.get("pinned") is True or content.get("starred") is True,
    )


def super_words(said: str) -> str:
    """The words of a Super note, which is the JSON of its editor's state."""
    try:
        state = JsonText.of(said).value()
    except Unreadable:
        return said
    blocks = objects(an_object(an_object(state).get("root")).get("children"))
    return "\n\n".join(filter(None, (_block_words(block) for block in blocks))) or said


def _block_words(node: dict[str, Any], depth: int = 0) -> str:
    """The words of a block and of all in it; blocks in it begin lines of their own."""
    if depth > MOST_DEPTH:
        return ""
    kind, own = node.get("type"), text(node.get("text"))
    children = list(objects(node.get("children")))
    inside = [_block_words(child, depth + 1) for child in children]
    if kind == "linebreak":
        return "\n"
    if kind == "list":
        return "\n".join(_items(node, children, inside))
    if kind == "tablerow":
        return " | ".join(inside)
    if kind == "heading" and (level := _LEVELS.get(text(node.get("tag")))):
        return "#" * level + " " + "".join(inside)
    made = own
    for child, words_in in zip(children, inside, strict=True):
        is_apart = made and words_in and child.get("type") in _BLOCKS
        made += f"\n{words_in}" if is_apart and not made.endswith("\n") else words_in
    address = text(node.get("url"))
    if address and address not in made:
        return f"[{made}]({address})" if made else address
    return made


def _items(
    node: dict[str, Any], children: list[dict[str, Any]], inside: list[str]
) -> Iterator[str]:
    """The items of a list with their marks; a list in an item is indented below it."""
    first = node.get("start")
    number = first if type(first) is int else 1
    for child, said in zip(children, inside, strict=True):
        kinds = {each.get("type") for each in objects(child.get("children"))}
        if kinds == {"list"}:
            yield "\n".join(f"  {line}" for line in said.split("\n"))
            continue
        mark = "- "
        if node.get("listType") == "number":
            mark, number = f"{number}. ", number + 1
        elif node.get("listType") == "check":
            mark = "- [x] " if child.get("checked") is True else "- [ ] "
        if said:
            yield mark + said
