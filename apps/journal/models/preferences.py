"""The writer's preferences, in the one sealed row that a vault has for them."""

from apps.journal.preferences import PreferencesContent
from apps.vault.registry import OneBlob, SealedTable
from apps.vault.sealed_rows import SingleSealedRow

SETTINGS = "journal.settings"


class Preferences(SingleSealedRow[PreferencesContent]):
    sealed_table = SealedTable(
        name="journal settings", blobs={"sealed": SETTINGS}, turn=2, carried_by=OneBlob
    )

    class Meta(SingleSealedRow.Meta):
        db_table = "journal_settings"  # the name that the released table has
        abstract = False
