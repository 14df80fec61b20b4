"""A long comparison is made one at a time for each member, and says so where another waits."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.common.isolated_process import run_isolated
from apps.common.text.text_diff import differences, rows_from_json
from apps.journal.entries import comparison
from apps.journal.models import EntryVersion
from apps.journal.one_at_a_time import one_at_a_time
from tests.factories import open_vault_of
from tests.journal.entry_samples import a_page, keep

BUSY = "Other long pages are being compared right now"


@pytest.mark.django_db(transaction=True)
def test_two_long_pages_are_compared_one_at_a_time_for_each_member(
    maya: Client, sol: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "LONG", 1000)
    vault = open_vault_of(maya)

    def version_of(client: Client, words: str) -> str:
        entry = keep(client, a_page(words))
        entry.rewrite(open_vault_of(client), a_page(words + " more"), expected=1)
        version = EntryVersion.objects.of(entry.id).first()
        assert version is not None
        return f"/journal/{entry.id}/history/{version.id}/"

    long, short, other = (
        version_of(maya, "gull " * 400),
        version_of(maya, "gull"),
        version_of(sol, "gull " * 400),
    )

    def seen(client: Client, place: str) -> str:
        try:
            answer = client.get(place)
            assert answer.status_code == 200
            return answer.text
        finally:
            connection.close()

    with one_at_a_time("comparison", vault.id), ThreadPoolExecutor(1) as thread:
        assert BUSY in thread.submit(seen, maya, long).result()
        assert "<ins>" in thread.submit(seen, maya, short).result()
        assert "<ins>" in thread.submit(seen, sol, other).result()
    page = seen(maya, long)
    assert BUSY not in page
    assert "<ins>" in page
    monkeypatch.setattr(comparison, "SECONDS", 0.001)
    assert "each is shown whole" in seen(maya, long)


TEXT = st.lists(st.sampled_from(["a", "b c", "d e f", "dé", ""]), max_size=6).map("\n".join)


@settings(max_examples=8, deadline=None)
@given(old=TEXT, new=TEXT)
def test_a_process_of_its_own_finds_the_same_differences(old: str, new: str) -> None:
    sent = json.dumps([old, new]).encode()
    found = rows_from_json(run_isolated(comparison.PROGRAM, sent, seconds=60))
    assert found == differences(old, new)
