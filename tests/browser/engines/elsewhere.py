"""The rest of the internet, as one page: a proxy that answers for every other host."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from config.local.certificate import stored_certificate
from tests.browser.page_monitor import ELSEWHERE

BODY = ELSEWHERE.encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    % len(BODY)
)


class Proxy(ThreadingTCPServer):
    """Asks nobody: whatever a browser wants of another site is answered here."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        files = stored_certificate(folder)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(files.certificate, files.key)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Answer(StreamRequestHandler):
    server: Proxy

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # a browser may close whenever it likes
            first = _head_of(self.request)
            if not first.startswith(b"CONNECT "):
                self.request.sendall(ANSWER + BODY)
                return
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.server.tls.wrap_socket(self.request, server_side=True) as inside:
                if _head_of(inside):
                    inside.sendall(ANSWER + BODY)


def _head_of(connection: socket.socket) -> bytes:
    """The lines of a request up to the empty one; nothing where it never came."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (more := connection.recv(1)):
            return b""
        head += more
    return head


@contextlib.contextmanager
def elsewhere(folder: Path) -> Iterator[int]:
    """Runs the proxy; the port that it listens on."""
    with Proxy(folder) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield proxy.port
        proxy.shutdown()
        thread.join()
