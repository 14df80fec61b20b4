"""The writer's habits, in the one sealed row that a vault has for them."""

from typing import ClassVar

from apps.journal.preferences import Habits
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import OnlyRow
from apps.vault.unlocking import OpenVault

SETTINGS = "journal.settings"


class Settings(OnlyRow):
    kind = SETTINGS
    empty: ClassVar = Habits()

    class Meta(OnlyRow.Meta):
        abstract = False

    @classmethod
    def habits(cls, vault: OpenVault) -> Habits:
        """The writer's habits; a damaged row takes nothing but those away."""
        try:
            return cls.opened(vault)  # type: ignore[no-any-return]
        except Damaged:
            return Habits()
