"""The journal's rows: entries, what they said before, and what is not kept yet."""

from apps.journal.models.day_index import DAY_INDEX, DayIndex
from apps.journal.models.deletion import FoundPages, delete_for_good, delete_journal, pages_of_days
from apps.journal.models.drafts import (
    DRAFT,
    LOCKED_DRAFT,
    Draft,
    DraftsFull,
    LockedDraft,
    LockedDraftsFull,
    forget_drafts,
    open_locked_drafts,
)
from apps.journal.models.entries import BODY, HEAD, RECENT, Entry, EntryConflict, EntryQuerySet
from apps.journal.models.entry_templates import (
    TEMPLATE,
    EntryTemplate,
    TemplateConflict,
    TemplateNameTaken,
    TemplatesFull,
)
from apps.journal.models.import_parts import PART, PIECE, ImportPart, ImportPiece
from apps.journal.models.imports import IMPORT, Import
from apps.journal.models.photos import (
    CAPTION,
    PHOTOS,
    PICTURE,
    CaptionConflict,
    EntryPhotosFull,
    JournalPhotosFull,
    Photo,
)
from apps.journal.models.preferences import PREFERENCES, Preferences
from apps.journal.models.state import STATE, JournalState
from apps.journal.models.storage import (
    PagesFull,
    Storage,
    StorageFull,
    count_again_where_long_ago,
    forget_counts_without_vault,
)
from apps.journal.models.versions import VERSION_BODY, VERSION_HEAD, EntryVersion

__all__ = [
    "BODY",
    "CAPTION",
    "DAY_INDEX",
    "DRAFT",
    "HEAD",
    "IMPORT",
    "LOCKED_DRAFT",
    "PART",
    "PHOTOS",
    "PICTURE",
    "PIECE",
    "PREFERENCES",
    "RECENT",
    "STATE",
    "TEMPLATE",
    "VERSION_BODY",
    "VERSION_HEAD",
    "CaptionConflict",
    "DayIndex",
    "Draft",
    "DraftsFull",
    "Entry",
    "EntryConflict",
    "EntryPhotosFull",
    "EntryQuerySet",
    "EntryTemplate",
    "EntryVersion",
    "FoundPages",
    "Import",
    "ImportPart",
    "ImportPiece",
    "JournalPhotosFull",
    "JournalState",
    "LockedDraft",
    "LockedDraftsFull",
    "PagesFull",
    "Photo",
    "Preferences",
    "Storage",
    "StorageFull",
    "TemplateConflict",
    "TemplateNameTaken",
    "TemplatesFull",
    "count_again_where_long_ago",
    "delete_for_good",
    "delete_journal",
    "forget_counts_without_vault",
    "forget_drafts",
    "open_locked_drafts",
    "pages_of_days",
]
