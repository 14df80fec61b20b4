"""The disk of the web server itself is full (its log, temporary files, static files): all go on.

The database has another disk. Nothing that a person sends or fetches needs room on this one.
"""

import os
import subprocess
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.local.embedded_postgres import Cluster
from tests.faults.server import FaultServer, free_port, output_of
from tests.faults.test_database_troubles import form_of, full
from tests.faults.writer import PASSWORD, Browser

DISK = 40  # MB: the collected static files, and some room
BOUNDARY = "x0x0x0x0"
LINES = 2000
IMPORTED = "the kittiwakes came back to the pier"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a file system of its own."""
    folder = tmp_path_factory.mktemp("web") / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "leeway-web", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def home(disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    database = Cluster(folder=tmp_path_factory.mktemp("elsewhere") / "postgres")
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
        built.run("manage.py", "migrate", "--verbosity", "0")
        built.run("-m", "config.collect_static")
        built.start_web()
        yield built
    finally:
        if built.web is not None:
            built.kill_web()
        database.stop()


def import_file(browser: Browser, name: str, content: bytes) -> tuple[int, str]:
    """The status of an import's upload, and where it leads."""
    connection = HTTPConnection("127.0.0.1", browser.port, timeout=60)
    token = browser.cookies["__Host-csrf"]
    parts = (("csrfmiddlewaretoken", "", token.encode()), ("file", f'; filename="{name}"', content))
    body = b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n'.encode()
        + data
        + b"\r\n"
        for field, more, data in parts
    )
    headers = {
        "Cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items()),
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    connection.request("POST", "/journal/import/", body + f"--{BOUNDARY}--\r\n".encode(), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def exported(browser: Browser, form: str) -> int:
    return browser.post("/journal/export/", {"what": "all", "form": form, "password": PASSWORD})


def test_a_full_disk_of_the_web_server_costs_no_word_and_no_answer(
    home: FaultServer, disk: Path
) -> None:
    member = Browser(port=home.port, patience=60)
    member.sign_up()
    first, second, third, tab = (str(uuid.uuid4()) for _ in range(4))
    assert member.post("/journal/new/", form_of(first)) == 303
    with full(disk):
        logged = (disk / "web.log").stat().st_size
        with pytest.raises(OSError, match="No space left"), (disk / "tmp" / "a").open("wb") as file:
            file.write(b"a" * 5000)
        assert member.post("/journal/new/", form_of(second)) == 303, member.body[:300]
        draft = form_of(third) | {"draft": f"{tab}:1"}
        assert member.post("/journal/autosave/", draft) == 200, member.body[:300]
        for address in ("/journal/", f"/journal/{second}/", "/safety/", "/healthz/"):
            assert member.get(address) == 200, address
        stranger = Browser(port=home.port, headers={"Host": "elsewhere.example"})
        assert stranger.get("/") == 400, "a line of the log, which has no room"
        status, place = import_file(member, "2026-11-20.txt", f"{IMPORTED}\n".encode() * LINES)
        assert status == 303
        assert member.post(place, {"do": "keep"}) == 303
        assert exported(member, "json") == 200
        assert IMPORTED in member.body
        assert exported(member, "pdf") == 200
        assert member.body.startswith("%PDF")
        assert (disk / "web.log").stat().st_size <= logged + 4096
    assert member.post("/journal/new/", form_of(third) | {"draft": f"{tab}:1"}) == 303
    assert member.get("/journal/") == 200
    assert (disk / "web.log").stat().st_size > logged, "the log goes on"
    kept = output_of(home, "tests.faults.journal_dump")
    assert {first, second, third} <= {page for page, _title, _body in kept["pages"]}
    assert sum(body.count(IMPORTED) for _page, _title, body in kept["pages"]) == LINES
    assert kept["drafts"] == []
