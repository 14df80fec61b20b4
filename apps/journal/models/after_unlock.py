"""What the journal does when its vault has been unlocked (`VAULT_AFTER_UNLOCK`)."""

from apps.journal.models.entries import Entry
from apps.journal.models.locked_drafts import open_locked_drafts
from apps.vault.unlocked_vault import UnlockedVault


def after_unlock(vault: UnlockedVault) -> None:
    """Open what was saved while it was locked; note the days that an earlier release kept."""
    open_locked_drafts(vault)
    if Entry.objects.in_vault(vault).exists():
        Entry.note_days(vault)
