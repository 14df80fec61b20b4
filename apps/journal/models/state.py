"""The state of a journal, in the one sealed row that a vault has for them."""

from apps.journal.state.content import JournalStateContent
from apps.vault.registry import ContentSerializer, SealedTable
from apps.vault.sealed_rows import SingleSealedRow

STATE = "journal.places"


class JournalState(SingleSealedRow[JournalStateContent]):
    sealed_table = SealedTable(
        name="places", blobs={"sealed": STATE}, turn=1, serialized_by=ContentSerializer
    )

    class Meta(SingleSealedRow.Meta):
        db_table = "journal_keptplaces"  # the name that the released table has
        abstract = False
