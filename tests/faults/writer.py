"""Somebody who writes without a pause, and notes which saves were acknowledged."""

import hashlib
import ssl
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode

NAME, PASSWORD = "maya", "harbour tern velvet ladder"
BOUNDARY = "x0x0x0x0"
SECRET = "a" * 32  # a form token may be its cookie's own value
PATIENCE = 10  # seconds
LONGEST = 30  # seconds that one save may be refused, over all kills that meet it


def text(page: str, version: int) -> str:
    """A text that says whose it is and proves that it is whole."""
    words = f"{page} {version} " + "the tide went out, and the quay stayed where it was. " * 8
    return f"{words}\n{hashlib.sha256(words.encode()).hexdigest()}"


def page_form(entry: str) -> dict[str, str]:
    """A page's first save."""
    said = {"title": f"{entry} 1", "body": text(entry, 1), "day": "2026-11-24"}
    return {"entry_id": entry, "revision": "0", **said}


@dataclass
class Ledger:
    """What was acknowledged: versions by page, and the last version by draft."""

    pages: dict[str, list[int]] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    count: int = 0
    refused: int = 0
    stuck: list[str] = field(default_factory=list)
    acknowledged: threading.Event = field(default_factory=threading.Event)  # with every save
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note_page(self, page: str, version: int) -> None:
        with self.lock:
            self.pages.setdefault(page, []).append(version)
            self.count += 1
        self.acknowledged.set()

    def note_draft(self, tab: str, version: int) -> None:
        with self.lock:
            self.drafts[tab] = version
            self.count += 1
        self.acknowledged.set()

    def note_refusal(self) -> None:
        with self.lock:
            self.refused += 1


@dataclass
class Browser:
    """The cookies of one sign-in, and forms that are sent until they are answered."""

    port: int
    cookies: dict[str, str] = field(default_factory=lambda: {"__Host-csrf": SECRET})
    patience: float = PATIENCE
    retry_after: str | None = None
    location: str = ""
    body: str = ""
    tls: ssl.SSLContext | None = None  # over TLS, as a proxy serves
    headers: dict[str, str] = field(default_factory=dict)

    def sign_up(self, name: str = NAME) -> None:
        form = {"username": name, "password1": PASSWORD, "is_adult": "on", "understands": "on"}
        status = self.post("/account/sign-up/", form)
        assert status == 303, f"sign-up: {status}"

    def get(self, address: str) -> int:
        """The status, or 0 where nobody answered; `body` is what came."""
        return self._send("GET", address)

    def post(self, address: str, form: dict[str, str]) -> int:
        """The same for a form."""
        sent = urlencode(form | {"csrfmiddlewaretoken": self._token}).encode()
        return self._send("POST", address, sent, "application/x-www-form-urlencoded")

    def upload(self, address: str, form: dict[str, str], *, name: str, content: bytes) -> int:
        """The same for a form with a file."""
        fields = {**form, "csrfmiddlewaretoken": self._token}
        parts = [("", key, value.encode()) for key, value in fields.items()]
        parts.append((f'; filename="{name}"', "file", content))
        sent = b"".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"{more}\r\n\r\n'.encode()
            + value
            + b"\r\n"
            for more, key, value in parts
        )
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self._send("POST", address, sent + f"--{BOUNDARY}--\r\n".encode(), kind)

    @property
    def _token(self) -> str:
        return self.cookies["__Host-csrf"]

    def _send(self, method: str, address: str, sent: bytes | None = None, kind: str = "") -> int:
        connection = self._connection()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Sec-Fetch-Site": "same-origin", **self.headers}
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, address, sent, headers)
            answer = connection.getresponse()
            self.body = answer.read().decode(errors="replace")  # a PDF is no text
            self._remember(answer)
            return answer.status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        if self.tls:
            wait = self.patience
            return HTTPSConnection("localhost", self.port, timeout=wait, context=self.tls)
        return HTTPConnection("127.0.0.1", self.port, timeout=self.patience)

    def _remember(self, answer: HTTPResponse) -> None:
        self.retry_after = answer.headers["Retry-After"]
        self.location = answer.headers.get("Location", "")
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]


class Writer(threading.Thread):
    """Keeps a page, changes it twice, saves three drafts, and begins anew, until told to stop."""

    def __init__(self, browser: Browser, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self.browser, self.ledger = browser, ledger
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            page, tab = str(uuid.uuid4()), str(uuid.uuid4())
            for version in (1, 2, 3):
                self._keep(page, version)
            for version in (1, 2, 3):
                self._save_draft(tab, version)

    def _keep(self, page: str, version: int) -> None:
        form = self._form(page, page, version) | {"revision": str(version - 1)}
        address = "/journal/new/" if version == 1 else f"/journal/{page}/edit/"
        if self._until(address, form, 303):
            self.ledger.note_page(page, version)

    def _save_draft(self, tab: str, version: int) -> None:
        form = self._form(str(uuid.uuid4()), tab, version) | {"draft": f"{tab}:{version}"}
        if self._until("/journal/autosave/", form, 200):
            self.ledger.note_draft(tab, version)

    def _form(self, entry: str, name: str, version: int) -> dict[str, str]:
        title, day = f"{name} {version}", "2026-11-24"
        words = {"title": title, "body": text(name, version), "day": day}
        return {"entry_id": entry, "revision": "0", **words}

    def _until(self, address: str, form: dict[str, str], wanted: int) -> bool:
        """Send it until it is acknowledged, as a person and the page itself would."""
        give_up = time.monotonic() + LONGEST
        while not self.stopping.is_set():
            status = self.browser.post(address, form)
            if status == wanted:
                return True
            self.ledger.note_refusal()
            # Any other answer: what the save builds on, and was acknowledged, is lost.
            if status not in {0, 503} or time.monotonic() > give_up:
                self.ledger.stuck.append(f"{address} answers {status}")
                return False
            time.sleep(0.05)
        return False
