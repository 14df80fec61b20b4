"""The words that pages say, each beside what it replaces; the style guide shows the list."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class PageWord(NamedTuple):
    """One word of the pages, what is never said in its place, and how that is found in a text."""

    say: str
    never: str
    found_by: str
    why: str = ""


PAGE_WORDS: Final = (
    PageWord(
        "How are you?",
        "How is the water?",
        r"\bhow (?:is|was) the water\b|\bthe water (?:has|is|was)\b",
        "the drawing of the water stays",
    ),
    PageWord("Keyboard shortcuts", "Keys", r"^(?:All )?Keys$"),
    PageWord("Answer (on a button)", "This page answers it", r"\bthis page answers it\b"),
    PageWord(
        "Courses, steps",
        "A few in a row, sittings, a set of practices",
        r"\ba few in a row\b|\bsittings?\b|\bsets? of practices\b|\bcame in a set\b",
    ),
    PageWord("Page (of the journal)", "Entry", r"\bentr(?:y|ies)\b"),
    PageWord(
        "Sign in, sign out", "Log in, log out", r"\blog(?:s|ged|ging)? (?:in|out)\b|\blogins?\b"
    ),
    PageWord("Right now", "Close at hand", r"\bclose at hand\b"),
    PageWord("Time zone", "Where your days begin and end", r"\bwhere your days begin\b"),
    PageWord("Start (of a quiz)", "Look inside", r"\blook inside\b"),
    PageWord("Recovery code", "Spare key", r"\bspare key\b"),
    PageWord(
        "Export, download",
        "Take it with you, take the file",
        r"\btake (?:it|your journal|your pages|the shelf) with you\b|\btake the file\b",
    ),
    PageWord(
        "Import",
        "Bring pages in",
        r"\bbr(?:ing|ings|ought) (?:it |them |its pages |pages )?in\b",
    ),
    PageWord("Pages, items", "Rows", r"(?<!in a )\brows?\b", "the privacy page may say rows"),
    PageWord("Insights", "Patterns (as the name of the page)", r"^Patterns$"),
    PageWord(
        "Locked, unlocked",
        "Closed, open (of the journal)",
        r"\bjournal (?:is |was )?(?:closed|closes|open)\b|\bclose[sd] (?:itself|your journal)\b",
        "the state of the journal",
    ),
    PageWord(
        "Locked with your key",
        "Sealed",
        r"(?<!^)\bseal(?:s|ed|ing)?\b|^Sealed(?! with your key before it is stored)",
        "“Sealed with your key before it is stored” says how, under a field",
    ),
    PageWord(
        "Keep (on every button)",
        "Save",
        r"^Save\b|\bpress save\b|\bsave again\b",
        "only what saves itself is “saved”: a draft",
    ),
)


def rejected_in(text: str) -> Iterator[PageWord]:
    """The words of the list that a text of the pages should have said otherwise."""
    return (word for word in PAGE_WORDS if re.search(word.found_by, text, re.IGNORECASE))
