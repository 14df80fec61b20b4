"""Looking back opens what the writer noted, beside each other, and hides nothing for a damage."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models import Entry
from tests.factories import open_vault_of
from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db


def keep(client: Client, practice: str, **answers: Any) -> None:
    form = {f"answer-{name}": value for name, value in answers.items()}
    assert client.post("/journal/new/", sent(practice_id=practice, **form)).status_code == 303


def test_an_empty_journal_is_met_kindly(maya: Client) -> None:
    html = maya.get("/journal/progress/").content.decode()
    assert "There is no hurry" in html


def test_what_was_noted_stands_there_and_only_for_its_writer(maya: Client, sol: Client) -> None:
    keep(maya, "check-in", close="7", good="Tea on the step.")
    keep(maya, "small-win", win="He rang first.")
    keep(maya, "promise", promise="Ring at six.", outcome="Repaired")
    keep(maya, "look-again", see="Two evenings a week.")
    html = maya.get("/journal/progress/").content.decode()
    for words in ("Tea on the step.", "He rang first.", "Repaired: 1", "Two evenings a week."):
        assert words in html
        assert words not in sol.get("/journal/progress/").content.decode()


def test_an_old_question_is_offered_again_with_its_answers(maya: Client) -> None:
    vault, today = open_vault_of(maya), timezone.localdate()
    for days in (100, 200):
        head = EntryHead(
            day=today - timedelta(days=days), prompt_id="d1", prompt_text="What was it?"
        )
        Entry.write(vault, EntryContent(head=head, body="Gulls."), entry_id=uuid.uuid4())
    head = EntryHead(day=today, prompt_id="d2", prompt_text="Asked only once, today.")
    Entry.write(vault, EntryContent(head=head, body="Gulls."), entry_id=uuid.uuid4())
    html = maya.get("/journal/progress/").content.decode()
    assert html.count("What was it?") == 1
    assert "/journal/new/?from=d1" in html
    assert "Asked only once" not in html


def test_it_asks_the_same_for_more_pages(maya: Client) -> None:
    keep(maya, "promise", promise="One.", outcome="Kept")
    with CaptureQueriesContext(connection) as few:
        maya.get("/journal/progress/")
    for _ in range(8):
        keep(maya, "promise", promise="One.", outcome="Kept")
        keep(maya, "check-in", close="3")
    with CaptureQueriesContext(connection) as many:
        maya.get("/journal/progress/")
    assert len(many) <= len(few) + 1  # check-ins are fetched once there are any


def test_a_damaged_page_hides_no_other(maya: Client) -> None:
    keep(maya, "look-again", see="Whole.")
    keep(maya, "look-again", see="Broken.")
    broken = Entry.objects.order_by("-number")[0]
    Entry.objects.filter(pk=broken.pk).update(body=bytes(len(broken.body)))
    html = maya.get("/journal/progress/").content.decode()
    assert "Whole." in html
    assert "cannot be opened" in html
