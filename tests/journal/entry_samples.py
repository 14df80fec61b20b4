"""What the journal's tests write and send."""

import uuid
from datetime import date
from typing import Any

from django.test import Client

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models import Entry
from tests.factories import open_vault_of


def a_page(body: str = "The gulls again.", *, title: str = "Pier", **head: Any) -> EntryContent:
    return EntryContent(head=EntryHead(day=date(2026, 11, 20), title=title, **head), body=body)


def keep(client: Client, page: EntryContent | None = None) -> Entry:
    """An entry in the open vault of this client."""
    return Entry.write(open_vault_of(client), page or a_page(), entry_id=uuid.uuid4())


def sent(**fields: Any) -> dict[str, Any]:
    """What a browser sends from the composer."""
    return {
        "entry_id": str(uuid.uuid4()),
        "revision": "0",
        "day": "2026-11-20",
        "title": "",
        "body": "",
        "own_words": "",
        "tags": "",
        "people": "",
        "time": "",
        "zone": "",
        "prompt_id": "",
        **fields,
    }


def only_page(client: Client) -> EntryContent:
    return Entry.objects.get().page(open_vault_of(client))


def file_in(answer: Any) -> bytes:
    """What a browser would save of an answer that comes in pieces."""
    content: bytes = answer.getvalue()
    return content
