"""The writer's preferences, in the one sealed row that a vault has for them."""

from typing import ClassVar

from apps.journal.preferences import PreferencesContent
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import SingleSealedRow
from apps.vault.unlocked_vault import UnlockedVault

SETTINGS = "journal.settings"


class Preferences(SingleSealedRow):
    kind = SETTINGS
    empty: ClassVar = PreferencesContent()

    class Meta(SingleSealedRow.Meta):
        db_table = "journal_settings"  # the name that the released table has
        abstract = False

    @classmethod
    def of(cls, vault: UnlockedVault) -> PreferencesContent:
        """The writer's preferences; of a damaged row the usual ones."""
        try:
            return cls.opened(vault)  # type: ignore[no-any-return]
        except Damaged:
            return PreferencesContent()
