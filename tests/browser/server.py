"""Runs the real thing for the journeys: what `make run` runs, on a data folder of its own."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import psycopg

from config.local.certificate import stored_certificate
from config.local.claim import Claim
from config.local.embedded_postgres import Cluster
from tests.browser.cheap_derivations import FULL_COST
from tests.prepared import copy_prepared

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "Leeway is at"
START_SECONDS = 300
STOP_SECONDS = 30
NOT_FOR_IT = ("DATABASE_URL", "LEEWAY_HOSTS", "LEEWAY_SECRET_KEY", "LEEWAY_VAULT_PEPPER")


@dataclass(frozen=True, kw_only=True)
class RealServer:
    """A fresh Leeway in a folder: debug off, hashed static files, nobody but the demo member."""

    folder: Path
    port: int
    settings: str = "config.settings"
    tls: bool = False

    @property
    def address(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}"

    @property
    def cluster(self) -> Cluster:
        return Cluster(folder=self.folder / "postgres")

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".tls.log" if self.tls else ".log")

    def logged(self) -> str:
        """What the server has written so far."""
        return self.log.read_text(errors="replace")

    def forget_tries(self) -> None:
        """Every journey is a day of its own: their sign-ups together would pass the limit."""
        with psycopg.connect(self.cluster.url()) as connection:
            connection.execute("DELETE FROM common_tries")

    def use_up_tries(self) -> None:
        """Whoever tried something once has tried it too often."""
        with psycopg.connect(self.cluster.url()) as connection:
            connection.execute("UPDATE common_tries SET count = 1000")

    def empty_folder(self) -> None:
        """A killed run may have left a database behind, and its server."""
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def full_cost(self) -> Iterator[None]:
        """Meanwhile keys and hashes are derived as production derives them."""
        mark = self.folder / FULL_COST
        mark.touch()
        try:
            yield
        finally:
            mark.unlink()

    def start(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
        environment |= {"LEEWAY_DATA": str(self.folder), "PORT": str(self.port)}
        environment |= {"LEEWAY_LOCAL": "1", "LEEWAY_DEBUG": "0", "PYTHONUNBUFFERED": "1"}
        environment |= {"DJANGO_SETTINGS_MODULE": self.settings}
        environment["TLS"] = "1" if self.tls else "0"
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "config.local.serve"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + START_SECONDS
        while READY not in self.logged():
            if process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"Leeway did not start:\n{self.logged()}")
            time.sleep(0.1)
        trust = self._trust()
        with urllib.request.urlopen(
            f"{self.address}/healthz/", timeout=10, context=trust
        ) as answer:
            assert answer.status == 200

    def _trust(self) -> ssl.SSLContext | None:
        return stored_certificate(self.folder).trusted() if self.tls else None

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            Claim(self.folder).end_orphan(port=self.port)
            self.cluster.stop()


def make_site(folder: Path) -> None:
    """What a first start leaves in an empty folder."""
    server = RealServer(folder=folder, port=_free_port(), settings="tests.browser.server_settings")
    server.empty_folder()
    process = server.start()
    try:
        server.wait(process)
    finally:
        server.stop(process)


@contextlib.contextmanager
def real_server(settings: str = "config.settings") -> Iterator[RealServer]:
    """A server on a copy of what a first start made: the library and the demo member are there."""
    with _own_folder() as folder:
        server = RealServer(folder=folder, port=_free_port(), settings=settings)
        server.empty_folder()
        copy_prepared("site", folder, make=make_site)
        process = server.start()
        try:
            server.wait(process)
            yield server
        finally:
            server.stop(process)


@contextlib.contextmanager
def over_tls(server: RealServer) -> Iterator[RealServer]:
    """The same site once more, with TLS: a second runner beside the first, on its database."""
    second = replace(server, port=_free_port(), tls=True)
    process = second.start()
    try:
        second.wait(process)
        yield second
    finally:
        second.stop(process)


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """A data folder that no other run of now uses; the system forgets the claim of a killed run."""
    data = ROOT / ".data"
    data.mkdir(exist_ok=True)
    with contextlib.ExitStack() as open_files:
        for number in count(1):
            claim = open_files.enter_context((data / f"browser-{number}.lock").open("w"))
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        yield data / f"browser-{number}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
