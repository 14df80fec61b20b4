"""The day on which a row of the trash or of the history expires, in an export and back."""

from datetime import date, timedelta

from django.utils import timezone

from apps.journal.exporting.entry_json import text_of
from apps.journal.importing.content import UNTIL
from apps.vault.registry import RowData, Unreadable


def checked_until(data: RowData) -> dict[str, str]:
    """The day as the row has it, under `until`; nothing where it has none. Raises Unreadable."""
    if data.get(UNTIL) is None:
        return {}
    try:
        return {UNTIL: date.fromisoformat(text_of(data[UNTIL])).isoformat()}
    except ValueError as error:
        raise Unreadable("No day on which it expires.") from error


def expires_on(data: RowData, *, days: int) -> date:
    """The row's day of expiry; `days` from now (UTC) where it is past, too far ahead or missing."""
    today = timezone.now().date()
    most = today + timedelta(days=days)
    told = date.fromisoformat(data[UNTIL]) if data.get(UNTIL) else most
    return told if today < told <= most else most
