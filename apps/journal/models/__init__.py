"""The journal's rows: entries, what they said before, and what is not kept yet."""

from apps.journal.models.deletion import delete_for_good
from apps.journal.models.drafts import DRAFT, Draft
from apps.journal.models.entries import BODY, HEAD, RECENT, Conflict, Entry, EntryQuerySet
from apps.journal.models.imports import IMPORT, PART, Import, ImportPart
from apps.journal.models.locked_drafts import LETTER, Full, Letter, forget_drafts, take_letters
from apps.journal.models.own_templates import (
    TEMPLATE,
    NameTaken,
    NoRoom,
    OwnTemplate,
    TemplateChanged,
)
from apps.journal.models.photos import (
    CAPTION,
    PHOTOS,
    PICTURE,
    CaptionChanged,
    JournalFull,
    PageFull,
    Photo,
)
from apps.journal.models.places import PLACES, KeptPlaces
from apps.journal.models.settings import SETTINGS, Settings
from apps.journal.models.versions import MOST_VERSIONS, VERSION_BODY, VERSION_HEAD, EntryVersion

__all__ = [
    "BODY",
    "CAPTION",
    "DRAFT",
    "HEAD",
    "IMPORT",
    "LETTER",
    "MOST_VERSIONS",
    "PART",
    "PHOTOS",
    "PICTURE",
    "PLACES",
    "RECENT",
    "SETTINGS",
    "TEMPLATE",
    "VERSION_BODY",
    "VERSION_HEAD",
    "CaptionChanged",
    "Conflict",
    "Draft",
    "Entry",
    "EntryQuerySet",
    "EntryVersion",
    "Full",
    "Import",
    "ImportPart",
    "JournalFull",
    "KeptPlaces",
    "Letter",
    "NameTaken",
    "NoRoom",
    "OwnTemplate",
    "PageFull",
    "Photo",
    "Settings",
    "TemplateChanged",
    "delete_for_good",
    "forget_drafts",
    "take_letters",
]
