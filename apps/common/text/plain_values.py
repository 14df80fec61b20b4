"""Tells whether texts out of a file are the ids, days and slugs that our own pages write."""

import re
from datetime import date
from typing import Final
from uuid import UUID

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def is_id(text: str) -> bool:
    """An id as we write it: lower case, with its hyphens."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """A day in ISO form, such as 2026-11-24."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_line(text: str, *, longest: int) -> bool:
    """A text that a field for one line takes and a database stores."""
    return len(text) <= longest and "\0" not in text and "\n" not in text


def is_text(text: str, *, longest: int) -> bool:
    return len(text) <= longest and "\0" not in text
