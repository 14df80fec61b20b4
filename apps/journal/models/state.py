"""The state of a journal, in the one sealed row that a vault has for them."""

from apps.journal.state import JournalStateContent
from apps.vault.registry import OneBlob, SealedTable
from apps.vault.sealed_rows import SingleSealedRow

PLACES = "journal.places"


class JournalState(SingleSealedRow[JournalStateContent]):
    sealed_table = SealedTable(name="places", blobs={"sealed": PLACES}, turn=1, carried_by=OneBlob)

    class Meta(SingleSealedRow.Meta):
        db_table = "journal_keptplaces"  # the name that the released table has
        abstract = False
