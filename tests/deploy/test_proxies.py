"""The proxy files, run over TLS: what is written meets no disk; limits and headers are right."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from config.local.certificate import Certificate, stored_certificate
from tests.deploy.created_files import watched
from tests.faults.server import FaultServer, fault_server, free_port
from tests.faults.writer import Browser

FILES = Path(__file__).resolve().parents[2] / "config" / "deploy"
WORDS = "a plain word of a secret evening " * 4500  # 150 kB, more than any default buffer
MEGABYTE = 1 << 20
START_SECONDS = 30
LINE_SECONDS = 10  # from an answer to its line in a log, on a busy machine
HALF_SENT = 12  # three times the application's threads


def page(entry: str, body: str) -> dict[str, str]:
    return {"entry_id": entry, "revision": "0", "title": "", "day": "2026-11-24", "body": body}


@dataclass(kw_only=True)
class Proxy:
    name: str
    port: int
    folder: Path
    tls: ssl.SSLContext
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder)}
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        give_up = time.monotonic() + START_SECONDS
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            assert self.process.poll() is None, (self.folder / "output.log").read_text()
            assert time.monotonic() < give_up, f"{self.name} does not listen"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL for it and its workers, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def browser(self) -> Browser:
        origin = {"Origin": f"https://localhost:{self.port}"}
        return Browser(port=self.port, tls=self.tls, patience=20, headers=origin)


def changed(text: str, **changes: str) -> str:
    """The file with these exchanges, each of which must be needed."""
    for old, new in changes.items():
        assert old in text, f"the proxy file has no {old!r}"
        text = text.replace(old, new)
    return text


def nginx(
    folder: Path, *, port: int, nodes: list[int], files: Certificate, buffer: str = "4m"
) -> list[str]:
    text = changed(
        (FILES / "nginx.conf").read_text(),
        **{
            "    server 127.0.0.1:8000 max_fails=0;\n": "".join(
                f"    server 127.0.0.1:{node} max_fails=0;\n" for node in nodes
            ),
            "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{free_port()};\n",
            "    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n": (
                f"    listen 127.0.0.1:{port} ssl http2;\n"
            ),
            "leeway.example": "localhost",
            "/etc/ssl/leeway/certificate.pem": str(files.certificate),
            "/etc/ssl/leeway/key.pem": str(files.key),
            "/var/log/nginx/leeway": str(folder / "leeway"),
            "client_body_buffer_size 4m": f"client_body_buffer_size {buffer}",
        },
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    for kind in kinds:
        (folder / kind).mkdir()
    temporary = "".join(f"{kind}_temp_path {folder / kind};\n" for kind in kinds)
    main = folder / "main.conf"
    main.write_text(
        f"pid {folder}/pid; error_log {folder}/error.log warn; daemon off; user root;\n"
        f"events {{}}\nhttp {{ {temporary} {text} }}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(main)]


def caddy(folder: Path, *, port: int, nodes: list[int], files: Certificate) -> list[str]:
    text = changed(
        (FILES / "Caddyfile").read_text(),
        **{
            "127.0.0.1:8000": " ".join(f"127.0.0.1:{node}" for node in nodes),
            "{\n\tservers {": "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {",
            "{$LEEWAY_HOSTS:leeway.example} {": (
                f"https://localhost:{port} {{\n\tbind 127.0.0.1\n"
                f"\ttls {files.certificate} {files.key}"
            ),
        },
    )
    (folder / "Caddyfile").write_text(text)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


PROXIES: dict[str, Callable[..., list[str]]] = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    folder = tmp_path_factory.mktemp("app")
    with fault_server(folder, LEEWAY_TRUSTED_PROXIES="1", LEEWAY_DEBUG="1") as built:
        yield built


def running(
    command: Callable[..., list[str]], *nodes: FaultServer, folder: Path, **options: str
) -> Iterator[Proxy]:
    name = command.__name__
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    files, port = stored_certificate(folder / "tls"), free_port()
    ports = [node.port for node in nodes]
    line = command(folder, port=port, nodes=ports, files=files, **options)
    proxy = Proxy(name=name, port=port, folder=folder, tls=files.trusted(), command=line)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.process.terminate()
        proxy.process.wait(20)


@pytest.fixture(scope="module", params=sorted(PROXIES))
def proxy(
    request: pytest.FixtureRequest, app: FaultServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp(request.param)
    yield from running(PROXIES[request.param], app, folder=folder)


@pytest.fixture(scope="module")
def member(proxy: Proxy) -> Browser:
    browser = proxy.browser()
    browser.sign_up(proxy.name)
    return browser


def logs(proxy: Proxy) -> set[str]:
    return {str(proxy.folder / name) for name in ("leeway.log", "output.log", "error.log")}


def test_a_long_page_goes_through_and_no_file_is_written(proxy: Proxy, member: Browser) -> None:
    entry = str(uuid.uuid4())
    with watched([proxy.folder]) as created:
        assert member.post("/journal/new/", page(entry, WORDS)) == 303, member.body[:300]
        assert member.get(f"/journal/{entry}/") == 200
    assert "a plain word of a secret evening" in member.body
    assert set(created) <= logs(proxy)
    for path in proxy.folder.glob("*.log"):
        text = path.read_text()
        assert "secret" not in text
        assert entry not in text


def test_no_log_says_who_asked_for_what(proxy: Proxy, member: Browser) -> None:
    """Neither the proxy's nor the application's: no query, no path, no address."""
    assert member.get("/guides/?q=kittiwake") == 200
    assert member.get("/guides/no-such-kittiwake/") == 404
    if proxy.name == "nginx":  # which writes a line once the answer has gone
        give_up = time.monotonic() + LINE_SECONDS
        while " 404 " not in (proxy.folder / "leeway.log").read_text():
            assert time.monotonic() < give_up, "no line for an answer"
            time.sleep(0.05)
    for path in proxy.folder.glob("*.log"):
        text = path.read_text()
        for word in ("kittiwake", "/guides", "127.0.0.1 ", '"remote_ip":"127.0.0.1"'):
            assert word not in text, (path.name, word)


def test_a_small_buffer_would_be_noticed(app: FaultServer, tmp_path: Path) -> None:
    """The watch above sees what nginx does by default."""
    for proxy in running(nginx, app, folder=tmp_path, buffer="16k"):
        browser = proxy.browser()
        browser.sign_up("other")
        with watched([proxy.folder]) as created:
            assert browser.post("/journal/new/", page(str(uuid.uuid4()), WORDS)) == 303
        assert set(created) - logs(proxy)


def test_a_body_over_the_limit_is_refused(proxy: Proxy, member: Browser) -> None:
    """Caddy 2.6 says 502, if the application is not quicker; shorter ones reach the application."""
    refused, long = {413, 0} | ({400, 502} if proxy.name == "caddy" else set()), "x" * MEGABYTE
    assert member.post("/journal/new/", page(str(uuid.uuid4()), long * 5)) in refused
    assert member.post("/journal/new/", page(str(uuid.uuid4()), long * 3)) in {400, 413}
    assert "RequestDataTooBig" in member.body


def test_what_a_client_says_about_itself_is_replaced(proxy: Proxy) -> None:
    """Believed, `proto=http` would be redirected and `for=` would be another sender."""
    browser = proxy.browser()
    browser.headers = {"Forwarded": "for=203.0.113.7;proto=http", "X-Forwarded-For": "203.0.113.7"}
    assert browser.get("/readyz/") == 503, "as for a database without guides"
    assert browser.body.startswith("content is missing"), browser.body
    assert browser.get("/safety/") == 200


def test_half_sent_bodies_keep_nobody_out(proxy: Proxy, member: Browser) -> None:
    """Somebody opens a dozen connections and sends half of a form in each.

    From our own page and with its cookie: any other form is refused before its body is read.
    """
    browser = proxy.browser()
    head = (
        f"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost:{proxy.port}\r\n"
        f"Origin: {browser.headers['Origin']}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Cookie: __Host-csrf={browser.cookies['__Host-csrf']}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin=a"
    )
    held = []
    try:
        for _ in range(HALF_SENT):
            line = proxy.tls.wrap_socket(
                socket.create_connection(("127.0.0.1", proxy.port)), server_hostname="localhost"
            )
            line.sendall(head.encode())
            held.append(line)
        time.sleep(0.5)
        begun = time.monotonic()
        assert member.get("/healthz/") == 200
        assert time.monotonic() - begun < 3
    finally:
        for line in held:
            line.close()


def saves_that_wait(database: "psycopg.Connection[tuple[object, ...]]") -> int:
    row = database.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    ).fetchone()
    return int(str(row[0])) if row else 0


def pages_of(database: "psycopg.Connection[tuple[object, ...]]") -> set[tuple[object, ...]]:
    return set(database.execute("SELECT id, revision FROM journal_entry").fetchall())


def test_a_proxy_that_dies_before_a_save_is_answered_costs_no_word(
    proxy: Proxy, member: Browser, app: FaultServer
) -> None:
    """The save waits for its journal's lock in the database while the proxy is killed.

    Whoever wrote it hears nothing, and presses the button once more: one page, whole.
    """
    entry, address = str(uuid.uuid4()), app.cluster.url()
    with (
        psycopg.connect(address) as holding,
        psycopg.connect(address, autocommit=True) as looking,
        ThreadPoolExecutor(1) as pressed,
    ):
        before = pages_of(looking)
        holding.execute("SELECT 1 FROM vault_vault FOR UPDATE")
        save = pressed.submit(member.post, "/journal/new/", page(entry, WORDS))
        give_up = time.monotonic() + 20
        while not saves_that_wait(looking):
            assert time.monotonic() < give_up, "the save does not arrive"
            time.sleep(0.05)
        proxy.kill()
        assert save.result(20) == 0, "it was answered"
        holding.rollback()
    proxy.start()
    assert member.post("/journal/new/", page(entry, WORDS)) == 303, member.body[:300]
    assert member.get(f"/journal/{entry}/") == 200
    assert member.body.count("a plain word of a secret evening") >= 4500
    with psycopg.connect(address) as database:
        assert pages_of(database) - before == {(uuid.UUID(entry), 1)}


class Typist(threading.Thread):
    """Types a word and sends the draft as static/js/auto-save.js does, until told to stop.

    A send that does not say "saved" would be "Not saved" on the screen.
    """

    def __init__(self, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.browser, self.tab, self.entry = browser, str(uuid.uuid4()), str(uuid.uuid4())
        self.typed = "I stayed at the table."
        self.count = 0
        self.unsaved: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            self.count += 1
            self.typed += f" word{self.count}"
            form = page(self.entry, self.typed) | {"draft": f"{self.tab}:{self.count}"}
            status = self.browser.post("/journal/autosave/", form)
            if status != 200 or '"saved"' not in self.browser.body:
                self.unsaved.append(f"{self.count}: {status} {self.browser.body[:100]}")
            time.sleep(0.01)


def test_a_deploy_in_which_a_member_is_typing_loses_no_word(
    app: FaultServer, tmp_path: Path
) -> None:
    """Two nodes are restarted, one after the other; each send is saved at once.

    Behind nginx: Caddy 2.6 cannot send a form to a second node (docs/operations.md).
    """
    other = FaultServer(folder=app.folder, port=free_port(), settings=app.settings)
    other.start_web()
    try:
        for proxy in running(nginx, app, other, folder=tmp_path):
            browser = proxy.browser()
            browser.sign_up("typist")
            typist = Typist(browser)
            typist.start()
            for node in (app, other):
                before = typist.count
                node.stop_web()
                node.start_web()
                assert typist.count > before + 5, "somebody types meanwhile"
            typist.stopping.set()
            typist.join(30)
            assert typist.unsaved == []
            assert browser.get("/journal/drafts/") == 200
            [draft] = set(re.findall(r"/journal/drafts/[0-9a-f-]{36}/", browser.body))
            assert browser.get(draft) == 200
            assert typist.typed in browser.body
    finally:
        other.kill_web()
