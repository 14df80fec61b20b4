"""A mail server on a real socket: as much of SMTP (RFC 5321) as a client of ours speaks."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say("220 mail.example ESMTP")
        envelope: list[str] = []
        for line in iter(self._line, ""):
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self._say("250-mail.example", "250 8BITMIME")
            elif verb in {"MAIL", "RCPT"}:
                envelope.append(line)
                self._say("250 OK")
            elif verb == "DATA":
                self._say("354 End with a dot")
                text = "\n".join(iter(self._line, "."))
                self.server.received.append(("\n".join(envelope), text))
                self._say("250 Queued")
            elif verb == "QUIT":
                self._say("221 Bye")
                return
            else:
                self._say("250 OK")

    def _line(self) -> str:
        return self.rfile.readline().decode().rstrip("\r\n")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[tuple[str, str]] = []


@contextmanager
def smtp_server() -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The port, and what arrives there: envelope and text of each mail."""
    with _Server() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], server.received
        finally:
            server.shutdown()
