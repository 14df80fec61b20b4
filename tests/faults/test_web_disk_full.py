"""The disk of the web server itself is full (its log, temporary files, static files): all go on.

The database has another disk. Nothing that a person sends or fetches needs room on this one, but
for the sealed bytes of photos, where they lie in a folder of it.
"""

import uuid
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.faults.server import FaultServer, free_port, output_of
from tests.faults.small_disk import full, small_disk
from tests.faults.writer import PASSWORD, Browser, page_form
from tests.journal.image_samples import plain

DISK = 40  # MB: the collected static files, and some room
LINES = 2000
IMPORTED = "the kittiwakes came back to the pier"
SHOWN = "The pier, before the rain"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a file system of its own."""
    with small_disk(tmp_path_factory.mktemp("web") / "disk", megabytes=DISK) as folder:
        yield folder


@pytest.fixture(scope="module")
def home(disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    elsewhere = FaultServer(folder=tmp_path_factory.mktemp("elsewhere"), port=0)
    elsewhere.copy_tables()
    database = elsewhere.cluster
    (disk / "tmp").mkdir()
    settings = {
        "DATABASE_URL": database.url(),
        "TMPDIR": str(disk / "tmp"),
        "LEEWAY_DEBUG": "0",
        "LEEWAY_LOG_REQUESTS": "1",
    }
    built = FaultServer(folder=disk, port=free_port(), settings=settings, threads=8)
    database.start()
    try:
        built.copy_static_files()
        built.start_web()
        yield built
    finally:
        if built.web is not None:
            built.kill_web()
        database.stop()


@pytest.fixture(scope="module")
def member(home: FaultServer) -> Browser:
    browser = Browser(port=home.port, patience=60)
    browser.sign_up()
    return browser


def import_file(browser: Browser, name: str, content: bytes) -> str:
    """Bring a file in and keep what was read; where its page is."""
    assert browser.upload("/journal/import/", {}, name=name, content=content) == 303, browser.body
    place = browser.location
    assert browser.post(place, {"do": "keep"}) == 303
    return place


def add_photo(browser: Browser, entry: str, photo: str) -> int:
    form = {"photo_id": photo, "description": SHOWN}
    return browser.upload(f"/journal/{entry}/photos/", form, name="one.jpg", content=plain())


def exported(browser: Browser, form: str) -> int:
    return browser.post("/journal/export/", {"what": "all", "form": form, "password": PASSWORD})


def test_a_full_disk_of_the_web_server_costs_no_word_and_no_answer(
    home: FaultServer, disk: Path, member: Browser
) -> None:
    first, second, third, tab = (str(uuid.uuid4()) for _ in range(4))
    assert member.post("/journal/new/", page_form(first)) == 303
    with full(disk):
        logged = (disk / "web.log").stat().st_size
        with pytest.raises(OSError, match="No space left"), (disk / "tmp" / "a").open("wb") as file:
            file.write(b"a" * 5000)
        assert member.post("/journal/new/", page_form(second)) == 303, member.body[:300]
        draft = page_form(third) | {"draft": f"{tab}:1"}
        assert member.post("/journal/autosave/", draft) == 200, member.body[:300]
        for address in ("/journal/", f"/journal/{second}/", "/safety/", "/healthz/"):
            assert member.get(address) == 200, address
        stranger = Browser(port=home.port, headers={"Host": "elsewhere.example"})
        assert stranger.get("/") == 400, "a line of the log, which has no room"
        import_file(member, "2026-11-20.txt", f"{IMPORTED}\n".encode() * LINES)
        photo = str(uuid.uuid4())
        assert add_photo(member, second, photo) == 303, member.body[:300]
        assert member.get(f"/journal/{second}/photos/{photo}/file/") == 200
        assert exported(member, "json") == 200
        assert IMPORTED in member.body
        assert exported(member, "pdf") == 200
        assert member.body.startswith("%PDF")
        assert (disk / "web.log").stat().st_size <= logged + 4096
    assert member.post("/journal/new/", page_form(third) | {"draft": f"{tab}:1"}) == 303
    assert member.get("/journal/") == 200
    assert (disk / "web.log").stat().st_size > logged, "the log goes on"
    kept = output_of(home, "tests.faults.journal_dump")
    assert {first, second, third} <= {page for page, _title, _body in kept["pages"]}
    assert sum(body.count(IMPORTED) for _page, _title, body in kept["pages"]) == LINES
    assert kept["drafts"] == []


def with_a_picture() -> bytes:
    """A page for an import, and a picture of it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("2026-11-21.md", f"{IMPORTED}\n\n![{SHOWN}](pier.jpg)\n")
        zipped.writestr("pier.jpg", plain())
    return out.getvalue()


def test_photos_for_a_folder_on_a_full_disk_are_refused_or_wait_and_leave_nothing_half(
    home: FaultServer, disk: Path, member: Browser
) -> None:
    """Nobody stored one before: not even the object that says whose folder it is has room."""
    photos = disk / "photos"
    home.stop_web()
    home.settings["LEEWAY_PHOTO_STORAGE"] = photos.as_uri()
    home.start_web()
    entry, photo = str(uuid.uuid4()), str(uuid.uuid4())
    assert member.post("/journal/new/", page_form(entry)) == 303
    with full(disk):
        assert add_photo(member, entry, photo) == 503, member.body[:300]
        assert SHOWN in member.body
        assert "The place where photos lie does not answer right now." in member.body
        assert member.retry_after == "60"
        place = import_file(member, "one.zip", with_a_picture())
        assert member.get(place) == 200
        assert "0 are in, 1 is still to come." in member.body
        assert [path for path in photos.rglob("*") if path.is_file()] == []
    assert add_photo(member, entry, photo) == 303, member.body[:300]
    assert member.get(f"/journal/{entry}/photos/{photo}/file/") == 200
    assert member.post(place, {"do": "go_on"}) == 303
    assert member.get(place) == 200
    assert "still to come" not in member.body
    sealed = {path.stat().st_size for path in photos.rglob("*") if path.is_file()}
    assert len(list(photos.glob("??/*"))) == 4, "two photos and their thumbnails"
    assert 0 not in sealed
