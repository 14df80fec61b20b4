"""A line to a database on this machine that can be made slow, as one over a bad network is."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass
class SlowLine:
    """Passes bytes on between a port of loopback and a socket; each piece waits `seconds`."""

    port: int
    seconds: float = 0.0


@contextlib.contextmanager
def slow_line(target: Path) -> Iterator[SlowLine]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = SlowLine(port=server.getsockname()[1])
        threading.Thread(target=_accept, args=(server, target, line), daemon=True).start()
        yield line


def _accept(server: socket.socket, target: Path, line: SlowLine) -> None:
    with contextlib.suppress(OSError):  # closed at the end
        while True:
            client = server.accept()[0]
            database = socket.socket(socket.AF_UNIX)
            try:
                database.connect(str(target))
            except OSError:  # it is away
                client.close()
                continue
            for one, other in ((client, database), (database, client)):
                threading.Thread(target=_pass_on, args=(one, other, line), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket, line: SlowLine) -> None:
    with contextlib.suppress(OSError):
        while piece := one.recv(65536):
            time.sleep(line.seconds)
            other.sendall(piece)
    for each in (one, other):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
