"""The journal gets a new key while a file comes, photos are re-encoded, or an export is sent.

Whoever did that is told, nothing is half kept, and nothing whole is called damaged.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from apps.journal.exporting import selection
from apps.journal.importing import photo_steps
from apps.journal.importing.photo_steps import STEP
from apps.journal.models import Entry, Import, ImportPart, ImportPiece, Photo
from apps.journal.models.import_parts import PIECE_BYTES
from apps.journal.photos import reencode
from apps.journal.photos.reencode import ReencodedPhoto
from apps.journal.views import exports
from apps.vault.models import KeysReplaced, Vault
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.browser_session import find_open_vault
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep
from tests.journal.image_samples import plain, with_secrets
from tests.journal.test_import import exported
from tests.journal.test_photo_files import many_photos
from tests.sample_objects import a_draft
from tests.vault.test_rekeying import begin, finish, key_ids

pytestmark = pytest.mark.django_db
IMPORT = "/journal/import/"
TOLD = "got a new key meanwhile"


@pytest.fixture(params=["begun", "finished"])
def new_key(request: pytest.FixtureRequest, maya: Client) -> Callable[[], None]:
    """Begins a new key in another browser, at most once, and finishes it or not."""
    other = sign_in(Client(), "maya")

    def make() -> None:
        if Vault.objects.get().newest_key == 1:
            begin(other)
            if request.param == "finished":
                finish(other)

    return make


class InTwoParts(BytesIO):
    """A body that comes on; something happens once so many bytes of it were read."""

    def __init__(self, body: bytes, *, at: int, happens: Callable[[], None]) -> None:
        super().__init__(body)
        self._at, self._happens = at, happens

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self._at:
            self._happens()
        return super().read(size)


@pytest.mark.parametrize("at", [0, 2 * PIECE_BYTES, 4 * PIECE_BYTES], ids=["0", "2 MB", "4 MB"])
def test_a_file_that_comes_meanwhile_is_not_kept_and_that_is_said(
    maya: Client, new_key: Callable[[], None], at: int
) -> None:
    content = b"[" + b" " * (4 * PIECE_BYTES + PIECE_BYTES // 2) + b"]"
    file = SimpleUploadedFile("export.json", content)
    body = encode_multipart(BOUNDARY, {"file": file})
    extra: dict[str, Any] = {"wsgi.input": InTwoParts(body, at=at, happens=new_key)}
    extra["CONTENT_LENGTH"] = str(len(body))
    answer = maya.generic("POST", IMPORT, b"x", MULTIPART_CONTENT, **extra)
    assert Vault.objects.get().newest_key == 2
    assert (answer.status_code, TOLD in answer.content.decode()) == (403, True)
    assert "choose it once more" in answer.content.decode()
    assert not any(rows.objects.exists() for rows in (Import, ImportPiece, ImportPart))


def test_a_file_that_is_read_meanwhile_is_not_kept_and_comes_in_afterwards(
    maya: Client, new_key: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(maya)
    content, fill = exported(maya), Import.fill

    def late(*given: Any) -> None:
        new_key()
        fill(*given)

    monkeypatch.setattr(Import, "fill", late)
    answer = maya.post(IMPORT, {"file": SimpleUploadedFile("export.json", content)})
    assert (answer.status_code, TOLD in answer.content.decode()) == (403, True)
    assert not any(rows.objects.exists() for rows in (Import, ImportPiece, ImportPart))
    again = sign_in(Client(), "maya")
    answer = again.post(IMPORT, {"file": SimpleUploadedFile("export.json", content)})
    assert answer.status_code == 303


def test_photos_that_are_re_encoded_meanwhile_come_in_at_the_next_step(
    maya: Client, new_key: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ReencodedPhoto(plain(), plain())
    monkeypatch.setattr(photo_steps, "with_thumbnail", lambda _data: made)
    place = maya.post(IMPORT, {"file": SimpleUploadedFile("a.zip", many_photos(30))})["Location"]
    assert maya.post(place, {"do": "keep"}).status_code == 303
    tries: list[int] = []

    def third_is_late(_data: bytes) -> ReencodedPhoto:
        tries.append(1)
        if len(tries) == 3:
            new_key()
        return made

    monkeypatch.setattr(photo_steps, "with_thumbnail", third_is_late)
    answer = maya.post(place, {"do": "go_on"})
    assert (answer.status_code, TOLD in answer.content.decode()) == (403, True)
    assert Photo.objects.count() == STEP
    again = sign_in(Client(), "maya")
    while ImportPart.objects.exists():
        assert again.post(place, {"do": "go_on"}).status_code == 303
    assert Photo.objects.count() == 30
    report = Import.objects.get().contents(open_vault_of(again))
    assert (report.left, report.waiting) == ({}, 0)
    if Vault.objects.get().older_keys is not None:
        finish(again)
    assert key_ids(open_vault_of(again)) == {2}


def test_a_photo_that_is_sent_meanwhile_is_not_kept_and_its_words_are(
    maya: Client, new_key: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = keep(maya)

    def late(_data: bytes) -> ReencodedPhoto:
        new_key()
        return ReencodedPhoto(plain(), plain())

    monkeypatch.setattr(reencode, "with_thumbnail", late)
    form = {"file": SimpleUploadedFile("a.jpeg", with_secrets()), "description": "The quay."}
    answer = maya.post(f"/journal/{page.id}/photos/", {**form, "photo_id": str(page.id)})
    assert (answer.status_code, TOLD in answer.content.decode()) == (403, True)
    assert "The quay." in answer.content.decode()
    assert not Photo.objects.exists()


@pytest.mark.parametrize("form", ["json", "zip"])
def test_an_export_that_is_sent_meanwhile_breaks_off_where_a_row_is_under_the_new_key(
    maya: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where damaged rows may be left out: a row under the new key is none of those."""
    monkeypatch.setattr(exports, "PIECE", 1)
    for _ in range(2):
        keep(maya)
    broken = keep(maya)
    Entry.objects.filter(pk=broken.pk).update(body=bytes(broken.body)[:-1] + b"\0")
    a_draft(open_vault_of(maya))
    other, asked = sign_in(Client(), "maya"), {"what": "all", "form": form, "password": PASSWORD}
    answer: Any = maya.post("/journal/export/", {**asked, "without_damaged": "on"})
    assert answer.status_code == 200
    pieces = iter(answer.streaming_content)
    taken = next(pieces)
    Entry.objects.filter(pk=broken.pk).delete()  # so that one damaged row more would be let pass
    begin(other)
    finish(other)
    with pytest.raises(KeysReplaced):
        for piece in pieces:
            taken += piece
    assert not taken.rstrip().endswith(b"}") or form == "zip"
    assert b"PK\x05\x06" not in taken  # the end of a zip


def test_an_export_that_is_counted_meanwhile_calls_nothing_damaged(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(maya)
    a_draft(open_vault_of(maya))
    other, opened = sign_in(Client(), "maya"), selection._data_or_none

    def late(*given: Any) -> Any:
        if Vault.objects.get().newest_key == 1:
            begin(other)
            finish(other)
        return opened(*given)

    monkeypatch.setattr(selection, "_data_or_none", late)
    asked = {"what": "all", "form": "json", "password": PASSWORD}
    answer = maya.post("/journal/export/", asked)
    page = answer.content.decode()
    assert (answer.status_code, TOLD in page, "damaged" in page) == (403, True, False)


@pytest.mark.parametrize("address", ["/", "/journal/", "/journal/insights/", "the page"])
def test_a_page_that_is_asked_for_meanwhile_is_not_called_damaged(
    maya: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = keep(maya, a_page("The gulls again."))
    other = sign_in(Client(), "maya")
    address = f"/journal/{row.id}/" if address == "the page" else address

    asked: list[HttpRequest] = []

    def late(request: HttpRequest) -> UnlockedVault | None:
        found = find_open_vault(request)
        asked.append(request)
        if len(asked) == 1:
            begin(other)
            finish(other)
        return found

    monkeypatch.setattr("apps.vault.middleware.find_open_vault", late)
    answer = maya.get(address)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/vault/unlock/?next=")


def test_no_piece_of_a_file_is_stored_under_a_key_that_goes(maya: Client) -> None:
    """Also where the process ends before it could take the file away."""
    stale = open_vault_of(maya)
    row = Import.of_upload(stale)
    begin(maya)
    with pytest.raises(KeysReplaced):
        ImportPiece.keep(stale, b"words", import_id=row.id, place=0)
