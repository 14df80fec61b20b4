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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest

from config import drain
from config.local.certificate import Certificate, stored_certificate
from tests.deploy.created_files import watched
from tests.faults.server import FaultServer, children_of, fault_server, free_port
from tests.faults.writer import SECRET, Browser
from tests.journal.image_samples import plain

FILES = Path(__file__).resolve().parents[2] / "config" / "deploy"
WORDS = "a plain word of a secret evening " * 4500  # 150 kB, more than any default buffer
MEGABYTE = 1 << 20
START_SECONDS = 30
LINE_SECONDS = 10  # from an answer to its line in a log, on a busy machine
HANDLERS = 3  # of requests, in the Caddyfile
SENDING, SENT = 12, 96  # people at once, and forms of all of them
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
        give_up = time.monotonic() + START_SECONDS
        while not socket.socket().connect_ex(("127.0.0.1", self.port)):  # a worker is still dying
            assert time.monotonic() < give_up, f"{self.name} listens on"
            time.sleep(0.05)

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
            "health_interval 1s": "health_interval 250ms",
            "{\n\tservers {": "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {",
            "{$LEEWAY_HOSTS:leeway.example} {": (
                f"https://localhost:{port} {{\n\tbind 127.0.0.1\n"
                f"\ttls {files.certificate} {files.key}"
            ),
        },
    )
    (folder / "Caddyfile").write_text(text)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def caddy_unasked(folder: Path, *, port: int, nodes: list[int], files: Certificate) -> list[str]:
    """The same, which never learns that a node does not listen."""
    command = caddy(folder, port=port, nodes=nodes, files=files)
    path = folder / "Caddyfile"
    path.write_text(changed(path.read_text(), **{"\thealth_uri /healthz/\n": ""}))
    return command


PROXIES: dict[str, Callable[..., list[str]]] = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    folder = tmp_path_factory.mktemp("app")
    told = {"LEEWAY_DRAIN_FILE": str(folder / "draining")}
    with fault_server(folder, LEEWAY_TRUSTED_PROXIES="1", LEEWAY_DEBUG="1", **told) as built:
        yield built


def running(
    command: Callable[..., list[str]], *nodes: FaultServer, folder: Path, **options: str
) -> Iterator[Proxy]:
    name = command.__name__.partition("_")[0]
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


class Echo(BaseHTTPRequestHandler):
    """A node that sends back what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is said."""


def test_nobody_is_sent_the_words_of_somebody_else_while_a_node_does_not_listen(
    tmp_path: Path,
) -> None:
    """Caddy as in the second before it knows of it: without the lines that ask for its health."""
    node = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=node.serve_forever, daemon=True).start()
    nodes = [FaultServer(folder=tmp_path, port=free_port()) for _ in range(2)]
    nodes[1].port = node.server_port
    browser_of: dict[str, Browser] = {}

    def sent(number: int) -> tuple[int, bool]:
        browser = browser_of[name]
        mine = Browser(port=browser.port, tls=browser.tls, patience=20)
        status = mine.post("/journal/new/", {"body": f"words of {number:02} " * 400})
        return status, set(re.findall(r"words\+of\+(\d\d)", mine.body)) <= {f"{number:02}"}

    try:
        for name, command in {"nginx": nginx, "caddy": caddy_unasked}.items():
            (folder := tmp_path / name).mkdir()
            for proxy in running(command, *nodes, folder=folder):
                browser_of[name] = proxy.browser()
                with ThreadPoolExecutor(SENDING) as threads:
                    answers = list(threads.map(sent, range(SENT)))
                assert {status for status, _own in answers} <= {200, 502}
                assert all(own for _status, own in answers), f"{name} mixes them"
                assert (200, True) in answers
    finally:
        node.shutdown()
        node.server_close()


class Busy(threading.Thread):
    """Somebody who does one thing again and again until told to stop, and notes each refusal."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.browser = browser
        self.count = self.status = 0
        self.refused: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            self.count += 1
            if not self.is_done():
                said = self.browser.body[:100]
                self.refused.append(f"{type(self).__name__} {self.count}: {self.status} {said}")
            time.sleep(0.01)

    def is_done(self) -> bool:
        raise NotImplementedError


class Typist(Busy):
    """Types a word and sends the draft as static/js/auto-save.js does.

    A send that does not say "saved" would be "Not saved" on the screen.
    """

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser)
        self.tab, self.entry = str(uuid.uuid4()), str(uuid.uuid4())
        self.typed = "I stayed at the table."

    def is_done(self) -> bool:
        self.typed += f" word{self.count}"
        form = page(self.entry, self.typed) | {"draft": f"{self.tab}:{self.count}"}
        self.status = self.browser.post("/journal/autosave/", form)
        return self.status == 200 and '"saved"' in self.browser.body


class Keeper(Busy):
    """Keeps a page, adds a photo to it, reads it, and brings a file in."""

    def is_done(self) -> bool:
        entry, photo = str(uuid.uuid4()), str(uuid.uuid4())
        place, form = f"/journal/{entry}/photos/", {"photo_id": photo, "description": ""}
        steps: list[tuple[int, Callable[[], int]]] = [
            (303, lambda: self.browser.post("/journal/new/", page(entry, "Kept."))),
            (303, lambda: self.browser.upload(place, form, name="1.jpg", content=plain())),
            (200, lambda: self.browser.get(f"{place}{photo}/")),
            (303, lambda: self.browser.upload("/journal/import/", {}, name="1.txt", content=b"In")),
        ]
        for wanted, step in steps:
            self.status = step()
            if self.status != wanted:
                return False
        return True


class HealthLog:
    """What Caddy says of a node from now on; each of its handlers asks for itself."""

    def __init__(self, proxy: Proxy, node: FaultServer) -> None:
        self.path, self.host = proxy.folder / "output.log", f'"127.0.0.1:{node.port}"'
        self.begin = len(self.path.read_text())

    def wait_for(self, words: str, *, times: int) -> None:
        give_up = time.monotonic() + START_SECONDS
        while self.count(words) < times:
            assert time.monotonic() < give_up, f"Caddy does not say: {words}"
            time.sleep(0.05)

    def count(self, words: str) -> int:
        lines = self.path.read_text()[self.begin :].splitlines()
        return sum(words in line and self.host in line for line in lines)


def test_a_node_whose_threads_are_all_busy_stays_behind_caddy(
    app: FaultServer, tmp_path: Path
) -> None:
    """It is the only one: without it nobody would be answered, and no form given back."""
    for proxy in running(caddy, app, folder=tmp_path):
        browser, log = proxy.browser(), HealthLog(proxy, app)
        assert browser.get("/safety/") == 200
        head = (
            "POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
            "Origin: https://localhost\r\n"
            "Forwarded: for=127.0.0.1;proto=https\r\nSec-Fetch-Site: same-origin\r\n"
            f"Cookie: __Host-csrf={SECRET}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin"
        )
        held = [socket.create_connection(("127.0.0.1", app.port)) for _ in range(3 * app.threads)]
        for line in held:
            line.sendall(head.encode())
        with ThreadPoolExecutor(1) as threads:
            time.sleep(0.3)
            asked = threads.submit(browser.get, "/safety/")
            time.sleep(1.5)  # in which Caddy asks six times, and hears nothing
            assert not asked.done(), "the threads are not held"
            for line in held:
                line.close()
            assert asked.result(20) == 200
        assert log.count("HTTP request failed") == 0


@contextmanager
def left_out(node: FaultServer, *, nginx: Proxy) -> Iterator[None]:
    """Meanwhile nginx sends this node nothing, as docs/operations.md says."""
    listed = f"server 127.0.0.1:{node.port} max_fails=0"
    reload_with(nginx, **{f"{listed};": f"{listed} down;"})
    yield
    reload_with(nginx, **{f"{listed} down;": f"{listed};"})


def reload_with(nginx: Proxy, **changes: str) -> None:
    """Give nginx a changed file, and wait until no worker has the former one."""
    before = set(children_of(nginx.process.pid))
    path = nginx.folder / "main.conf"
    path.write_text(changed(path.read_text(), **changes))
    os.kill(nginx.process.pid, signal.SIGHUP)
    give_up = time.monotonic() + START_SECONDS
    while not (now := set(children_of(nginx.process.pid))) or now & before:
        assert time.monotonic() < give_up, "a worker of nginx does not end"
        time.sleep(0.05)


def restart(node: FaultServer, *, caddy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """As config/deploy/leeway.service does it: Caddy has asked when the drain returns."""
    assert node.web is not None
    log = HealthLog(caddy, node)
    monkeypatch.setattr(drain, "PORT", node.port)
    monkeypatch.setenv("LEEWAY_DRAIN_FILE", node.settings["LEEWAY_DRAIN_FILE"])
    begun = time.monotonic()
    assert drain.main([str(node.web.pid)]) == 0
    assert time.monotonic() - begun < drain.MOST_SECONDS, "the server did not say it"
    if drain.SECONDS:
        assert log.count("unexpected status code") >= 2 * HANDLERS
    else:
        log.wait_for("unexpected status code", times=2 * HANDLERS)
    node.stop_web()
    node.start_web()
    log.wait_for("host is up", times=HANDLERS)


def test_a_deploy_in_which_people_type_and_send_refuses_nobody_and_loses_no_word(
    app: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two nodes are restarted, one after the other, behind both proxies at once."""
    own = {"LEEWAY_DRAIN_FILE": str(tmp_path / "draining")}
    other = FaultServer(folder=app.folder, port=free_port(), settings=app.settings | own)
    other.start_web()
    try:
        with ExitStack() as stack:
            proxies = {}
            for name, command in PROXIES.items():
                (folder := tmp_path / name).mkdir()
                made = contextmanager(running)(command, app, other, folder=folder)
                proxies[name] = stack.enter_context(made)
            people: list[Busy] = []
            for name, proxy in proxies.items():
                browser = proxy.browser()
                browser.sign_up(f"typist-{name}")
                people.append(Typist(browser))
            browser = proxies["caddy"].browser()
            browser.sign_up("keeper")
            people.append(Keeper(browser))
            for each in people:
                each.start()
            for node in (app, other):
                before = [each.count for each in people]
                with left_out(node, nginx=proxies["nginx"]):
                    restart(node, caddy=proxies["caddy"], monkeypatch=monkeypatch)
                now = [each.count for each in people]
                assert all(one < two for one, two in zip(before, now, strict=True)), (before, now)
                monkeypatch.setattr(drain, "SECONDS", 0.0)  # once with its times is enough
            for each in people:
                each.stopping.set()
            for each in people:
                each.join(60)
            assert [line for each in people for line in each.refused] == []
            for typist in (each for each in people if isinstance(each, Typist)):
                browser = typist.browser
                assert browser.get("/journal/drafts/") == 200
                [draft] = set(re.findall(r"/journal/drafts/[0-9a-f-]{36}/", browser.body))
                assert browser.get(draft) == 200
                assert typist.typed in browser.body
    finally:
        other.kill_web()
