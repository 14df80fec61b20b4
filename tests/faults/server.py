"""A Leeway of its own that may be killed: a durable PostgreSQL and the real web server."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from config.local.embedded_postgres import Cluster
from config.local.environment import completed
from tests.browser.server import make_site
from tests.faults.lossy_disk import LossyDisk
from tests.prepared import copy_prepared

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_FOR_IT = ("DATABASE_URL", "LEEWAY_HOSTS", "LEEWAY_SECRET_KEY", "LEEWAY_VAULT_PEPPER")
START_SECONDS = 300
PROC = Path("/proc")


@dataclass
class FaultServer:
    """Only processes that it started, or that its own database server did, are ever killed."""

    folder: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    threads: int = 4  # of the web server
    code: Path = ROOT  # another release's stands elsewhere
    command: list[str] = field(default_factory=list)  # of the web server, after its port
    web: subprocess.Popen[bytes] | None = None
    disk: LossyDisk | None = None  # of the database
    kills: list[str] = field(default_factory=list)

    @property
    def cluster(self) -> Cluster:
        return Cluster(folder=self.folder / "postgres")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
        own = {"LEEWAY_DATA": str(self.folder), "LEEWAY_LOCAL": "1", "LEEWAY_DEBUG": "0"}
        return completed(kept | own | self.settings)

    def copy_tables(self) -> None:
        """A database with all tables, in which nothing is; it does not run yet."""
        copy_prepared("tables", self.cluster.folder, make=make_tables)

    def copy_static_files(self) -> None:
        """Those that `collectstatic` collects."""
        copy_prepared("site", self.folder / "static", make=make_site, part="static")

    def copy_site(self) -> None:
        """A folder with the library, the help lines, the demo member and static files."""
        copy_prepared("site", self.folder, make=make_site)

    def run(self, *arguments: str) -> bytes:
        """What a Python program of ours prints about this server."""
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=self.code, env=self.environment, capture_output=True, timeout=START_SECONDS
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        server = (sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi")
        where = ("--host", "127.0.0.1", "--port", str(self.port))
        threads = ("--workers", "1", "--blocking-threads", str(self.threads))
        how = self.command or [*threads, "--backpressure", "64", "--log-level", "error"]
        with (self.folder / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [*server, *where, *how],
                cwd=self.code,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        give_up = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.web.poll() is None, (self.folder / "web.log").read_text()
            assert time.monotonic() < give_up, "the web server does not answer"
            time.sleep(0.05)

    def kill_web(self) -> None:
        """SIGKILL for the web server and its worker, in the middle of whatever they do."""
        assert self.web is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(10)
        self.kills.append("web")

    def stop_web(self) -> None:
        """End it as systemd and containers do: SIGTERM for the server alone."""
        assert self.web is not None
        self.web.terminate()
        self.web.wait(60)

    def kill_database(self) -> None:
        """SIGKILL for the postmaster and all its processes; a disk that can loses its power."""
        self.kill_cluster(self.cluster, disk=self.disk)
        self.kills.append("database")

    @staticmethod
    def kill_cluster(cluster: Cluster, *, disk: LossyDisk | None = None) -> None:
        """The same for any PostgreSQL that these tests started.

        Its postmaster stands still while its processes are looked for, so that it starts no other
        and tells none of them to end in its own way.
        """
        postmaster = int((cluster.folder / "postmaster.pid").read_text().split()[0])
        if disk:
            disk.cut()
        with contextlib.suppress(ProcessLookupError):
            os.kill(postmaster, signal.SIGSTOP)
        killed = [*children_of(postmaster), postmaster]
        for pid in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        give_up = time.monotonic() + 5
        while any(map(is_alive, killed)):
            assert time.monotonic() < give_up, "a killed process goes on"
            time.sleep(0.002)
        if disk:
            disk.unmount()
            disk.mount()
        if any((PROC / str(pid)).exists() for pid in killed):
            # Nobody has reaped them yet, and their numbers look taken to the next postmaster.
            (cluster.folder / "postmaster.pid").unlink(missing_ok=True)
            (cluster.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz/", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def make_tables(folder: Path) -> None:
    """A database with all tables, in which nothing is; its server has stopped."""
    made = FaultServer(folder=folder.parent / "made", port=0)
    made.cluster.stop()  # where a killed run left one behind
    for left in (made.folder, folder):
        shutil.rmtree(left, ignore_errors=True)
    try:
        made.cluster.start()
        made.run("manage.py", "migrate", "--verbosity", "0")
    finally:
        made.cluster.stop()
    (made.cluster.folder / "server.log").unlink()
    made.cluster.folder.rename(folder)
    shutil.rmtree(made.folder)


@contextlib.contextmanager
def fault_server(
    folder: Path, threads: int = 4, power_cuts: bool = False, /, **settings: str
) -> Iterator[FaultServer]:
    """With tables, and with its web server started; `settings` are environment variables.

    With `power_cuts` its database has a disk that forgets what was not flushed when it is killed,
    where the system lets us mount one.
    """
    built = FaultServer(folder=folder, port=free_port(), settings=settings, threads=threads)
    built.copy_tables()
    built.disk = LossyDisk.under(built.cluster.folder) if power_cuts else None
    with _started(built):
        yield built


@contextlib.contextmanager
def fault_site(folder: Path, /, **settings: str) -> Iterator[FaultServer]:
    """The same with the library and static files as well; its folder is not there yet."""
    built = FaultServer(folder=folder, port=free_port(), settings=settings)
    built.copy_site()
    with _started(built):
        yield built


@contextlib.contextmanager
def _started(built: FaultServer) -> Iterator[None]:
    try:
        built.cluster.start()
        built.start_web()
        yield
    finally:
        if built.web is not None and built.web.poll() is None:
            built.kill_web()
        built.cluster.stop()
        if built.disk:
            built.disk.unmount()


def output_of(house: FaultServer, *arguments: str) -> Any:
    """The JSON that a module of these tests prints about a house."""
    return json.loads(house.run("-m", *arguments))


def children_of(pid: int) -> list[int]:
    """The processes that this one started and that are there still."""
    found = []
    for path in PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            after_name = path.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == pid:
                found.append(int(path.parent.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether this process runs; one that is dead may still wait for its parent to ask."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
