"""Photos leave a journal and come into another one byte for byte, at their pages."""

import base64
import json
import tracemalloc
import uuid
import zipfile
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.journal.exporting.export import counted, export_pieces
from apps.journal.exporting.selection import ExportSelection
from apps.journal.importing import photo_steps
from apps.journal.importing.archive import LIMITS, MEBIBYTE, MOST_FILES, ImportLimits
from apps.journal.importing.photo_steps import STEP
from apps.journal.importing.sealed_upload import opened
from apps.journal.models import Entry, Import, ImportPart, ImportPiece, Photo, Preferences, photos
from apps.journal.models.import_parts import PIECE_BYTES
from apps.journal.photos.jpeg_check import size_of
from apps.journal.photos.reencode import PhotosBusy, PhotoTookTooLong, ReencodedPhoto
from apps.pages.retention import tidy
from apps.vault.blob_store import StoreAway
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep
from tests.journal.image_samples import BLUE, noise, plain, with_secrets
from tests.sample_objects import keep_photo
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def taken(client: Client, form: str, **wanted: Any) -> bytes:
    sent = {"what": "all", "form": form, "password": PASSWORD, **wanted}
    answer = client.post("/journal/export/", sent)
    assert answer.status_code == 200
    return file_in(answer)


def brought(client: Client, content: bytes) -> Import:
    """Read, and confirmed."""
    file = SimpleUploadedFile("a-file", content)
    answer = client.post("/journal/import/", {"file": file})
    assert answer.status_code == 303, answer.content.decode()[:3000]
    client.post(answer["Location"], {"do": "keep"})
    return Import.objects.in_vault(open_vault_of(client)).newest()[0]


def kept(client: Client) -> list[tuple[str, str, bytes]]:
    """Of each photo the title of its page, what is said of it, and the picture."""
    vault = open_vault_of(client)
    return [
        (
            Entry.objects.in_vault(vault).get(pk=row.entry_id).opened_head(vault).title,
            row.opened_caption(vault).description,
            row.jpeg(vault),
        )
        for row in Photo.objects.in_vault(vault).shown().order_by("number")
    ]


def two_pages(vault: UnlockedVault, client: Client) -> None:
    first, second = keep(client, a_page(title="One")), keep(client, a_page(title="Two"))
    keep_photo(vault, second, description="the second")
    keep_photo(vault, first, description="the first")
    blue = plain(width=120, colour=BLUE)
    photo = keep_photo(vault, second, description="")
    photo._seal(vault, photo.opened_caption(vault), blue)
    photo.save()


@pytest.mark.parametrize("form", ["zip", "json"])
def test_photos_come_into_a_fresh_account_byte_for_byte(
    maya: Client, sol: Client, form: str
) -> None:
    two_pages(open_vault_of(maya), maya)
    wanted = kept(maya)
    assert [said for _title, said, _jpeg in wanted] == ["the second", "the first", ""]
    content = taken(maya, form)
    row = brought(sol, content)
    assert kept(sol) == wanted  # maya's rows hold the ids, so that these have new ones
    assert row.contents(open_vault_of(sol)).counts == {"entries": 2, "photos": 3}
    assert row.contents(open_vault_of(sol)).left == {}
    assert brought(maya, content).contents(open_vault_of(maya)).already == 5
    assert kept(maya) == wanted


def test_in_the_zip_each_photo_is_a_file_under_the_name_of_its_page(maya: Client) -> None:
    two_pages(open_vault_of(maya), maya)
    with zipfile.ZipFile(BytesIO(taken(maya, "zip"))) as packed:
        found = sorted(name for name in packed.namelist() if name.startswith("photos/"))
        assert found == [
            "photos/2026/2026-11-20-2/1.jpg",
            "photos/2026/2026-11-20-2/2.jpg",
            "photos/2026/2026-11-20/1.jpg",
        ]
        assert packed.read(found[0]) == plain()
        rows = json.loads(packed.read("journal.json"))["rows"]
        assert next(row["says"]["file"] for row in rows if row["kind"] == "photos") == found[0]
        assert not any("jpeg" in row["says"] for row in rows)


def test_everything_without_the_photos_holds_all_the_rest(maya: Client) -> None:
    two_pages(open_vault_of(maya), maya)
    Preferences.change(open_vault_of(maya), lambda now: now.choosing("Asia/Tokyo"))
    counts = json.loads(taken(maya, "json", what="words"))["counts"]
    assert counts.pop("account") > 0
    assert counts == {"entries": 2, "journal settings": 1}
    with zipfile.ZipFile(BytesIO(taken(maya, "zip", what="words"))) as packed:
        assert not any(name.startswith("photos/") for name in packed.namelist())


def test_a_range_takes_the_photos_of_its_pages_alone(maya: Client) -> None:
    vault = open_vault_of(maya)
    two_pages(vault, maya)
    one = Entry.objects.get(pk=Photo.objects.order_by("number")[1].entry_id)
    keep_photo(vault, one, description="removed").remove()
    rows = json.loads(taken(maya, "json", what="chosen", pages=[str(one.id)]))["rows"]
    said = [row["says"]["description"] for row in rows if row["kind"] == "photos"]
    assert said == ["the first"]
    one.trash()
    counts = json.loads(taken(maya, "json"))["counts"]
    assert counts.pop("account") > 0
    assert counts == {"entries": 1, "photos": 2, "trash": 1, "photos in the trash": 2}


def test_a_damaged_photo_is_counted_and_keeps_nothing_else_back(maya: Client) -> None:
    two_pages(open_vault_of(maya), maya)
    first = Photo.objects.order_by("number")[0]
    set_field(first, "picture", b"nonsense")
    result = counted(open_vault_of(maya), ExportSelection(), form="zip", day=DAY)
    counts = {kind: many for kind, many in result.counts.items() if kind != "account"}
    assert (counts, result.damaged) == ({"entries": 2, "photos": 2}, 1)


def test_one_json_file_with_photos_may_be_larger_than_texts_out_of_a_zip(
    maya: Client, sol: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_pages(open_vault_of(maya), maya)
    content = taken(maya, "json")
    few = ImportLimits(packed=len(content), unpacked=len(content) // 2, rows=100)
    monkeypatch.setattr("apps.journal.importing.own_export.LIMITS", few)
    brought(sol, content)
    assert len(kept(sol)) == 3


def our_file(*rows: dict[str, Any]) -> bytes:
    head = '{"format": "leeway-export", "version": 1, "made_on": "2026-11-25", "rows": [\n'
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    body = ",\n".join(json.dumps(row) for row in rows)
    return (head + body + '\n], "counts": ' + json.dumps(counts) + "}\n").encode()


PAGE = "11111111-1111-4111-8111-111111111111"
A_PAGE = {"kind": "entries", "id": PAGE, "says": {"day": "2026-11-20", "body": "A page."}}


def a_row(n: int, **says: Any) -> dict[str, Any]:
    whole = {"entry": PAGE, "description": "", "jpeg": base64.b64encode(plain()).decode(), **says}
    return {"kind": "photos", "id": f"22222222-2222-4222-8222-2222222222{n:02}", "says": whole}


def test_what_a_hostile_file_calls_photos_is_left_out_and_counted(maya: Client) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"jpeg": base64.b64encode(with_secrets()).decode()},
        {"jpeg": base64.b64encode(b"<svg onload='1'/>").decode()},
        {"jpeg": "not base64"},
        {"jpeg": 7},
        {"jpeg": None, "file": "../../etc/passwd"},
        {"entry": "33333333-3333-4333-8333-333333333333"},
        {"entry": 7},
        {"description": "x" * 301},
        {"description": ["x"]},
        {"description": "\ud800"},
    )
    rows = [a_row(n, **says) for n, says in enumerate(wrong, 1)]
    row = brought(maya, our_file(A_PAGE, *rows, a_row(99)))
    assert row.contents(open_vault_of(maya)).left == {"photos": len(wrong)}
    assert len(kept(maya)) == 1
    page = maya.get(f"/journal/import/{row.id}/")
    assert page.status_code == 200


def test_a_photo_file_that_is_missing_or_broken_in_the_zip_is_said(maya: Client) -> None:
    two_pages(open_vault_of(maya), maya)
    whole = taken(maya, "zip")
    with zipfile.ZipFile(BytesIO(whole)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    gone = next(name for name in files if name.startswith("photos/"))
    less = BytesIO()
    with zipfile.ZipFile(less, "w") as packed:
        for name, data in files.items():
            if name != gone:
                packed.writestr(name, data)
    Entry.objects.all().delete()
    Photo.objects.in_vault(open_vault_of(maya)).delete()
    row = brought(maya, less.getvalue())
    assert row.contents(open_vault_of(maya)).left == {"photos": 1}
    assert len(kept(maya)) == 2


def test_no_more_photos_come_in_than_there_is_room_for(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.journal.exporting.photo_rows.MOST_SEALED", 2 * len(plain()))
    row = brought(maya, our_file(A_PAGE, *(a_row(n) for n in range(1, 5))))
    assert len(kept(maya)) == 2
    assert row.contents(open_vault_of(maya)).without_room == 2
    page = maya.get(f"/journal/import/{row.id}/").content.decode()
    assert "For 2 there was no room: a journal holds 200,000 pages, 5,000 MB in all, 30 " in page


def test_an_undo_takes_the_photos_that_came_and_no_page_that_was_gone_on_with(
    maya: Client, sol: Client
) -> None:
    two_pages(open_vault_of(maya), maya)
    content, vault = taken(maya, "zip"), open_vault_of(sol)
    row = brought(sol, content)
    pages = {each.opened_head(vault).title: each for each in Entry.objects.in_vault(vault)}
    keep_photo(vault, pages["One"], description="added since")
    answer = sol.post(f"/journal/import/{row.id}/", {"do": "undo"})
    assert "1 page or template that you changed since" in answer.content.decode()
    assert [said for _title, said, _jpeg in kept(sol)] == ["the first", "added since"]
    assert list(Entry.objects.in_vault(vault)) == [pages["One"]]


@pytest.mark.parametrize("form", ["zip", "json"])
def test_an_export_of_many_photos_needs_the_memory_of_a_few(
    maya: Client, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(photos, "size_of", lambda _jpeg: (64, 48))
    vault = open_vault_of(maya)
    for _ in range(24):
        photo = keep_photo(vault, keep(maya))
        photo._seal(vault, photo.opened_caption(vault), plain() + bytes(1024 * 1024))
        photo.save()
    tracemalloc.start()
    counted(vault, ExportSelection(), form=form, day=DAY)
    size = sum(len(piece) for piece in export_pieces(vault, ExportSelection(), form=form, day=DAY))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 24 * 1024 * 1024
    assert peak < 16 * 1024 * 1024


def test_large_photos_go_out_in_one_file_and_come_in_again(maya: Client, sol: Client) -> None:
    """As many as a journal may hold: tests/bench/test_large_files.py, by hand."""
    picture, count = noise(), 8
    vault = open_vault_of(maya)
    pages = [keep(maya, a_page(title=f"{n}")) for n in range(count)]
    for page in pages:
        Photo.add(
            vault, picture, entry_id=page.id, photo_id=uuid.uuid4(), description=f"of {page.number}"
        )
    wanted = kept(maya)
    content = taken(maya, "zip")
    assert len(content) > 20 * MEBIBYTE
    row = brought(sol, content)
    report = row.contents(open_vault_of(sol))
    assert (report.counts, report.left) == ({"entries": count, "photos": count}, {})
    assert kept(sol) == wanted


def test_an_export_with_every_photo_that_a_journal_holds_may_come_back() -> None:
    in_base64 = photos.MOST_SEALED * 4 // 3
    assert LIMITS.packed - in_base64 > 64 * MEBIBYTE
    assert 2 * LIMITS.rows > MOST_FILES > LIMITS.rows  # a page is a file, and so is a photo


def day_one(**photos: bytes | None) -> bytes:
    """A zip with one page and the photos that it names; one without bytes is not in it."""
    named = [
        {"md5": name, "type": "jpeg", "identifier": name, "orderInEntry": place}
        for place, name in enumerate(photos)
    ]
    entry = {"text": "By the sea.", "creationDate": "2026-11-20T10:00:00Z", "photos": named[::-1]}
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("Journal.json", json.dumps({"entries": [entry]}))
        for name, content in photos.items():
            if content is not None:
                packed.writestr(f"photos/{name}.jpeg", content)
    return file.getvalue()


def test_photos_of_a_day_one_export_are_developed_and_stand_at_their_page(maya: Client) -> None:
    content = day_one(a=with_secrets(), b=with_secrets("PNG"), c=b"no picture", d=None)
    row, vault = brought(maya, content), open_vault_of(maya)
    report = row.contents(vault)
    assert report.counts == {"entries": 1, "photo files": 3}
    assert report.left == {"photos_missing": 1, "photos_broken": 1}
    assert [size_of(jpeg) for _title, _said, jpeg in kept(maya)] == [(64, 48)] * 2
    assert brought(maya, content).contents(vault).already == 3
    assert len(kept(maya)) == 2


def many_photos(count: int) -> bytes:
    return day_one(**{f"p{n:02}": with_secrets() for n in range(count)})


def test_photos_come_in_steps_that_go_on_where_they_stopped(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        photo_steps, "with_thumbnail", lambda _data: ReencodedPhoto(plain(), plain())
    )
    row, vault = brought(maya, many_photos(30)), open_vault_of(maya)
    place = f"/journal/import/{row.id}/"
    assert len(kept(maya)) == STEP
    page = maya.get(place).content.decode()
    assert f"{STEP} are in, {30 - STEP} are still to come." in page
    assert 'max="30" value="12"' in page
    while ImportPart.objects.exists():
        assert maya.post(place, {"do": "go_on"}).status_code == 303
    assert len(kept(maya)) == 30
    assert not ImportPiece.objects.exists()
    row.refresh_from_db()
    assert row.contents(vault).waiting == 0
    assert "still to come" not in maya.get(place).content.decode()
    maya.post(place, {"do": "undo"})
    assert kept(maya) == []


def test_how_many_come_in_does_not_depend_on_how_busy_the_machine_is(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = count()

    def busy_every_third(_data: bytes) -> ReencodedPhoto:
        turn = next(turns) % 4
        if turn == 1:
            raise PhotosBusy
        if turn == 3:
            raise PhotoTookTooLong
        return ReencodedPhoto(plain(), plain())

    monkeypatch.setattr(photo_steps, "with_thumbnail", busy_every_third)
    row = brought(maya, many_photos(29))
    for _ in range(100):
        maya.post(f"/journal/import/{row.id}/", {"do": "go_on"})
    assert len(kept(maya)) == 29
    row.refresh_from_db()
    assert row.contents(open_vault_of(maya)).left == {}


def test_an_import_says_that_pictures_take_long_and_asks_again_later(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = "Working on pictures takes longer than usual right now."
    turns = count()

    def busy_from_the_second_on(_data: bytes) -> ReencodedPhoto:
        if next(turns) >= 1:
            raise PhotosBusy
        return ReencodedPhoto(plain(), plain())

    monkeypatch.setattr(photo_steps, "with_thumbnail", busy_from_the_second_on)
    place = f"/journal/import/{brought(maya, many_photos(STEP + 2)).id}/"
    assert len(kept(maya)) == 1
    asked = {"do": "go_on", "said": "not"}
    step = maya.post(place, asked, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="load delay:5s"' in step
    for words in (
        f"{busy} This page asks again by itself.",
        f"1 are in, {STEP + 1} are still to come.",
    ):
        assert words in step
    asked["said"] = "busy"
    again = maya.post(place, asked, headers={"HX-Request": "true"}).content.decode()
    assert ("delay:5s" in again, "photos-said" in again) == (True, False)
    pressed = maya.post(place, asked | {"pressed": "1"}, headers={"HX-Request": "true"})
    assert "photos-said" in pressed.content.decode()
    answer = maya.post(place, {"do": "go_on"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert f"{busy} Try again in 5 seconds." in answer.content.decode()

    monkeypatch.setattr(
        photo_steps, "with_thumbnail", lambda _data: ReencodedPhoto(plain(), plain())
    )
    step = maya.post(place, asked, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="load"' in step  # at once: nothing holds it up
    assert ("Photos are coming in" in step, busy in step) == (True, False)
    assert f"{STEP + 1} are in, 1 is still to come." in step
    answer = maya.post(place, {"do": "go_on"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == place
    assert len(kept(maya)) == STEP + 2


def test_pictures_that_all_take_too_long_are_asked_for_later_which_is_no_use_of_the_journal(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_data: bytes) -> bytes:
        raise PhotoTookTooLong

    monkeypatch.setattr(photo_steps, "with_thumbnail", late)
    row = brought(maya, many_photos(2))
    step = maya.post(
        f"/journal/import/{row.id}/", {"do": "go_on"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'hx-trigger="load delay:5s" hx-headers=\'{"Asked-By-Itself": "1"}\'' in step


def test_a_store_that_is_away_is_told_also_behind_a_picture_that_took_too_long(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = count()

    def late_at_first(_data: bytes) -> ReencodedPhoto:
        if next(turns) == 0:
            raise PhotoTookTooLong
        return ReencodedPhoto(plain(), plain())

    def is_away(*_given: object, **_named: object) -> None:
        raise StoreAway

    monkeypatch.setattr(photo_steps, "with_thumbnail", late_at_first)
    monkeypatch.setattr(Photo, "sealed", is_away)
    row = brought(maya, many_photos(2))
    turns = count()
    answer = maya.post(f"/journal/import/{row.id}/", {"do": "go_on"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_a_picture_that_is_never_reached_in_time_is_told_as_that(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_data: bytes) -> bytes:
        raise PhotoTookTooLong

    monkeypatch.setattr(photo_steps, "with_thumbnail", late)
    row = brought(maya, many_photos(1))
    ImportPiece.objects.update(changed_on=timezone.now().date() - timedelta(days=8))
    tidy()
    maya.post(f"/journal/import/{row.id}/", {"do": "go_on"})
    row.refresh_from_db()
    assert row.contents(open_vault_of(maya)).left == {"photos_late": 1}
    page = maya.get(f"/journal/import/{row.id}/").content.decode()
    assert "1 photo that was not reached in time" in page


def test_photos_that_are_here_are_passed_over_before_they_are_developed(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(maya, many_photos(3))
    asked: list[bytes] = []
    monkeypatch.setattr(photo_steps, "with_thumbnail", asked.append)
    row = brought(maya, many_photos(3))
    row.refresh_from_db()
    assert (asked, row.contents(open_vault_of(maya)).already) == ([], 4)


def test_two_requests_that_go_on_at_once_keep_each_photo_once(maya: Client) -> None:
    row, vault = brought(maya, many_photos(14)), open_vault_of(maya)
    first, second = Import.objects.get(), Import.objects.get()
    photo_steps.take_next_photos(first, vault, most=1)
    photo_steps.take_next_photos(second, vault, most=1)
    assert len(kept(maya)) == STEP + 1
    row.refresh_from_db()
    assert row.contents(vault).waiting == 1


def test_a_file_lies_sealed_in_pieces_and_is_gone_with_its_photos(maya: Client) -> None:
    content = day_one(a=with_secrets() + bytes(3 * 1024 * 1024))
    file = SimpleUploadedFile("a-file", content)
    place = maya.post("/journal/import/", {"file": file})["Location"]
    pieces = list(ImportPiece.objects.order_by("number"))
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    assert len(pieces) == -(-len(content) // PIECE_BYTES) > 3
    assert not any(b"JFIF" in bytes(piece.sealed) for piece in pieces)
    vault = open_vault_of(maya)
    with opened(vault, import_id=Import.objects.get().id, size=len(content)) as again:
        assert again.read() == content
        again.seek(PIECE_BYTES - 5)
        assert again.read(10) == content[PIECE_BYTES - 5 : PIECE_BYTES + 5]
    maya.post(place, {"do": "keep"})
    assert (ImportPiece.objects.count(), len(kept(maya))) == (0, 1)


def test_pictures_beside_text_files_are_said_to_stay_behind(maya: Client) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("2026-11-20.md", "By the sea.")
        packed.writestr("sea.jpg", plain())
    row = brought(maya, file.getvalue())
    assert row.contents(open_vault_of(maya)).left["pictures"] == 1
