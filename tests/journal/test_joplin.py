"""Notes of Joplin: RAW items in a folder, or in the tar that it calls JEX."""

import io
import tarfile
import time
import tracemalloc
from datetime import date

import pytest
from django.test import Client

from apps.journal.importing import archive, tar_file
from apps.journal.importing.archive import Archive, TooLarge
from apps.journal.importing.joplin import joplin_item, pictures_in
from apps.journal.models import Photo
from apps.vault.registry import Unreadable
from tests.factories import open_vault_of
from tests.journal.image_samples import plain
from tests.journal.test_foreign_files import come, report_of
from tests.journal.test_import import packed, pages_of

pytestmark = pytest.mark.django_db
NOTE, SECOND, FOLDER, TAG, OTHER_TAG, PICTURE = (letter * 32 for letter in "abcdef")
type Files = dict[str, bytes | str]


def item(kind: int, own_id: str, text: str = "", **fields: str) -> str:
    """As Joplin 3 writes it: the text, an empty line, and the fields, `type_` the last."""
    said = {"id": own_id, **fields, "is_shared": "0", "share_id": "", "type_": str(kind)}
    below = "\n".join(f"{name}: {value}" for name, value in said.items())
    return f"{text}\n\n{below}" if text else below


def note(own_id: str, text: str, **more: str) -> str:
    times = {"created_time": "2022-01-01T09:00:00.000Z", "updated_time": "2024-05-01T09:00:00.000Z"}
    own = {"user_created_time": "2021-03-04T19:30:00.000Z", "encryption_applied": "0"}
    places = {"latitude": "0.00000000", "longitude": "0.00000000", "altitude": "0.0000"}
    fields = {"parent_id": FOLDER, **times, **places, "author": "", "is_todo": "0", **own}
    return item(1, own_id, text, **{**fields, "deleted_time": "0", **more})


def files() -> Files:
    return {
        f"{NOTE}.md": note(NOTE, f"The pier\n\nWe spoke.\n\n![us](:/{PICTURE})\n\nid: mine"),
        f"{SECOND}.md": note(SECOND, "Nothing else"),
        f"{FOLDER}.md": item(2, FOLDER, "Evenings", parent_id=""),
        f"{TAG}.md": item(5, TAG, "sea", parent_id=""),
        f"{OTHER_TAG}.md": item(5, OTHER_TAG, "calm, later", parent_id=""),
        f"{'1' * 32}.md": item(6, "1" * 32, note_id=NOTE, tag_id=TAG),
        f"{'2' * 32}.md": item(6, "2" * 32, note_id=NOTE, tag_id=OTHER_TAG),
        f"{PICTURE}.md": item(4, PICTURE, "pier.jpg", mime="image/jpeg", file_extension="jpg"),
        f"resources/{PICTURE}.jpg": plain(),
    }


def tarred(said: Files, *, form: int = tarfile.USTAR_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, content in said.items():
            data = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_614_859_200
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("form", ["zip", "ustar", "gnu", "pax"])
def test_a_note_comes_with_its_day_its_tags_and_its_picture(maya: Client, form: str) -> None:
    forms = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
    data = packed(files()) if form == "zip" else tarred(files(), form=forms[form])
    come(maya, data, name="notes.zip" if form == "zip" else "notes.jex")
    vault = open_vault_of(maya)
    other, page = sorted(pages_of(vault), key=lambda each: each.body)
    assert (page.head.title, page.body, page.head.day) == (
        "The pier",
        "We spoke.\n\nid: mine",
        date(2021, 3, 4),
    )
    assert set(page.head.tags) == {"sea", "calm, later"}
    assert (other.head.title, other.body, other.head.tags) == ("Nothing else", "", ())
    [photo] = Photo.objects.in_vault(vault)
    assert photo.opened_caption(vault).description == "us"
    report = report_of(maya)
    assert (report.source, report.left) == ("joplin", {"fields": 1})  # the notebook


def test_what_a_page_has_no_place_for_is_counted(maya: Client) -> None:
    said: Files = {
        f"{NOTE}.md": note(NOTE, "A\n\nWords", latitude="48.20000000", is_todo="1"),
        f"{SECOND}.md": note(SECOND, "B\n\nWords", deleted_time="1714550000000"),
        f"{TAG}.md": note(TAG, "", encryption_applied="1"),
        f"{FOLDER}.md": item(13, FOLDER, "an older text"),
    }
    come(maya, tarred(said), name="notes.jex")
    assert [page.head.title for page in pages_of(open_vault_of(maya))] == ["A"]
    left = {"places": 1, "fields": 1, "in_the_bin": 1, "locked_files": 1, "files": 1}
    assert report_of(maya).left == left


def test_a_picture_with_many_words_read_off_it_is_no_page(maya: Client) -> None:
    read_off = "the kittiwakes\\n" * 5_000
    said: Files = {
        f"{NOTE}.md": note(NOTE, "A\n\nWords"),
        f"{PICTURE}.md": item(4, PICTURE, "pier.jpg", mime="image/jpeg", ocr_text=read_off),
    }
    come(maya, tarred(said), name="notes.jex")
    assert [page.head.title for page in pages_of(open_vault_of(maya))] == ["A"]
    assert report_of(maya).left == {}


def test_fields_that_never_end_are_read_in_a_moment() -> None:
    begun = time.process_time()
    for text in (f"\n\nid: {NOTE}\n" * 25_000, f"\n\nid: {NOTE}\n" + "a_b: c\n" * 140_000):
        assert joplin_item(text) is None
    assert time.process_time() - begun < 1


def test_a_text_that_is_called_like_an_item_is_a_text(maya: Client) -> None:
    come(maya, packed({f"{NOTE}.md": "---\ndate: 2021-03-04\n---\nWords"}), name="a.zip")
    assert [page.body for page in pages_of(open_vault_of(maya))] == ["Words"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"![us](:/{PICTURE})", "us"),
        (f'![us](:/{PICTURE} "at dusk")', "us at dusk"),
        (f'<img src=":/{PICTURE}" alt="us" width="20" />', "us"),
        (f"<img width='20' src=':/{PICTURE}'>", ""),
    ],
)
def test_a_picture_is_named_in_any_of_these_ways(typed: str, said: str) -> None:
    [photo] = pictures_in(f"a {typed} b [a file](:/{NOTE})")
    assert (photo.name, photo.description, photo.typed) == (f"resources/{PICTURE}", said, typed)


# --- Any tar -------------------------------------------------------------------------------------


def test_a_tar_of_texts_is_read_as_a_zip_of_them_is(maya: Client) -> None:
    said: Files = {"./diary/2021-03-04.md": "Words", "diary/._2021-03-04.md": "x", "b.md": "Later"}
    come(maya, tarred(said), name="diary.tar")
    found = {page.body: page.head.day for page in pages_of(open_vault_of(maya))}
    assert found == {"Words": date(2021, 3, 4), "Later": date(2021, 3, 4)}
    assert report_of(maya).told == {"file_time": 1}


def test_links_and_devices_are_no_files() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"{kind.decode()}.md")
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        tar.addfile(tarfile.TarInfo("../../plain.md"))
    found = Archive(out)
    assert ([*found.named("")], found.odd) == (["../../plain.md"], 4)


def test_a_tar_that_breaks_off_gives_what_stands_before(maya: Client) -> None:
    whole = tarred({"2021-03-04.md": "Words", "2021-03-05.md": "x" * 3000})
    come(maya, whole[:2600], name="a.tar")
    assert pages_of(open_vault_of(maya))[0].body == "Words"
    assert report_of(maya).left["broken_files"] == 1


def test_a_header_of_any_length_is_not_read_into_memory() -> None:
    header = bytearray(tarred({"a.md": "x"}, form=tarfile.USTAR_FORMAT)[:512])
    header[156:157] = b"x"  # fields of the next file: as many bytes as it says
    header[124:136] = b"77777777777\x00"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header)
    with pytest.raises(TooLarge):
        Archive(io.BytesIO(bytes(header) + b"0" * 4096))


def header(kind: bytes, size: int, *, at: dict[int, bytes] | None = None) -> bytes:
    """The first block of an entry of a tar."""
    block = bytearray(tarred({"a.md": "x"}, form=tarfile.USTAR_FORMAT)[:512])
    block[156:157], block[124:136] = kind, b"%011o\x00" % size
    for place, said in (at or {}).items():
        block[place : place + len(said)] = said
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block)


def test_fields_of_all_files_are_not_kept_with_each_of_them() -> None:
    fields = b"".join(b"10 %05d=\n" % n for n in range(6000))
    whole = header(b"g", len(fields)) + fields.ljust(60_416, b"\0") + 200 * header(b"0", 0)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        Archive(io.BytesIO(whole))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_list_of_holes_of_any_length_is_not_read_into_memory() -> None:
    goes_on = (b"00000000001\x00" * 42).ljust(504, b"\0") + b"\x01" + b"\0" * 7
    with pytest.raises(TooLarge):
        Archive(io.BytesIO(header(b"S", 0, at={482: b"\x01"}) + goes_on * 200))


def test_a_tar_that_ends_within_a_header_is_broken() -> None:
    cut = header(b"S", 0, at={482: b"\x01"})
    with pytest.raises(Unreadable):
        Archive(io.BytesIO(cut))
    whole = header(b"0", 0)
    assert Archive(io.BytesIO(whole + cut)).broken == 1


def test_a_note_of_pictures_without_an_end_is_read_in_a_moment() -> None:
    begun = time.process_time()
    assert [*pictures_in("<img " + 20_000 * f'src=":/{PICTURE}" ')] == []
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\xff" * 11 + b"\x00"])
def test_a_length_below_zero_ends(size: bytes) -> None:
    header = bytearray(tarred({"a.md": "x"}, form=tarfile.USTAR_FORMAT)[:1024])
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header[:512])
    found = Archive(io.BytesIO(bytes(header) * 3))
    assert [*found.named("")] == []
    assert found.odd


def test_too_many_files_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(TooLarge):
        Archive(io.BytesIO(tarred({"a.md": "", "b.md": "", "c.md": ""})))
    assert tar_file.is_tar(tarred({"a.md": plain()}))
