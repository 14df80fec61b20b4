"""Photos of a page: sealed, shown to their owner alone, removed and taken back, never lost."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from apps.accounts.deletion import delete_member
from apps.accounts.models import AccountEvent, User
from apps.common.text.account_events import Happened
from apps.journal.models import Entry, Photo, delete_for_good, photos
from apps.journal.photos import reencode
from apps.journal.photos.jpeg_check import size_of
from apps.journal.photos.reencode import ReencodedPhoto
from apps.pages.retention import tidy
from apps.vault.crypto.sealing import Damaged
from tests.capture import FailsOnce
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep, sent
from tests.journal.image_samples import as_photo, encoded, opened, plain, with_secrets
from tests.leak_scan import bytea_columns, tables
from tests.sample_objects import keep_photo
from tests.tampering import set_field, swap

pytestmark = pytest.mark.django_db
WORDS = "The lighthouse in the evening"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without a process for each picture, where the picture itself does not matter."""
    monkeypatch.setattr(reencode, "with_thumbnail", lambda _data: as_photo())
    yield


def place(entry: Entry) -> str:
    return f"/journal/{entry.id}/photos/"


def one(photo: Photo) -> str:
    return f"/journal/{photo.entry_id}/photos/{photo.id}/"


def form(picture: bytes | None = None, *, name: str = "IMG_0042.jpg", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, plain() if picture is None else picture)
    return {"photo_id": str(uuid.uuid4()), "description": WORDS, "file": file, **fields}


def test_a_photo_is_kept_sealed_and_its_owner_sees_it(maya: Client) -> None:
    entry = keep(maya)
    answer = maya.post(place(entry), form(with_secrets()))
    assert (answer.status_code, answer["Location"]) == (303, place(entry))
    photo, vault = Photo.objects.get(), open_vault_of(maya)
    assert photo.opened_caption(vault).description == WORDS
    page = maya.get(f"/journal/{entry.id}/").content.decode()
    assert f'src="{one(photo)}file/"' in page
    assert WORDS in page
    shown = maya.get(f"{one(photo)}file/")
    assert shown.content == photo.jpeg(vault)
    assert (
        shown.headers.items()
        >= {
            "Content-Type": "image/jpeg",
            "Cache-Control": "no-store, private",
            "Content-Disposition": 'inline; filename="photo.jpg"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items()
    )
    assert WORDS in maya.get(one(photo)).content.decode()


def test_no_table_holds_the_picture_its_words_or_its_name(maya: Client) -> None:
    photo = keep_photo(open_vault_of(maya), keep(maya), description=WORDS)
    jpeg = photo.jpeg(open_vault_of(maya))
    assert ("journal_photo", "picture") in bytea_columns()
    for where, hay in tables():
        for part in (jpeg[:4] + jpeg[20:40], jpeg[200:240], WORDS.encode(), b"JFIF"):
            assert part not in hay, where


def test_the_same_send_twice_is_one_photo(maya: Client, at_once: None) -> None:
    entry, photo_id = keep(maya), str(uuid.uuid4())
    for _ in range(2):
        assert maya.post(place(entry), form(photo_id=photo_id)).status_code == 303
    assert str(Photo.objects.get().id) == photo_id


def test_a_form_that_back_brought_adds_another_photo_and_loses_none(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It still has the id of the photo that was sent with it before."""
    entry, photo_id = keep(maya), str(uuid.uuid4())
    for width in (64, 120):
        monkeypatch.setattr(reencode, "with_thumbnail", lambda _data, w=width: as_photo(width=w))
        assert maya.post(place(entry), form(photo_id=photo_id)).status_code == 303
    vault = open_vault_of(maya)
    widths = [row.opened_caption(vault).width for row in Photo.objects.of(entry.id)]
    assert widths == [64, 120]


def test_a_form_that_back_brought_with_another_description_loses_no_word(
    maya: Client, at_once: None
) -> None:
    entry, photo_id = keep(maya), str(uuid.uuid4())
    for description in ("The quay", "The quay at night"):
        fields = form(photo_id=photo_id, description=description)
        assert maya.post(place(entry), fields).status_code == 303
    vault = open_vault_of(maya)
    kept = [row.opened_caption(vault).description for row in Photo.objects.of(entry.id)]
    assert sorted(kept) == ["The quay", "The quay at night"]


def test_an_id_of_another_journal_tells_nothing_and_takes_nothing(
    maya: Client, sol: Client, at_once: None
) -> None:
    theirs = keep_photo(open_vault_of(sol), keep(sol))
    mine = keep(maya)
    assert maya.post(place(mine), form(photo_id=str(theirs.id))).status_code == 303
    kept = Photo.objects.in_vault(open_vault_of(maya)).get()
    assert kept.id != theirs.id
    theirs.refresh_from_db()
    assert theirs.jpeg(open_vault_of(sol)) == plain()


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"<svg/>", "not a JPEG, PNG, WebP or HEIC picture"),
        (with_secrets()[:-20], "broken"),
        (b"", "This file is empty"),
        (None, "Choose a picture first"),
    ],
    ids=["SVG", "cut", "empty", "none"],
)
def test_what_is_refused_says_why_and_keeps_every_word(
    maya: Client, picture: bytes | None, said: str
) -> None:
    entry = keep(maya)
    sent = form(b"" if picture is None else picture, name="photo.jpg")
    if picture is None:
        del sent["file"]
    answer = maya.post(place(entry), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'id="id_file_error"' in page
    assert f'value="{WORDS}"' in page
    assert "has to be chosen again" in page
    assert not Photo.objects.exists()


@pytest.mark.parametrize("over", [reencode.TooManyPixels, reencode.PhotosBusy])
def test_what_is_too_much_is_said_beside_the_field(
    maya: Client, monkeypatch: pytest.MonkeyPatch, over: type[Exception]
) -> None:
    def refused(_data: bytes) -> bytes:
        raise over

    monkeypatch.setattr(reencode, "with_thumbnail", refused)
    answer = maya.post(place(keep(maya)), form())
    assert answer.status_code == (422 if over is reencode.TooManyPixels else 503)
    assert f'value="{WORDS}"' in answer.content.decode()


def test_a_file_over_the_limit_is_read_past_and_said_to_be(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep(maya)
    answer = maya.post(place(entry), form(bytes(22 * 1024 * 1024)))
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "larger than 20 MB" in page
    assert f'value="{WORDS}"' in page
    monkeypatch.setattr("apps.journal.photos.forms.LARGEST", 2 * 1024 * 1024)
    answer = maya.post(place(entry), form(bytes(3 * 1024 * 1024)))
    assert (answer.status_code, "larger than 2 MB" in answer.content.decode()) == (422, True)


def test_a_page_and_a_journal_have_room_for_so_many(
    maya: Client, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, vault = keep(maya), open_vault_of(maya)
    monkeypatch.setattr(photos, "MOST_OF_PAGE", 2)
    first = keep_photo(vault, entry)
    keep_photo(vault, entry)
    answer = maya.post(place(entry), form())
    assert (answer.status_code, "room for 20 photos" in answer.content.decode()) == (422, True)
    first.remove()
    assert maya.post(place(entry), form()).status_code == 303
    monkeypatch.setattr(photos, "MOST_SEALED", 4000)  # a removed one still takes its room
    answer = maya.post(place(keep(maya)), form())
    assert (answer.status_code, "all the room there is" in answer.content.decode()) == (422, True)
    assert Photo.objects.count() == 3


def test_with_the_journal_closed_the_words_stay_and_the_file_is_asked_for_again(
    maya: Client, at_once: None
) -> None:
    entry = keep(maya)
    maya.post("/vault/lock/")
    answer = maya.post(place(entry), form())
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "choose it again" in page
    assert 'name="vault_password"' in page
    assert 'type="file"' in page
    assert f'value="{WORDS}"' in page
    assert maya.post(place(entry), form(vault_password=PASSWORD)).status_code == 303
    assert Photo.objects.count() == 1


def test_signed_out_the_words_stay_and_a_sign_in_keeps_the_photo(
    maya: Client, visitor: Client, at_once: None
) -> None:
    entry = keep(maya)
    answer = visitor.post(place(entry), form())
    page = answer.content.decode()
    assert (answer.status_code, WORDS in page, "choose it again" in page) == (403, True, True)
    again = form(sign_in_name="maya", sign_in_password=PASSWORD)
    assert visitor.post(place(entry), again).status_code == 303
    assert Photo.objects.count() == 1


def test_other_words_never_overwrite_those_of_another_tab(maya: Client) -> None:
    photo, vault = keep_photo(open_vault_of(maya), keep(maya)), open_vault_of(maya)
    changed = {"description": "One tab", "revision": "1"}
    assert maya.post(one(photo), changed).status_code == 303
    late = maya.post(one(photo), {"description": "The other tab", "revision": "1"})
    page = late.content.decode()
    assert (late.status_code, "One tab" in page, 'value="The other tab"' in page) == (
        409,
        True,
        True,
    )
    photo.refresh_from_db()
    assert photo.opened_caption(vault).description == "One tab"
    assert photo.jpeg(vault) == plain()
    again = {"description": "The other tab", "revision": "2"}
    assert maya.post(one(photo), again).status_code == 303
    long = maya.post(one(photo), {"description": "x" * 301, "revision": "3"})
    assert (long.status_code, "x" * 301 in long.content.decode()) == (422, True)


def test_a_removed_photo_can_be_taken_back_or_deleted_for_good(
    maya: Client, maya_user: User
) -> None:
    entry = keep(maya)
    photo = keep_photo(open_vault_of(maya), entry, description=WORDS)
    assert maya.post(f"{one(photo)}erase/").status_code == 303
    assert Photo.objects.count() == 1  # only what was removed before
    gone = maya.post(f"{one(photo)}remove/")
    toast = maya.get(gone["Location"]).content.decode()
    assert "The photo is off the page." in toast
    assert f'action="{one(photo)}restore/"' in toast
    assert "file/" not in maya.get(f"/journal/{entry.id}/").content.decode()
    assert maya.post(f"{one(photo)}restore/").status_code == 303
    assert f"{one(photo)}file/" in maya.get(f"/journal/{entry.id}/").content.decode()
    maya.post(f"{one(photo)}remove/")
    held = AccountEvent.objects.create(user=maya_user, kind=Happened.RESET)
    assert maya.post(f"{one(photo)}erase/").status_code == 403  # soon after a password by mail
    assert Photo.objects.count() == 1
    held.delete()
    assert maya.post(f"{one(photo)}erase/").status_code == 303
    assert not Photo.objects.exists()


def test_a_removed_photo_goes_on_its_day_and_not_before(maya: Client) -> None:
    keep_photo(open_vault_of(maya), keep(maya)).remove()
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert tidy()["removed photos"] == 0
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert tidy()["removed photos"] == 1


def test_photos_follow_their_page_into_the_trash_back_and_out(maya: Client) -> None:
    entry, vault = keep(maya), open_vault_of(maya)
    photo = keep_photo(vault, entry)
    maya.post(f"/journal/{entry.id}/delete/")
    assert f"{one(photo)}file/" in maya.get(f"/journal/{entry.id}/").content.decode()
    maya.post(f"/journal/{entry.id}/restore/")
    assert f"{one(photo)}file/" in maya.get(f"/journal/{entry.id}/").content.decode()
    beside = keep_photo(vault, keep(maya))
    delete_for_good(vault, [entry.id])
    assert list(Photo.objects.all()) == [beside]
    Entry.objects.get().trash()
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert tidy()["photos of expired pages"] == 1
    assert not Photo.objects.exists()


def test_with_the_account_every_photo_goes(maya: Client) -> None:
    keep_photo(open_vault_of(maya), keep(maya))
    delete_member(User.objects.get())
    assert not Photo.objects.exists()


def test_changing_a_page_or_going_back_to_an_earlier_text_leaves_its_photos(maya: Client) -> None:
    entry = keep(maya)
    photo = keep_photo(open_vault_of(maya), entry)
    changed = sent(entry_id=str(entry.id), revision="1", body="Other words.", photos="1")
    answer = maya.post(f"/journal/{entry.id}/edit/", changed)
    assert (answer.status_code, answer["Location"]) == (303, place(entry))
    late = sent(entry_id=str(entry.id), revision="1", body="Late words.")
    assert maya.post(f"/journal/{entry.id}/edit/", late).status_code == 409
    assert list(Photo.objects.of(entry.id)) == [photo]


def test_a_new_page_leads_to_its_photos_where_that_was_pressed(maya: Client) -> None:
    page = sent(body="A page to come.", photos="1")
    answer = maya.post("/journal/new/", page)
    assert (answer.status_code, answer["Location"]) == (303, f"/journal/{page['entry_id']}/photos/")
    assert maya.get(answer["Location"]).status_code == 200


def test_a_photo_of_a_page_that_is_gone_is_not_kept(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted for good in another tab while the picture is being reencoded."""
    entry, vault = keep(maya), open_vault_of(maya)

    def meanwhile(_data: bytes) -> ReencodedPhoto:
        delete_for_good(vault, [entry.id])
        return as_photo()

    monkeypatch.setattr(reencode, "with_thumbnail", meanwhile)
    answer = maya.post(place(entry), form())
    assert (answer.status_code, WORDS in answer.content.decode()) == (404, True)
    assert not Photo.objects.exists()


def test_a_damaged_photo_hides_neither_its_page_nor_the_others(maya: Client) -> None:
    entry, vault = keep(maya), open_vault_of(maya)
    first, second = keep_photo(vault, entry), keep_photo(vault, entry, description=WORDS)
    set_field(first, "caption", b"nonsense")
    set_field(first, "picture", b"nonsense")
    page = maya.get(f"/journal/{entry.id}/").content.decode()
    assert ("A damaged photo" in page, WORDS in page, "The gulls again." in page) == (True,) * 3
    assert maya.get(f"{one(first)}file/").status_code == 409
    assert maya.get(one(first)).status_code == 409
    assert maya.get(f"{one(second)}file/").status_code == 200
    assert f'action="{one(first)}remove/"' in maya.get(place(entry)).content.decode()
    assert maya.post(f"{one(first)}remove/").status_code == 303
    assert maya.get(place(entry)).status_code == 200


def test_pictures_in_each_others_place_are_damaged(maya: Client) -> None:
    entry, vault = keep(maya), open_vault_of(maya)
    first, second = keep_photo(vault, entry), keep_photo(vault, entry)
    swap(first, "picture", second, "picture")
    for photo in (first, second):
        assert maya.get(f"{one(photo)}file/").status_code == 409


def test_a_page_of_many_photos_asks_no_more_and_fetches_no_picture(maya: Client) -> None:
    entry, vault = keep(maya), open_vault_of(maya)

    def asked(address: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert maya.get(address).status_code == 200
        return [each["sql"] for each in seen.captured_queries]

    first = keep_photo(vault, entry)
    addresses = (f"/journal/{entry.id}/", place(entry), one(first), "/journal/")
    before = {address: len(asked(address)) for address in addresses}
    for _ in range(8):
        keep_photo(vault, entry)
    for address in addresses:
        statements = asked(address)
        assert len(statements) == before[address]
        assert not any(
            '"journal_photo"."picture"' in sql.split("FROM")[0] and "SUM" not in sql
            for sql in statements
        )


def test_a_failure_at_any_statement_keeps_no_half_and_logs_no_word(
    maya: Client, at_once: None, caplog: pytest.LogCaptureFixture
) -> None:
    entry = keep(maya)
    cookies = {name: morsel.value for name, morsel in maya.cookies.items() if morsel.value}
    for count in range(60):
        fails = FailsOnce(after=count)
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            client.cookies.load(cookies)
            with connection.execute_wrapper(fails):
                answer = client.post(place(entry), form())
            kept = None if fails.fired else Photo.objects.count()
            transaction.set_rollback(True)
        if not fails.fired:
            assert (answer.status_code, kept) == (303, 1)
            break
        assert answer.status_code in {500, 503}  # an error of the database asks to come back
    assert count > 5
    assert WORDS not in caplog.text


def test_a_list_shows_a_small_picture_and_the_page_the_whole_one(maya: Client) -> None:
    entry = keep(maya, a_page("By the sea"))
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    assert maya.post(place(entry), form(encoded(noise, "JPEG"))).status_code == 303
    photo = Photo.objects.get()
    [source] = re.findall(r'class="thumb" src="([^"]+)"', maya.get("/journal/").content.decode())
    small, whole = maya.get(source), maya.get(f"{one(photo)}file/")
    assert opened(small.content).size == (168, 168)
    assert size_of(small.content) == (168, 168), "points and nothing else"
    assert len(small.content) * 20 < len(whole.content)
    assert "no-store" in small["Cache-Control"]
    assert photo.thumbnail is not None
    assert small.content[:200] not in bytes(photo.thumbnail)
    photo.describe(open_vault_of(maya), "The sea", expected=1)
    assert maya.get(source).content == small.content
    set_field(photo, "thumbnail", b"nonsense")
    assert maya.get(source).content == whole.content, "damage shows the picture itself"


def test_a_photo_of_the_release_before_is_shown_from_its_picture(maya: Client) -> None:
    photo = keep_photo(open_vault_of(maya), keep(maya))
    Photo.objects.update(thumbnail=None)
    assert maya.get(f"{one(photo)}thumbnail/").content == plain()


def test_a_photo_without_a_thumbnail_gets_one_once_a_list_has_shown_it(maya: Client) -> None:
    vault, entry = open_vault_of(maya), keep(maya)
    photo = keep_photo(vault, entry)
    Photo.objects.update(thumbnail=None)
    small = f"{one(photo)}thumbnail/"
    (asked,) = re.findall(r'<img class="thumb"[^>]+>', maya.get("/journal/").content.decode())
    assert f'hx-post="{small}"' in asked
    for _ in range(2):
        assert maya.post(small).status_code == 204
        kept = Photo.objects.get()
        assert kept.jpeg(vault) == plain()
        assert kept.caption_or_none(vault) == photo.caption_or_none(vault)
        found = maya.get(small).content
        assert found == kept.small_jpeg(vault) != plain()
        assert size_of(found) == (min(size_of(plain()) or ()),) * 2
    (asked,) = re.findall(r'<img class="thumb"[^>]+>', maya.get("/journal/").content.decode())
    assert "hx-post" not in asked


@pytest.mark.parametrize("problem", [reencode.PhotosBusy, reencode.BrokenPhoto, Damaged])
def test_a_thumbnail_that_cannot_be_made_leaves_the_picture(
    maya: Client, monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    photo = keep_photo(open_vault_of(maya), keep(maya))
    Photo.objects.update(thumbnail=None)

    def refused(_data: bytes) -> None:
        raise problem

    monkeypatch.setattr(reencode, "with_thumbnail", refused)
    assert maya.post(f"{one(photo)}thumbnail/").status_code == 204
    assert maya.get(f"{one(photo)}thumbnail/").content == plain()


def test_nothing_of_an_upload_reaches_a_file(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    refuse: Callable[..., None] = lambda *_args, **_more: made.append("a file")  # noqa: E731
    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert maya.post(place(keep(maya)), form(with_secrets("PNG"))).status_code == 303
    assert made == []
