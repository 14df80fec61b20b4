"""The rest of the internet, as one page: a proxy that answers for every other host.

Playwright could answer as well, but then it stops each request of every page on its way, and the
browser keeps no file of ours: a page costs half as much again.
"""

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from config.local.certificate import stored_certificate

ELSEWHERE = "<!doctype html><title>Weather</title><h1>Sunny spells</h1>"
REFERER = re.compile(r"^referer: https?://localhost", re.IGNORECASE | re.MULTILINE)
BODY = ELSEWHERE.encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    % len(BODY)
)


class Proxy(ThreadingTCPServer):
    """Asks nobody: whatever a browser wants of another site is answered here.

    `heads` are the requests for pages as they came, line by line.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.heads: list[str] = []
        files = stored_certificate(folder)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(files.certificate, files.key)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def assert_not_told(self) -> None:
        """No other site has heard where somebody comes from, since this was asked last."""
        told = [head for head in self.heads if REFERER.search(head)]
        self.heads.clear()
        assert told == [], told


class Answer(StreamRequestHandler):
    server: Proxy

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # a browser may close whenever it likes
            first = _head_of(self.request)
            if not first.startswith(b"CONNECT "):
                self._answer(self.request, first)
                return
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.server.tls.wrap_socket(self.request, server_side=True) as inside:
                if head := _head_of(inside):
                    self._answer(inside, head)

    def _answer(self, connection: socket.socket, head: bytes) -> None:
        self.server.heads.append(head.decode(errors="replace"))
        connection.sendall(ANSWER + BODY)


def _head_of(connection: socket.socket) -> bytes:
    """The lines of a request up to the empty one; nothing where it never came."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (more := connection.recv(1)):
            return b""
        head += more
    return head


@contextlib.contextmanager
def elsewhere(folder: Path) -> Iterator[Proxy]:
    """Runs the proxy, with the certificate of this data folder."""
    with Proxy(folder) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield proxy
        proxy.shutdown()
        thread.join()
