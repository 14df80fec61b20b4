"""Notes out of Google Keep's takeout. Where it is described: docs/import-formats.md."""

from typing import Any, Final

from apps.journal.importing.dates import moment_in
from apps.journal.importing.html_text import markdown_of
from apps.journal.importing.imported_page import ImportedPage, Left, PhotoFile, ReadingReport, Told
from apps.journal.importing.values import first_text, objects, text, words

_STAMPS: Final = ("createdTimestampUsec", "userEditedTimestampUsec")


def is_google_keep(note: dict[str, Any]) -> bool:
    """One JSON file is one note."""
    words_in = {"textContent", "listContent", "textContentHtml", "isTrashed", "isArchived"}
    return bool(note.keys() & set(_STAMPS)) and bool(note.keys() & words_in)


def page_of_note(note: dict[str, Any], report: ReadingReport) -> ImportedPage | None:
    """The note on the day on which it was made; one in the bin stays there."""
    if note.get("isTrashed") is True:
        report.leave(Left.IN_THE_BIN)
        return None
    stamp = next((note[name] for name in _STAMPS if isinstance(note.get(name), int | str)), None)
    moment = moment_in(stamp, report.zone)
    if moment and moment.is_utc:
        report.tell(Told.IN_UTC)
    photos = []
    for each in objects(note.get("attachments")):
        kind = text(each.get("mimetype")).partition("/")[0]
        if kind == "image":
            photos.append(PhotoFile(name=text(each.get("filePath"))))
        else:
            report.leave({"video": Left.FILMS, "audio": Left.RECORDINGS}.get(kind, Left.DOCUMENTS))
    return ImportedPage(
        title=text(note.get("title")).strip(),
        body=_words_of(note),
        day=moment.day if moment else None,
        time=moment.time if moment else "",
        zone=moment.zone if moment and not moment.is_utc else "",
        tags=words([label.get("name") for label in objects(note.get("labels"))]),
        is_pinned=note.get("isPinned") is True,
        photos=tuple(photos),
    )


def _words_of(note: dict[str, Any]) -> str:
    """The text or the list, and the pages that it links to."""
    said = first_text(note, "textContent") or markdown_of(text(note.get("textContentHtml")))
    ticks = [
        f"- [{'x' if item.get('isChecked') is True else ' '}] {_item_words(item)}"
        for item in objects(note.get("listContent"))
    ]
    links = [
        " ".join(words([link.get("title"), link.get("description"), link.get("url")]))
        for link in objects(note.get("annotations"))
        if text(link.get("url")) and text(link.get("url")) not in said
    ]
    return "\n\n".join(part for part in (said, "\n".join(ticks), "\n".join(links)) if part.strip())


def _item_words(item: dict[str, Any]) -> str:
    return first_text(item, "text") or markdown_of(text(item.get("textHtml")))
