"""The writer's preferences, in the one sealed row that a vault has for them."""

from apps.journal.preferences import PreferencesContent
from apps.vault.registry import ContentSerializer, SealedTable
from apps.vault.sealed_rows import SingleSealedRow

PREFERENCES = "journal.settings"


class Preferences(SingleSealedRow[PreferencesContent]):
    sealed_table = SealedTable(
        name="journal settings",
        blobs={"sealed": PREFERENCES},
        turn=2,
        serialized_by=ContentSerializer,
    )

    class Meta(SingleSealedRow.Meta):
        db_table = "journal_settings"  # the name that the released table has
        abstract = False
