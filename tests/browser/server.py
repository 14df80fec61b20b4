"""Runs the real thing for the journeys: what `make run` runs, on a data folder of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg

from config.embedded_postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # tests may run side by side
DATA = ROOT / ".data" / f"browser{WORKER}"
CLUSTER = Cluster(folder=DATA / "postgres")
LOG = ROOT / ".data" / f"browser{WORKER}.log"
READY = "Leeway is at"
START_SECONDS = 120
STOP_SECONDS = 30
NOT_FOR_IT = ("DATABASE_URL", "LEEWAY_HOSTS", "LEEWAY_SECRET_KEY", "LEEWAY_VAULT_PEPPER")


@contextlib.contextmanager
def real_server() -> Iterator[str]:
    """The address of a fresh Leeway: debug off, hashed static files, an empty database."""
    CLUSTER.stop()  # where a killed run left one behind
    shutil.rmtree(DATA, ignore_errors=True)
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
    environment |= {"LEEWAY_DATA": str(DATA), "PORT": str(port), "LEEWAY_LOCAL": "1"}
    environment |= {"LEEWAY_DEBUG": "0", "PYTHONUNBUFFERED": "1"}
    with LOG.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "config.local"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(server, port=port)
        yield f"http://localhost:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            CLUSTER.stop()


def forget_tries() -> None:
    """Every journey is a day of its own: their sign-ups together would pass the limit."""
    with psycopg.connect(CLUSTER.url()) as connection:
        connection.execute("DELETE FROM common_tries")


def logged() -> str:
    """What the server has written so far."""
    return LOG.read_text(errors="replace")


def _wait(server: subprocess.Popen[bytes], *, port: int) -> None:
    give_up = time.monotonic() + START_SECONDS
    while READY not in logged():
        if server.poll() is not None or time.monotonic() > give_up:
            raise AssertionError(f"Leeway did not start:\n{logged()}")
        time.sleep(0.1)
    with urllib.request.urlopen(f"http://localhost:{port}/healthz/", timeout=10) as answer:
        assert answer.status == 200


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
