"""The state of a journal, in the one sealed row that a vault has for them."""

from typing import ClassVar

from apps.journal.state import JournalStateContent
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import SingleSealedRow
from apps.vault.unlocked_vault import UnlockedVault

PLACES = "journal.places"


class JournalState(SingleSealedRow):
    kind = PLACES
    empty: ClassVar = JournalStateContent()

    class Meta(SingleSealedRow.Meta):
        db_table = "journal_keptplaces"  # the name that the released table has
        abstract = False

    @classmethod
    def of(cls, vault: UnlockedVault) -> JournalStateContent:
        """The journal's state; of a damaged row the empty state."""
        try:
            return cls.opened(vault)  # type: ignore[no-any-return]
        except Damaged:
            return JournalStateContent()
