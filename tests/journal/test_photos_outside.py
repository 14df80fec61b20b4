"""Sealed photos in a folder outside of the database: never a row without its bytes, nor more."""

import io
import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.deletion import delete_member
from apps.accounts.models import User
from apps.common.http.retry_words import try_again
from apps.common.models import JobRun, PhotoStore
from apps.journal.importing import photo_steps
from apps.journal.importing.content import IncomingRow
from apps.journal.importing.merge import photos_once
from apps.journal.importing.photo_steps import take_next_photos
from apps.journal.models import Entry, Import, ImportPart, Photo, Storage, delete_for_good
from apps.journal.photos import moving, reencode
from apps.journal.views import imports
from apps.operations import doctor
from apps.operations.backup import canary
from apps.pages.retention import tidy
from apps.vault import blob_store, sealed_rows
from apps.vault.blob_folder import BlobFolder
from apps.vault.blob_store import StoreAway, reference_in
from apps.vault.crypto.sealing import MAGIC, Damaged
from apps.vault.key_changes import rekeying
from apps.vault.models import DroppedBlob
from apps.vault.unlocked_vault import UnlockedVault
from config.env import BadEnvironment
from config.photo_storage import storage_at
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import file_in, keep
from tests.journal.image_samples import as_photo, plain
from tests.journal.test_photo_files import many_photos
from tests.statement_watch import is_in_own_transaction

pytestmark = pytest.mark.django_db
Committing = Callable[..., Any]
HTMX = {"HX-Request": "true"}
AWAY = "The place where photos lie does not answer right now."


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    settings.STORAGES = {**settings.STORAGES, "sealed_photos": storage_at(place.as_uri())}
    return place


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each picture, where the picture itself does not matter."""
    monkeypatch.setattr(reencode, "with_thumbnail", lambda _data: as_photo())


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committing) -> Committing:
    """What is done once the transaction of a block is committed, is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def upload(client: Client, entry: Entry, **fields: str) -> Any:
    file = SimpleUploadedFile("one.jpg", plain())
    sent = {"photo_id": str(uuid.uuid4()), "description": "The pier", "file": file, **fields}
    return client.post(f"/journal/{entry.id}/photos/", sent)


def objects(folder: Path) -> dict[str, bytes]:
    marks = {blob_store.OWNER, blob_store.LEASE}
    found = (each for each in folder.rglob("*") if each.is_file() and each.name not in marks)
    return {each.name: each.read_bytes() for each in found}


def age(folder: Path, *, days: float) -> None:
    """Everything was put there, and dropped, so many days ago."""
    ago = time.time() - days * 86_400
    for each in folder.rglob("*"):
        os.utime(each, (ago, ago))
    DroppedBlob.objects.update(dropped=timezone.now() - timedelta(days=days))


def named() -> set[str]:
    """The names that rows hold."""
    held = [each for row in Photo.objects.all() for each in (row.picture, row.thumbnail) if each]
    found = [reference_in(each) for each in held]
    return {each.name.hex() for each in found if each}


def address(photo: Photo) -> str:
    return f"/journal/{photo.entry_id}/photos/{photo.id}/file/"


def break_off(folder: Path) -> None:
    """The store is away: what should be a folder is a file."""
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("")


def come_back(folder: Path) -> None:
    folder.unlink()
    folder.with_name("elsewhere").rename(folder)


def test_only_sealed_bytes_under_names_that_say_nothing_go_out(maya: Client, folder: Path) -> None:
    entry = keep(maya)
    assert upload(maya, entry).status_code == 303
    photo = Photo.objects.get()
    kept = objects(folder)
    assert kept.keys() == named()
    assert len(kept) == 2
    assert all(blob.startswith(MAGIC) for blob in kept.values())
    said = " ".join(map(str, folder.rglob("*")))
    for each in (entry.id, photo.id, photo.vault_id):
        assert str(each).replace("-", "") not in said.replace("-", "")
    assert len(photo.picture) == 64
    assert maya.get(address(photo)).content == photo.jpeg(open_vault_of(maya))
    assert Storage.of(photo.vault_id) == Storage._counted(photo.vault_id)
    outside = photo.sealed_size - len(photo.caption)
    assert outside == sum(map(len, kept.values()))
    own = Photo.objects.in_vault(open_vault_of(maya))
    assert own.bytes_sealed() == reference_in(photo.picture).length  # type: ignore[union-attr]


def test_objects_follow_their_rows_once_no_backup_names_them(
    maya: Client, sol: Client, folder: Path, committed: Committing, settings: Settings
) -> None:
    """For good, with the page, by an undo, by `tidy`, with the account, and when described."""
    settings.BACKUP_DAYS = 3
    dropped = 0

    def gone(count: int) -> None:
        """So many more objects have no row: they stay for three days, then `tidy` deletes them."""
        nonlocal dropped
        assert DroppedBlob.objects.count() == count
        age(folder, days=2.9)
        assert tidy()["dropped photo objects"] == 0
        assert len(objects(folder)) == len(named()) + count
        age(folder, days=3.1)
        assert tidy()["dropped photo objects"] == count
        assert objects(folder).keys() == named()
        dropped += count

    one, two, three = keep(maya), keep(maya), keep(maya)
    for entry in (one, two, three):
        upload(maya, entry)
    photos = {photo.entry_id: photo for photo in Photo.objects.all()}
    with committed():
        photos[one.id].describe(open_vault_of(maya), "Other words", expected=1)
    gone(2)
    assert len(objects(folder)) == 6
    maya.post(f"/journal/{one.id}/photos/{photos[one.id].id}/remove/")
    assert len(objects(folder)) == 6
    with committed():
        Photo.objects.get(pk=photos[one.id].id).delete()
    gone(2)
    assert len(objects(folder)) == 4
    with committed():
        delete_for_good(open_vault_of(maya), [two.id])
    gone(2)
    assert len(objects(folder)) == 2
    exported = maya.post("/journal/export/", {"what": "all", "form": "json", "password": PASSWORD})
    file = SimpleUploadedFile("export.json", file_in(exported))
    place = sol.post("/journal/import/", {"file": file})["Location"]
    sol.post(place, {"do": "keep"})
    assert len(objects(folder)) == 3  # without a thumbnail, as out of any export
    with committed():
        sol.post(place, {"do": "undo"})
    gone(1)
    assert len(objects(folder)) == 2
    with committed():
        delete_member(User.objects.get(username="maya"))
    gone(2)
    assert dropped == 9
    assert objects(folder) == {}
    assert not DroppedBlob.objects.exists()


def test_a_save_that_breaks_off_leaves_an_object_and_tidy_finds_it(
    maya: Client, folder: Path, settings: Settings
) -> None:
    settings.BACKUP_DAYS = 3
    entry = keep(maya)
    upload(maya, entry)
    kept = objects(folder).keys()
    with pytest.raises(RuntimeError), transaction.atomic():
        upload(maya, entry)
        raise RuntimeError("killed before the commit")
    assert len(objects(folder)) == 4
    age(folder, days=2.9)
    assert tidy()["photo objects without a row"] == 0  # a backup may name it
    age(folder, days=3.1)
    assert tidy()["photo objects without a row"] == 2
    assert objects(folder).keys() == kept == named()


def test_an_old_object_that_was_dropped_lately_is_no_orphan(maya: Client, folder: Path) -> None:
    upload(maya, keep(maya))
    Photo.objects.all().delete()
    age(folder, days=400)
    DroppedBlob.objects.update(dropped=timezone.now())
    counted = tidy()
    assert counted["dropped photo objects"] == counted["photo objects without a row"] == 0
    assert len(objects(folder)) == 2


def test_a_deletion_that_is_rolled_back_deletes_nothing(
    maya: Client, folder: Path, committed: Committing
) -> None:
    upload(maya, keep(maya))
    with committed(), pytest.raises(RuntimeError), transaction.atomic():
        Photo.objects.get().delete()
        raise RuntimeError
    assert objects(folder).keys() == named()
    assert len(objects(folder)) == 2


def test_while_the_store_is_away_words_stay_and_the_place_of_a_photo_says_so(
    maya: Client, folder: Path, committed: Committing
) -> None:
    entry = keep(maya)
    upload(maya, entry)
    photo = Photo.objects.get()
    break_off(folder)
    assert "The gulls again." in maya.get(f"/journal/{entry.id}/").content.decode()
    answer = maya.get(address(photo))
    assert answer.status_code == 503
    assert answer["Content-Type"] == "image/svg+xml"
    assert "This photo cannot be fetched right now." in answer.content.decode()
    assert maya.get(f"/journal/{entry.id}/photos/{photo.id}/").status_code == 200
    answer = upload(maya, entry, description="A word that stays")
    assert answer.status_code == 503
    assert "The place where photos lie does not answer right now." in answer.content.decode()
    assert 'value="A word that stays"' in answer.content.decode()
    fields = {"description": "Another word", "revision": "1"}
    answer = maya.post(f"/journal/{entry.id}/photos/{photo.id}/", fields)
    assert answer.status_code == 503
    assert 'value="Another word"' in answer.content.decode()
    assert Photo.objects.count() == 1
    taken = {"what": "all", "form": "json", "password": PASSWORD}
    answer = maya.post("/journal/export/", taken)
    assert answer.status_code == 503
    assert "The place where photos lie does not answer" in answer.content.decode()
    with committed():
        photo.delete()  # deletion needs no store: tidy deletes the object once it is back
    assert DroppedBlob.objects.count() == 2
    age(folder.with_name("elsewhere"), days=31)
    assert tidy()["dropped photo objects"] == 0
    come_back(folder)
    assert tidy()["dropped photo objects"] == 2
    assert objects(folder) == {}


def test_bytes_that_are_gone_or_altered_are_damaged(maya: Client, folder: Path) -> None:
    upload(maya, keep(maya))
    photo, vault = Photo.objects.get(), open_vault_of(maya)
    path = folder / reference_in(photo.picture).place  # type: ignore[union-attr]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Damaged):
        photo.jpeg(vault)
    path.unlink()
    with pytest.raises(Damaged):
        photo.jpeg(vault)
    assert moving.broken_of_sample() == (1, 1)
    said = "1 of 1 photos that were looked for are not in LEEWAY_PHOTO_STORAGE."
    assert canary._photos_missing() == [said]
    path.write_bytes(whole)
    assert canary._photos_missing() == []
    break_off(folder)
    [said] = canary._photos_missing()
    assert "did not answer" in said


def test_a_new_key_takes_the_photos_along_and_what_is_away_keeps_the_older_key(
    maya: Client, folder: Path, committed: Committing
) -> None:
    upload(maya, keep(maya))
    before, vault = objects(folder).keys(), open_vault_of(maya)
    jpeg = Photo.objects.get().jpeg(vault)
    keys = rekeying.begin(vault.vault, vault.data_keys, password=PASSWORD)
    vault = UnlockedVault(vault.opening, keys)
    break_off(folder)
    with committed():
        now = rekeying.step(vault, seconds=20)
    assert (now.left, now.damaged, now.is_store_away) == (1, 0, True)
    come_back(folder)
    with committed():
        assert rekeying.step(vault, seconds=20).left == 0
    assert before <= objects(folder).keys()  # an older backup opens its photos
    age(folder, days=31)
    tidy()
    assert objects(folder).keys() == named()
    assert not objects(folder).keys() & before
    photo = Photo.objects.get()
    assert reference_in(photo.picture).key_id == 2  # type: ignore[union-attr]
    assert photo.jpeg(vault) == jpeg


def test_photos_move_out_and_back_and_a_move_that_broke_off_goes_on(
    maya: Client, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = dict(settings.STORAGES)
    settings.STORAGES = {name: outside[name] for name in outside if name != "sealed_photos"}
    for _each in range(3):
        upload(maya, keep(maya))
    assert not folder.exists()
    jpegs = {row.pk: row.jpeg(open_vault_of(maya)) for row in Photo.objects.all()}
    stored = Storage.of(open_vault_of(maya).id)
    with pytest.raises(CommandError, match="not set"):
        call_command("move_photos", "storage")
    settings.STORAGES = outside
    put, puts = blob_store.put, []

    def breaks_off(blob: bytes) -> bytes:
        puts.append(blob)
        if len(puts) == 4:
            raise StoreAway("away")
        return put(blob)

    monkeypatch.setattr(moving, "put", breaks_off)
    with pytest.raises(CommandError, match="1 moved until then; run it again"):
        call_command("move_photos", "storage")
    call_command("move_photos", "storage", stdout=io.StringIO())
    assert len(named()) == 6
    assert named() <= objects(folder).keys()
    for row in Photo.objects.all():
        assert row.jpeg(open_vault_of(maya)) == jpegs[row.pk]
    assert Storage.of(open_vault_of(maya).id) == stored
    call_command("move_photos", "database", stdout=io.StringIO())
    assert named() == set()
    assert {row.pk: row.jpeg(open_vault_of(maya)) for row in Photo.objects.all()} == jpegs
    age(folder, days=31)
    assert tidy()["dropped photo objects"] == 6
    assert tidy()["photo objects without a row"] == 0
    assert objects(folder) == {}


def test_what_came_back_other_than_it_was_sent_is_not_moved(
    maya: Client, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = dict(settings.STORAGES)
    settings.STORAGES = {name: outside[name] for name in outside if name != "sealed_photos"}
    upload(maya, keep(maya))
    settings.STORAGES = outside
    monkeypatch.setattr(moving, "fetched", lambda _reference: b"other")
    with pytest.raises(CommandError, match="1 stayed"):
        call_command("move_photos", "storage", stdout=io.StringIO())
    assert named() == set()


def test_the_doctor_says_how_the_store_is(maya: Client, folder: Path, settings: Settings) -> None:
    upload(maya, keep(maya))
    [said] = doctor._photos()
    assert (said.state, said.words) == (
        "ok",
        "writes, reads and deletes; 2 objects of rows lie in it",
    )
    assert len(objects(folder)) == 2
    break_off(folder)
    [said] = doctor._photos()
    assert said.state == "wrong"
    assert "did not answer" in said.words
    settings.STORAGES = {n: s for n, s in settings.STORAGES.items() if n != "sealed_photos"}
    [said] = doctor._photos()
    assert said.words == "2 objects lie outside, and LEEWAY_PHOTO_STORAGE is not set"


@pytest.mark.parametrize(
    "wrong",
    [
        "photos",
        "file://host/srv",
        "file:///",
        "s3://",
        "s3://key:secret@bucket",
        "s3://b?acl=public",
    ],
)
def test_an_address_that_is_none_stops_the_start_and_is_not_repeated(wrong: str) -> None:
    with pytest.raises(BadEnvironment) as raised:
        storage_at(wrong)
    assert str(raised.value).startswith("LEEWAY_PHOTO_STORAGE: ")
    assert "secret" not in str(raised.value)


def test_the_privacy_page_says_where_photos_lie(maya: Client, settings: Settings) -> None:
    says = "in a store outside of the database"
    assert says not in maya.get("/privacy/").content.decode()
    settings.PHOTO_STORAGE = "file:///srv/leeway/photos"
    assert says in maya.get("/privacy/").content.decode()


def test_files_of_the_folder_are_for_its_owner_alone(maya: Client, folder: Path) -> None:
    upload(maya, keep(maya))
    for each in folder.rglob("*"):
        assert each.stat().st_mode & 0o077 == 0


def as_another_database() -> None:
    """What another database with the same address and the same secrets has."""
    PhotoStore.objects.all().delete()


def test_another_database_deletes_and_puts_nothing_until_it_adopts_the_store(
    maya: Client, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = keep(maya)
    upload(maya, entry)
    kept = objects(folder)
    as_another_database()
    Photo.objects.all().update(picture=b"", thumbnail=None)
    age(folder, days=400)
    with pytest.raises(CommandError, match=r"another database.*No object of a photo was deleted"):
        call_command("tidy", "--clock-is-right")
    assert JobRun.last("tidy")
    assert upload(maya, entry).status_code == 503
    with pytest.raises(CommandError, match=r"another database.*Nothing was moved"):
        call_command("move_photos", "storage")
    [said] = [each for each in doctor._photos() if each.about == "photo storage"]
    assert (said.state, "another database" in said.words) == ("wrong", True)
    assert objects(folder) == kept
    with pytest.raises(CommandError, match="Name one of"):
        call_command("move_photos", "storage", "--adopt")
    call_command("move_photos", "--adopt")
    assert upload(maya, entry).status_code == 303
    call_command("tidy", "--clock-is-right")
    assert objects(folder).keys() == named()
    assert len(named()) == 2


def test_a_database_that_never_put_anything_deletes_nothing(maya: Client, folder: Path) -> None:
    upload(maya, keep(maya))
    Photo.objects.all().update(picture=b"", thumbnail=None)
    (folder / "owner").unlink()
    as_another_database()
    DroppedBlob.objects.all().delete()
    age(folder, days=400)
    call_command("tidy", "--clock-is-right")
    assert len(objects(folder)) == 2


def test_a_folder_whose_disk_is_not_mounted_is_away_and_is_not_made_anew(
    maya: Client, folder: Path
) -> None:
    entry = keep(maya)
    upload(maya, entry)
    photo, vault = Photo.objects.get(), open_vault_of(maya)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(StoreAway):
        photo.jpeg(vault)
    assert maya.get(address(photo)).status_code == 503
    assert upload(maya, entry).status_code == 503
    with pytest.raises(StoreAway):
        blob_store.probe()
    with pytest.raises(CommandError, match="Is the folder mounted"):
        call_command("tidy", "--clock-is-right")
    assert not folder.exists()
    folder.with_name("elsewhere").rename(folder)
    assert photo.jpeg(vault) == as_photo().jpeg


def test_a_photo_that_has_no_room_is_not_put_into_the_store(
    maya: Client, folder: Path, settings: Settings
) -> None:
    entry = keep(maya)
    upload(maya, entry)
    kept = objects(folder).keys()
    settings.STORAGE_MOST = 0
    upload(maya, entry)
    assert Photo.objects.count() == 1
    assert objects(folder).keys() == kept


def test_a_new_key_takes_few_photos_outside_at_a_time_and_says_when_the_store_is_away(
    maya: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep(maya)
    for _each in range(6):
        upload(maya, entry)
    assert maya.post(reverse("vault:begin_new_key"), {"password": PASSWORD}).status_code == 303
    vault = open_vault_of(maya)
    table = Photo.sealed_table
    assert len(rekeying._next_rows(table, vault, [])) == 4
    largest = reference_in(Photo.objects.all()[0].picture).length  # type: ignore[union-attr]
    monkeypatch.setattr(rekeying, "BYTES_AT_ONCE", 2 * largest)
    assert len(rekeying._next_rows(table, vault, [])) == 1  # by their own size, with thumbnails
    asked = []
    monkeypatch.setattr(blob_store, "_owner", lambda: asked.append(1))
    folder.rename(folder.with_name("elsewhere"))
    page = maya.post(reverse("vault:new_key"), headers={"HX-Request": "true"}).content.decode()
    assert "The place where photos lie does not answer right now." in page
    assert "damaged" not in page
    assert "hx-trigger" not in page
    assert len(asked) == 1


def test_one_object_that_cannot_be_deleted_stops_no_other_and_three_end_it(
    maya: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep(maya)
    for _each in range(4):
        upload(maya, entry)
    Photo.objects.all().delete()
    age(folder, days=31.4)
    assert [each.about for each in doctor._photos()] == ["photo storage"]
    names = [blob_store.place_of(bytes(each.name)) for each in DroppedBlob.objects.order_by("pk")]
    stuck, delete, tried = set(names[1:2]), BlobFolder.delete, []

    def some_fail(store: BlobFolder, name: str) -> None:
        tried.append(name)
        if name in stuck:
            raise PermissionError
        delete(store, name)

    monkeypatch.setattr(BlobFolder, "delete", some_fail)
    assert tidy()["dropped photo objects"] == 7
    assert [blob_store.place_of(bytes(e.name)) for e in DroppedBlob.objects.all()] == names[1:2]
    age(folder, days=31.6)
    assert [each.about for each in doctor._photos()] == ["dropped photos", "photo storage"]
    for _each in range(3):
        upload(maya, entry)
    Photo.objects.all().delete()
    age(folder, days=31)
    stuck.update(blob_store.place_of(bytes(each.name)) for each in DroppedBlob.objects.all())
    tried.clear()
    assert tidy()["dropped photo objects"] == 0
    assert len([each for each in tried if each != blob_store.LEASE]) == 3


def test_a_dropped_object_stays_a_day_where_no_backup_is_kept(
    maya: Client, folder: Path, settings: Settings
) -> None:
    settings.BACKUP_DAYS = 0
    upload(maya, keep(maya))
    Photo.objects.all().delete()
    assert tidy()["dropped photo objects"] == 0
    age(folder, days=1.1)
    assert tidy()["dropped photo objects"] == 2


def photos_of(client: Client) -> list[tuple[str, bytes, bool]]:
    """What is said of each, its picture, and whether it lies in the trash."""
    vault = open_vault_of(client)
    rows = Photo.objects.in_vault(vault).order_by("number")
    opened = ((row.opened_caption(vault).description, row) for row in rows)
    return [(said, row.jpeg(vault), row.expires_on is not None) for said, row in opened]


def test_an_export_brings_its_photos_a_few_at_a_time_and_outside_of_any_transaction(
    maya: Client, sol: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep(maya)
    for number in range(5):
        upload(maya, entry, description=f"Pier {number}")
    Photo.objects.order_by("number")[4].remove()
    exported = maya.post("/journal/export/", {"what": "all", "form": "json", "password": PASSWORD})
    file = file_in(exported)
    place = sol.post("/journal/import/", {"file": SimpleUploadedFile("j.json", file)})["Location"]
    put, puts = blob_store.put, list[bytes]()

    def watched(blob: bytes) -> bytes:
        assert not is_in_own_transaction()
        if len(puts) == 3:
            puts.append(b"")
            raise StoreAway("away")
        puts.append(blob)
        return put(blob)

    monkeypatch.setattr(sealed_rows, "put", watched)
    monkeypatch.setattr(imports, "take_next_photos", partial(take_next_photos, most=2))
    assert sol.post(place, {"do": "keep"}).status_code == 303
    assert [said for said, _jpeg, _is_removed in photos_of(sol)] == ["Pier 0", "Pier 1"]
    page = sol.get(place).content.decode()
    assert "2 are in, 3 are still to come." in page
    assert sol.post(place, {"do": "go_on"}).status_code == 503  # the store goes away in the middle
    assert len(photos_of(sol)) == 3
    with monkeypatch.context() as broken:
        broken.setattr(Import, "settle", Mock(side_effect=RuntimeError("killed before its rows")))
        with pytest.raises(RuntimeError):
            sol.post(place, {"do": "go_on"})
    assert len(photos_of(sol)) == 3
    for _each in range(2):
        sol.post(place, {"do": "go_on"})
    assert photos_of(sol) == photos_of(maya)
    assert [is_removed for _said, _jpeg, is_removed in photos_of(sol)] == [False] * 4 + [True]
    assert "still to come" not in sol.get(place).content.decode()
    assert not ImportPart.objects.exists()
    age(folder, days=31)
    assert tidy()["photo objects without a row"] == 2  # of the step that was killed
    assert objects(folder).keys() == named()

    before = len(puts)
    place = maya.post("/journal/import/", {"file": SimpleUploadedFile("j.json", file)})["Location"]
    maya.post(place, {"do": "keep"})
    for _each in range(2):
        maya.post(place, {"do": "go_on"})
    report = Import.objects.in_vault(open_vault_of(maya)).get().contents(open_vault_of(maya))
    assert (len(puts) - before, report.waiting, report.made) == (0, 0, ())
    assert len(photos_of(maya)) == 5


@pytest.mark.parametrize("is_ours", [True, False], ids=["an export of ours", "another file"])
def test_an_import_says_that_the_store_is_away_and_asks_again_later(
    is_ours: bool, maya: Client, sol: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_steps, "with_thumbnail", lambda _data: as_photo())
    if is_ours:
        upload(maya, keep(maya))
        wanted = {"what": "all", "form": "json", "password": PASSWORD}
        file = file_in(maya.post("/journal/export/", wanted))
    else:
        folder.mkdir()
        file = many_photos(1)
    before = Photo.objects.count()
    place = sol.post("/journal/import/", {"file": SimpleUploadedFile("j", file)})["Location"]
    break_off(folder)
    assert sol.post(place, {"do": "keep"}).status_code == 303
    page = sol.get(place).content.decode()
    assert ('hx-trigger="load"' in page, AWAY in page) == (True, False)

    step = next_step(sol, place, said="not")
    assert 'hx-trigger="load delay:60s"' in step
    assert '<div id="photos-said" hx-swap-oob="innerHTML">' in step
    for words in (
        AWAY,
        "This page asks again by itself.",
        "0 are in, 1 is still to come.",
        ">Go on<",
    ):
        assert words in step
    again = next_step(sol, place, said=said_in(step))  # nothing that was not heard before
    assert ('hx-trigger="load delay:60s"' in again, AWAY in again) == (True, False)
    assert ("photos-said" in again, "photos-count" in again) == (False, True)
    assert said_in(again) == said_in(step)

    answer = sol.post(place, {"do": "go_on"})  # without scripts
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    page = answer.content.decode()
    assert f"{AWAY} {try_again(60)}" in page
    assert ("by itself" in page, said_in(page)) == (False, "not")
    assert Photo.objects.count() == before

    come_back(folder)
    answer = sol.post(place, {"do": "go_on", "said": said_in(step)}, headers=HTMX)
    assert answer["HX-Redirect"] == place
    page = sol.get(place).content.decode()
    assert ("have to wait" in page, "still to come" in page) == (False, False)
    assert Photo.objects.count() == before + 1
    assert objects(folder).keys() == named()


def next_step(client: Client, place: str, *, said: str) -> str:
    """What scripts get of an import whose photos wait."""
    answer = client.post(place, {"do": "go_on", "said": said}, headers=HTMX)
    assert (answer.status_code, b"<html" in answer.content) == (200, False)
    return answer.content.decode()


def said_in(page: str) -> str:
    return page.split('name="said" value="')[1].split('"')[0]


def test_the_same_photo_twice_in_a_file_comes_once_and_another_under_its_id_too() -> None:
    page, moved, photo = str(uuid.uuid4()), str(uuid.uuid4()), uuid.uuid4()

    def row(jpeg: str) -> IncomingRow:
        return IncomingRow("photos", photo, {"entry": page, "description": "", "jpeg": jpeg})

    seen: dict[uuid.UUID, int] = {}
    first = photos_once([row("a"), row("a"), row("b")], {page: moved}, seen)
    assert [(each.data["entry"], each.data["jpeg"]) for each in first] == [
        (moved, "a"),
        (moved, "b"),
    ]
    assert first[0].id == photo != first[1].id
    assert photos_once([row("a")], {page: moved}, seen) == []


def test_no_store_is_adopted_that_lacks_an_object_of_a_photo(maya: Client, folder: Path) -> None:
    entry = keep(maya)
    for _each in range(2):
        upload(maya, entry)
    as_another_database()
    owner = (folder / "owner").read_bytes()
    next(folder.rglob(min(objects(folder)))).unlink()
    for known in ((), ("--missing", "2")):
        with pytest.raises(CommandError, match=r"1 of 4 objects .*Nothing was changed.*missing 1"):
            call_command("move_photos", "--adopt", *known)
        assert (folder / "owner").read_bytes() == owner
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(CommandError, match="4 of 4 objects"):
        call_command("move_photos", "--adopt")
    folder.with_name("elsewhere").rename(folder)
    with pytest.raises(CommandError, match="--missing goes with --adopt"):
        call_command("move_photos", "storage", "--missing", "1")
    call_command("move_photos", "--adopt", "--missing", "1", stdout=io.StringIO())
    assert (folder / "owner").read_bytes() != owner
    assert upload(maya, entry).status_code == 303


def test_a_database_and_its_copy_notice_each_other_and_neither_deletes(
    maya: Client, folder: Path
) -> None:
    upload(maya, keep(maya))
    Photo.objects.all().delete()
    assert "dropped photo objects: 0" in tidied()
    copied = PhotoStore.objects.values().get()
    age(folder, days=20)
    assert "dropped photo objects: 0" in tidied()  # nothing is due while the copy has not run yet
    own = PhotoStore.objects.values().get()
    age(folder, days=40)
    for state in (copied, own):
        PhotoStore.objects.update(**state)
        assert "Another database, perhaps a copy" in tidied()
        said = list(doctor._photos())[-1]
        assert (said.state, said.about) == ("wrong", "photo storage lease")
        assert len(objects(folder)) == 2
    assert upload(maya, Entry.objects.get()).status_code == 303  # nobody is kept from a page
    for days, words in ((1, "Another database"), (2.9, "Another"), (3.1, "objects: 2")):
        with time_machine.travel(timezone.now() + timedelta(days=days)):  # alone again
            assert words in tidied()
    assert objects(folder).keys() == named()


def test_after_a_move_to_the_store_of_a_copy_one_is_alone_at_once(
    maya: Client, folder: Path
) -> None:
    upload(maya, keep(maya))
    tidied()
    PhotoStore.objects.update(lease=uuid.uuid4(), next_lease=None)
    assert "Another database" in tidied()
    call_command("move_photos", "--adopt", stdout=io.StringIO())
    assert "dropped photo objects" in tidied()


def full(_store: BlobFolder, _name: str, _content: Any) -> str:
    raise OSError(28, "No space left on device")


def unreadable(_store: BlobFolder, name: str, mode: str = "rb") -> Any:
    if name == blob_store.LEASE:
        raise PermissionError
    return FileSystemStorage.open(_store, name, mode)


def test_tidy_says_where_it_could_leave_no_sign_and_deletes_where_its_own_was_there(
    maya: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(maya, keep(maya))
    Photo.objects.all().delete()
    age(folder, days=40)
    with monkeypatch.context() as broken:
        broken.setattr(BlobFolder, "_save", full)
        assert "is the disk full" in tidied()  # at the first run: no sign was ever there
    assert len(objects(folder)) == 2
    PhotoStore.objects.update(lease=None, next_lease=None)
    (folder / "lease").write_text(uuid.uuid4().hex)
    with monkeypatch.context() as broken:
        broken.setattr(BlobFolder, "open", unreadable)
        said = tidied()  # as root wrote it
    assert "did not answer (PermissionError)" in said
    assert "`lease`? No object of a photo was deleted." in said
    assert len(objects(folder)) == 2
    (folder / "lease").unlink()
    break_off(folder)
    assert "did not answer" in tidied()
    come_back(folder)
    blob_store.renew_lease()
    with monkeypatch.context() as broken:
        broken.setattr(BlobFolder, "_save", full)
        said = tidied()
    assert "is the disk full" in said
    assert "No object" not in said
    assert objects(folder) == {}


def test_a_sign_whose_write_was_not_answered_is_no_other_databases(
    maya: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(maya, keep(maya))
    tidied()
    save = BlobFolder._save

    def unanswered(store: BlobFolder, name: str, content: Any) -> str:
        save(store, name, content)
        raise TimeoutError

    for write in (unanswered, full):  # it went through, or left nothing there
        with monkeypatch.context() as broken:
            broken.setattr(BlobFolder, "_save", write)
            tidied()
        assert "dropped photo objects: 0" in tidied()
        assert PhotoStore.of_database().shared is None


def tidied() -> str:
    out = io.StringIO()
    try:
        call_command("tidy", "--clock-is-right", stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue()
