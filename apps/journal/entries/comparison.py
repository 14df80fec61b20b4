"""What one page says that another does not; of long pages one comparison at a time."""

import json
from pathlib import Path
from typing import Final

from apps.common.http.heavy_work import HeavyWork, NoPlace, place_for
from apps.common.isolated_process import Failed, run_isolated
from apps.common.text import text_diff
from apps.common.text.text_diff import DiffRow, differences, rows_from_json, shown_whole
from apps.journal.one_at_a_time import StillBusy, one_at_a_time
from apps.vault.unlocked_vault import UnlockedVault

LONG: Final = 50_000  # characters of both texts: about as long as a comparison is quick
SECONDS: Final = 20  # a person waits no longer for it, and reads the two texts
PROGRAM: Final = Path(text_diff.__file__)


def compared(vault: UnlockedVault, old: str, new: str) -> list[DiffRow] | None:
    """The rows that lead from `old` to `new`; None while other long texts are compared.

    Long texts are compared in a process of its own: a thread of the server would take every other
    one its turn. What is not compared in time is shown whole.
    """
    if len(old) + len(new) <= LONG:
        return differences(old, new)
    try:
        with one_at_a_time("comparison", vault.id), place_for(HeavyWork.COMPARISON):
            given = json.dumps([old, new]).encode()
            return rows_from_json(run_isolated(PROGRAM, given, seconds=SECONDS))
    except (StillBusy, NoPlace):
        return None
    except Failed:
        return shown_whole(old, new)
