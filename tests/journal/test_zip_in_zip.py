"""Zips that were packed once more, as people pack what they downloaded: looked into, one deep."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from apps.journal.importing import archive
from apps.journal.importing.archive import Archive
from apps.journal.models import Entry, Photo
from tests.factories import open_vault_of
from tests.journal.entry_samples import a_page, keep
from tests.journal.test_foreign_files import come, report_of
from tests.journal.test_import import brought, exported, packed, pages_of, sent
from tests.sample_objects import keep_photo

pytestmark = pytest.mark.django_db
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
BOTH = pytest.mark.parametrize("method", [STORED, DEFLATED], ids=["stored", "packed"])
type Files = dict[str, bytes | str]


def zipped(files: Files, method: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as whole:
        for name, content in files.items():
            whole.writestr(name, content)
    return out.getvalue()


def a_picture(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


def a_day_one_zip(words: str, photo: bytes, method: int) -> bytes:
    name = "a" * 32
    photos = [{"md5": name, "type": "jpeg", "orderInEntry": 0}]
    entry = {"text": words, "creationDate": "2019-01-01T12:00:00Z", "timeZone": "UTC"}
    document = json.dumps({"entries": [{**entry, "photos": photos}]})
    return zipped({"Journal.json": document, f"photos/{name}.jpeg": photo}, method)


def sizes_by_words(client: Client) -> dict[str, tuple[int, int]]:
    """What each page says, and how large its photo is."""
    vault = open_vault_of(client)
    return {
        Entry.objects.get(pk=photo.entry_id).page(vault).body: Image.open(
            BytesIO(photo.jpeg(vault))
        ).size
        for photo in Photo.objects.in_vault(vault)
    }


@BOTH
def test_a_folder_of_downloads_comes_in_whole_each_page_with_its_own_photo(
    maya: Client, method: int
) -> None:
    """The two zips of Day One have a picture each at the same place in them."""
    files: Files = {
        "Downloads/Day One 1.zip": a_day_one_zip("Wide.", a_picture(40, 20), method),
        "Downloads/Day One 2.ZIP": a_day_one_zip("Tall.", a_picture(20, 40), method),
        "Downloads/Bear.textpack": zipped(
            {"Pier.textbundle/text.md": "# Pier\n\n2020-02-14\n\nWind."}, method
        ),
        "Downloads/2021-03-04.md": "A note beside.",
        "__MACOSX/Downloads/._Day One 1.zip": "litter",
    }
    pages = come(maya, zipped(files, method), "downloads.zip")
    assert {page.head.title for page in pages} == {"", "Pier"}
    assert {page.body.partition("\n")[0] for page in pages} >= {"2020-02-14", "A note beside."}
    assert sizes_by_words(maya) == {"Wide.": (40, 20), "Tall.": (20, 40)}
    assert report_of(maya).left == {}


@BOTH
def test_exports_of_ours_in_a_zip_come_in_with_what_lies_beside_them(
    maya: Client, sol: Client, method: int
) -> None:
    entry = keep(maya, a_page("One."))
    keep_photo(open_vault_of(maya), entry, description="the pier")
    first = exported(maya, "zip")
    keep(maya, a_page("Two."))
    files: Files = {"a/export-1.zip": first, "a/export-2.zip": exported(maya, "zip")}
    files |= {"a/2021-03-04.md": "A note beside.", "a/walk.jpg": a_picture(4, 4)}
    brought(sol, zipped(files, method), name="backups.zip")
    vault = open_vault_of(sol)
    assert sorted(page.body for page in pages_of(vault)) == ["A note beside.", "One.", "Two."]
    [photo] = Photo.objects.in_vault(vault)
    assert photo.opened_caption(vault).description == "the pier"
    assert report_of(sol).left == {"pictures": 1}


def test_what_is_not_looked_into_is_told_by_what_can_be_done(maya: Client) -> None:
    deepest = packed({"2021-03-06.md": "Third."})
    files: Files = {
        "2021-03-04.md": "First.",
        "a.zip": packed({"2021-03-05.md": "Second.", "b.zip": deepest}),
        "broken.zip": b"PK\x03\x04 no zip",
    }
    page = brought(maya, packed(files), name="a.zip")
    assert [each.body for each in pages_of(open_vault_of(maya))] == ["First.", "Second."]
    assert report_of(maya).left == {"zips": 1, "broken_files": 1}
    assert "1 zip in the zip that we did not look into: import it by itself" in page


def test_a_locked_zip_in_a_zip_is_called_locked(maya: Client) -> None:
    content = bytearray(packed({"2026-11-21.md": "x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    answer = sent(maya, packed({"a.zip": bytes(content)}), name="b.zip")
    assert answer.status_code == 422
    assert "This zip is locked with a password" in answer.content.decode()


def test_zips_in_a_zip_share_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many zips, so much memory for one, so much unpacked in all, so many files in all."""
    small = packed({"2021-03-04.md": "x"})
    many = Archive(BytesIO(zipped({f"{n}.zip": small for n in range(103)}, STORED)))
    assert (len(many), many.unopened) == (100, 3)

    large = zipped({"2021-03-04.md": b"x" * 9_000}, STORED)
    both = {"1.zip": large, "2.zip": large}
    monkeypatch.setattr(archive, "LARGEST_FILE", 8_000)
    assert Archive(BytesIO(zipped(dict(both), DEFLATED))).unopened == 2
    assert Archive(BytesIO(zipped(dict(both), STORED))).unopened == 0
    monkeypatch.setattr(archive, "LARGEST_FILE", 10_000)
    monkeypatch.setattr(archive, "LIMITS", replace(archive.LIMITS, unpacked=15_000))
    assert Archive(BytesIO(zipped(dict(both), DEFLATED))).unopened == 1


def test_a_zip_in_a_zip_that_lists_too_many_files_is_not_read_and_ends_the_looking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 20)
    few, many = ({f"{n}.md": "x" for n in range(count)} for count in (5, 30))
    files: Files = {f"{n}.zip": packed(dict(many if n == 2 else few)) for n in range(1, 5)}
    found = Archive(BytesIO(packed({**files, "note.md": "x"})))
    assert {name.partition("/")[0] for name in found.named("")} == {"1.zip", "note.md"}
    assert found.unopened == 3


def test_an_export_whose_folders_are_gone_comes_in_once(maya: Client, sol: Client) -> None:
    entry = keep(maya, a_page("Words.\n\nAnd more.", title="A title: with signs", tags=("sea",)))
    keep_photo(open_vault_of(maya), entry, description="the pier")
    keep(maya, a_page("Other words."))
    with zipfile.ZipFile(BytesIO(exported(maya, "zip"))) as whole:
        flat = {name.rpartition("/")[2]: whole.read(name) for name in whole.namelist()}
    extra: Files = {**flat, "2021-03-04.md": "A note beside."}
    bodies = sorted(page.body for page in come(sol, zipped(extra, DEFLATED), "flat.zip"))
    assert bodies == ["A note beside.", "Other words.", "Words.\n\nAnd more."]
    assert Photo.objects.in_vault(open_vault_of(sol)).count() == 1
    assert report_of(sol).left == {}
