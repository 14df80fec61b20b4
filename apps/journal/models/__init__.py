"""The journal's rows: entries and what they said before."""

from apps.journal.models.entries import BODY, HEAD, RECENT, Conflict, Entry, EntryQuerySet
from apps.journal.models.versions import VERSION_BODY, VERSION_HEAD, EntryVersion

__all__ = [
    "BODY",
    "HEAD",
    "RECENT",
    "VERSION_BODY",
    "VERSION_HEAD",
    "Conflict",
    "Entry",
    "EntryQuerySet",
    "EntryVersion",
]
