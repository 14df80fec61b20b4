"""Pages out of Apple Journal's HTML export. Where it is described: docs/import-formats.md."""

import re
from typing import Final

from apps.journal.importing.dates import day_in_name, day_in_text
from apps.journal.importing.html_text import MOST_OPEN, LenientParser, markdown_of
from apps.journal.importing.imported_page import ImportedPage, Left, PhotoFile, ReadingReport

_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_NO_WORDS: Final = frozenset({"head", "style", "script", "title"})
_PHOTOS: Final = frozenset({"photo", "livePhoto"})
_FILMS: Final = frozenset({"video"})
_BODY: Final = re.compile(
    r"<div\s[^<>]*?class\s*=\s*['\"]?[^'\"<>]*?\bbodyText\b[^<>]*>(?P<inside>.*?)(?:</body>|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def is_apple_journal(html: str) -> bool:
    return "pageHeader" in html and ("bodyText" in html or "assetGrid" in html)


def page_of(html: str, *, name: str, report: ReadingReport) -> ImportedPage:
    """One file is one entry. `name` is the file's, which has the day where its head has none."""
    reader = _Entry()
    reader.feed_whole(html)
    written = day_in_text(reader.said("pageHeader")) or day_in_name(name.rsplit("/", 1)[-1])
    found = _BODY.search(html)
    body = markdown_of(found["inside"]) if found else "\n\n".join(reader.unplaced)
    report.leave(
        Left.PLACES, reader.kinds.get("genericMap", 0) + reader.kinds.get("multiPinMap", 0)
    )
    report.leave(Left.FILMS, sum(reader.kinds.get(kind, 0) for kind in _FILMS))
    report.leave(Left.RECORDINGS, reader.kinds.get("audio", 0))
    report.leave(Left.FIELDS, reader.others())
    return ImportedPage(
        title=reader.said("title"),
        body=body,
        day=written.day if written else None,
        month_first=written.month_first if written else None,
        day_first=written.day_first if written else None,
        feelings=tuple(reader.words_of("stateOfMind")),
        people=tuple(reader.words_of("contact")),
        prompt_text=reader.said("reflectionPrompt"),
        photos=tuple(PhotoFile(name=source) for source in reader.photos),
    )


class _Entry(LenientParser):
    """What stands in which class; the tags of an export are not always closed in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.photos: list[str] = []
        self.unplaced: list[str] = []  # words of no class that is known
        self.kinds: dict[str, int] = {}
        self._words: dict[str, list[str]] = {}
        self._overlay: dict[str, list[str]] = {}
        self._open: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        classes = frozenset((said.get("class") or "").split())
        kind = _kind(classes)
        if kind:
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if tag == "img" and self._kind() in _PHOTOS and said.get("src"):
            self.photos.append(str(said["src"]))
        if tag not in _VOID:
            self._open = [*self._open[1 - MOST_OPEN :], (tag, classes)]

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place]
                return

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        for name in ("pageHeader", "title", "reflectionPrompt"):
            if self._open and any(name in classes for _tag, classes in self._open[-2:]):
                self._words.setdefault(name, []).append(data.strip())
                return
        if any("gridItemOverlayHeader" in classes for _tag, classes in self._open):
            self._overlay.setdefault(self._kind(), []).append(data.strip())
        elif not any(tag in _NO_WORDS for tag, _classes in self._open) and not self._kind():
            self.unplaced.append(data.strip())

    def said(self, name: str) -> str:
        return " ".join(self._words.get(name, []))

    def words_of(self, kind: str) -> list[str]:
        lines = self._overlay.get(kind, [])
        return [word.strip() for line in lines for word in line.split(",") if word.strip()]

    def others(self) -> int:
        known = {*_PHOTOS, *_FILMS, "audio", "stateOfMind", "contact", "genericMap", "multiPinMap"}
        return sum(count for kind, count in self.kinds.items() if kind not in known)

    def _kind(self) -> str:
        return next((kind for _tag, c in reversed(self._open) if (kind := _kind(c))), "")


def _kind(classes: frozenset[str]) -> str:
    found = next((name for name in sorted(classes) if name.startswith("assetType_")), "")
    return found.removeprefix("assetType_")
