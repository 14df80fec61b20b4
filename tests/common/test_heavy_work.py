"""Heavy work has few places: one waits a moment, the next is told at once, and none is lost."""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.common.http import heavy_work
from apps.common.http.heavy_work import HeavyWork, NoPlace, in_use, place_for, refused, take_place
from apps.journal.models import EntryVersion
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep

EXPORT = {"what": "all", "form": "json", "password": PASSWORD}


@pytest.fixture(autouse=True)
def none_is_held_before_or_after(settings: Settings) -> Iterator[None]:
    gc.collect()
    assert not any(in_use().values())
    settings.HEAVY_WORK_WAIT_SECONDS = 0
    yield
    gc.collect()
    assert not any(in_use().values())


def test_a_kind_has_one_place_and_all_together_have_two() -> None:
    before = refused()[HeavyWork.PDF]
    with place_for(HeavyWork.PDF):
        with pytest.raises(NoPlace):
            take_place(HeavyWork.PDF)
        with place_for(HeavyWork.PHOTO), pytest.raises(NoPlace):
            take_place(HeavyWork.COMPARISON)
    with place_for(HeavyWork.LONG_LOOK), place_for(HeavyWork.LONG_LOOK), pytest.raises(NoPlace):
        take_place(HeavyWork.LONG_LOOK)
    assert refused()[HeavyWork.PDF] == before + 1


def test_one_waits_and_the_next_is_refused_without_a_wait(settings: Settings) -> None:
    settings.HEAVY_WORK_WAIT_SECONDS = 20
    held, got = take_place(HeavyWork.PDF), threading.Event()

    def wait() -> None:
        with place_for(HeavyWork.PDF):
            got.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    while not heavy_work._waiting:
        time.sleep(0.001)
    begun = time.monotonic()
    with pytest.raises(NoPlace):
        take_place(HeavyWork.PDF)
    assert time.monotonic() - begun < 5
    assert not got.is_set()
    held.release()
    held.release()  # once more frees nothing that another holds
    waiter.join(20)
    assert got.is_set()


@pytest.fixture
def busy() -> Iterator[ExitStack]:
    """All places are held by others."""
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(place_for(HeavyWork.LONG_LOOK))
        yield held


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["json", "zip", "pdf"])
def test_an_export_without_a_place_keeps_the_form_and_says_when(
    maya: Client, busy: ExitStack, kind: str
) -> None:
    keep(maya, a_page("a gull"))
    sent = {**EXPORT, "form": kind, "what": "range", "first": "2026-01-02"}
    answer = maya.post("/journal/export/", {**sent, "last": "2026-12-30"})
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "Others are being given their files" in answer.text
    assert f"Try again in {answer.headers['Retry-After']} seconds." in answer.text
    assert 'value="2026-01-02"' in answer.text
    busy.close()
    assert b"".join(maya.post("/journal/export/", EXPORT).streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_place_of_an_export_is_held_until_it_is_sent_or_dropped(maya: Client) -> None:
    keep(maya, a_page("a gull"))
    answer = maya.post("/journal/export/", EXPORT)
    assert in_use()[HeavyWork.TRANSFER] == 1
    assert maya.post("/journal/export/", EXPORT).status_code == 503
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert in_use()[HeavyWork.TRANSFER] == 0
    dropped: Any = maya.post("/journal/export/", EXPORT)
    for close in dropped._resource_closers:  # the reader is gone
        close()
    assert in_use()[HeavyWork.TRANSFER] == 0
    refused_form = maya.post("/journal/export/", {**EXPORT, "what": "chosen"})
    assert refused_form.status_code == 422


@pytest.mark.django_db
def test_looks_through_a_long_journal_need_a_place_and_others_do_not(
    maya: Client, sol: Client, busy: ExitStack
) -> None:
    vault = open_vault_of(maya).vault
    vault.last_number = heavy_work.LONG_JOURNAL
    vault.save()
    for address in ("/journal/insights/", "/journal/progress/"):
        answer = maya.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), address
        assert "Others are using all the room" in answer.text
        assert sol.get(address).status_code == 200
    found = maya.post("/journal/search/", {"q": "harbour"})
    assert (found.status_code, found.headers["Retry-After"]) == (503, "5")
    assert 'value="harbour"' in found.text
    assert "being searched right now" in found.text
    assert sol.post("/journal/search/", {"q": "harbour"}).status_code == 200
    assert maya.get("/journal/").status_code == 200
    busy.close()
    assert maya.get("/journal/insights/").status_code == 200


@pytest.mark.django_db
def test_an_import_without_a_place_is_refused_before_its_file_is_read(
    maya: Client, busy: ExitStack
) -> None:
    class Unread:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("the file was read")

        readline = read

    sent: Any = {"wsgi.input": Unread(), "CONTENT_LENGTH": "1000000"}
    answer = maya.generic(
        "POST",
        "/journal/import/",
        b"",
        content_type="multipart/form-data; boundary=x",
        **sent,
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


@pytest.mark.django_db
def test_a_long_comparison_without_a_place_leaves_the_page_and_a_short_one_needs_none(
    maya: Client, busy: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep(maya, a_page("a gull"))
    entry.rewrite(open_vault_of(maya), a_page("a gull and more"), expected=1)
    version = EntryVersion.objects.of(entry.id).get()
    place = f"/journal/{entry.id}/history/{version.id}/"
    assert "<ins>" in maya.get(place).text
    monkeypatch.setattr("apps.journal.entries.comparison.LONG", 10)
    answer = maya.get(place)
    assert answer.status_code == 200
    assert "Other long pages are being compared right now" in answer.text
