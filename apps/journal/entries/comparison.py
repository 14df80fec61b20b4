"""What one page says that another does not; of long pages one comparison a member at a time."""

from typing import Final

from apps.common.text.text_diff import DiffRow, differences
from apps.journal.one_at_a_time import StillBusy, one_at_a_time
from apps.vault.unlocked_vault import UnlockedVault

LONG: Final = 50_000  # characters of both texts: about as long as a comparison is quick


def compared(vault: UnlockedVault, old: str, new: str) -> list[DiffRow] | None:
    """The rows that lead from `old` to `new`; None while a long comparison of this member runs."""
    if len(old) + len(new) <= LONG:
        return differences(old, new)
    try:
        with one_at_a_time("comparison", vault.id):
            return differences(old, new)
    except StillBusy:
        return None
