"""Found words in a line of text: marked while it is text, real <mark> elements once escaped."""

from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Characters that no text holds: they stand for the marks until the words between are escaped.
MARK: Final = "\ue000"
END: Final = "\ue001"


def shown(line: str) -> SafeString:
    """Escape a line and put real marks in."""
    return mark_safe(escape(line).replace(MARK, "<mark>").replace(END, "</mark>"))
