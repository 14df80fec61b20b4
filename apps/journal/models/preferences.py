"""The writer's preferences, in the one sealed row that a vault has for them."""

from contextlib import suppress

from apps.journal.preferences.content import PreferencesContent
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import ContentSerializer, SealedTable
from apps.vault.sealed_rows import SingleSealedRow
from apps.vault.unlocked_vault import UnlockedVault

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

    @classmethod
    def takes_one_in(cls, vault: UnlockedVault) -> bool:
        """A row that says only what a device said makes way for one from a file."""
        if cls.of(vault).came_by_themselves():
            cls.objects.in_vault(vault).delete()
        return super().takes_one_in(vault)

    @classmethod
    def following(cls, vault: UnlockedVault, device_zone: str) -> PreferencesContent:
        """The preferences; where no zone is known, that of the writer's device is sealed first.

        Of a damaged row they are the empty ones, and the row is left as it is.
        """
        known = cls.of(vault)
        following = known.adopting(device_zone)
        if following != known:
            with suppress(Damaged):
                return cls.change(vault, lambda now: now.adopting(device_zone))
        return following
