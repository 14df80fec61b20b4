"""The one command behind `make run` and `make dev`: database, content, demo member, server.

`python -m config.local.serve` serves with debug off; `… dev` reloads on change. With TLS=1 in
the environment the first of them serves over TLS.
"""

import contextlib
import errno
import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.local import process_group
from config.local.certificate import Certificate, stored_certificate
from config.local.claim import Claim
from config.local.environment import complete, embedded_cluster
from config.local.stop_signals import StopSignals

START_SECONDS = 60
# How static files are joined: as much a source of what is collected as the files themselves.
STORAGE = Path(__file__).resolve().parents[1] / "storage.py"


def main(arguments: list[str]) -> int:
    dev = arguments == ["dev"]
    os.environ.setdefault("LEEWAY_DEBUG", "1" if dev else "0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    stop = StopSignals()
    stop.listen()
    port = int(os.environ.get("PORT") or 8000)
    tls = os.environ.get("TLS", "") not in ("", "0")
    if tls and dev:
        _say("TLS=1 goes with make run: the server of make dev speaks plain HTTP alone.")
        return 1
    if tls:  # a browser would keep it for every other program on localhost
        os.environ.setdefault("LEEWAY_HSTS_SECONDS", "0")
    with running_database():
        certificate = _certificate() if tls else None
        with stop.interruptible():
            prepare_tables()
        with web_server(port=port, dev=dev, certificate=certificate) as server:
            with stop.interruptible():
                demo = load_content()  # while the server starts
            if _answers(port, server, stop, certificate):
                _say(_greeting(port=port, demo=demo, certificate=certificate))
                return _wait(server, stop)
    if stop.asked:
        return 0
    _say("The server did not start.")
    return 1


@contextlib.contextmanager
def running_database() -> Iterator[None]:
    """The embedded PostgreSQL for as long as we serve; it starts while Django does.

    One that another living `make run` started is left alone; one that a killed run left behind
    is taken over, and stopped with us. Our own connections end before it does: one that is cut off
    would fail whoever asks it next.
    """
    import django

    # Not first in the thread below: `django.setup` holds a lock of logging while it imports what
    # the settings of logging name, and psycopg asks for that lock while it is imported. Each would
    # wait for the other.
    import psycopg  # noqa: F401
    from django.conf import settings
    from django.utils.log import configure_logging

    complete()
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    cluster = embedded_cluster(os.environ)
    if cluster is None:
        django.setup()
        yield
        return
    claim = Claim(settings.DATA_DIR)
    try:
        with ThreadPoolExecutor(max_workers=1) as side:
            starting = side.submit(cluster.start)
            django.setup()
            ours = starting.result() or not claim.is_runner_alive()
    except BaseException:
        if not claim.is_runner_alive():
            cluster.stop()
        raise
    if ours:
        claim.take()
    try:
        yield
    finally:
        if ours:
            _end_connections()
            cluster.stop()
            claim.drop()


def _end_connections() -> None:
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def prepare_tables() -> None:
    """What the web server needs before its first answer: tables and static files."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if not settings.DEBUG:
        collect_static()


def load_content() -> str:
    """Guides, help lines and, in the embedded database, the demo member, whose name this is."""
    from django.conf import settings
    from django.core.management import call_command

    from apps.pages.demo import DEMO_NAME

    for command in ("load_guides", "load_support"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    if not settings.DEMO_MEMBER:
        return ""
    call_command("make_demo_member", verbosity=0)
    return DEMO_NAME


def collect_static() -> None:
    """Only when a source file, a library or the way of joining changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    print_of_now = static_fingerprint()
    kept = settings.STATIC_ROOT.parent / "static-fingerprint"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and kept.exists() and kept.read_text() == print_of_now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    kept.write_text(print_of_now)


def static_fingerprint() -> str:
    """Every source of the static files with the time of its last change and its size."""
    from django.contrib.staticfiles.finders import get_finders

    sources = {
        path: Path(storage.path(path))
        for finder in get_finders()
        for path, storage in finder.list([])
    }
    sources[STORAGE.name] = STORAGE
    lines = (
        f"{name} {(info := path.stat()).st_mtime_ns} {info.st_size}"
        for name, path in sources.items()
    )
    return "\n".join(sorted(lines))


@contextlib.contextmanager
def web_server(
    *, port: int, dev: bool, certificate: Certificate | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The server, and whatever it starts, ended with us.

    It has a session of its own: what a terminal sends to everybody reaches us alone, so that the
    server's processes end in order and none is left without its parent.
    """
    from django.conf import settings

    command = (
        [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}"]
        if dev
        else [
            *(sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
            *("--blocking-threads", "8", "--backpressure", "64", "--log-level", "error"),
            *(_tls_options(certificate) if certificate else ()),
        ]
    )
    claim = Claim(settings.DATA_DIR)
    claim.end_orphan(port=port)
    _refuse_a_taken(port)
    server = subprocess.Popen(command, start_new_session=True)
    try:
        claim.name_server(server.pid, port=port, command=command)
        yield server
    finally:
        process_group.end(server.pid)
        server.wait()
        claim.forget_server(port=port)


def _certificate() -> Certificate:
    from django.conf import settings

    return stored_certificate(settings.DATA_DIR)


def _tls_options(files: Certificate) -> tuple[str, ...]:
    pair = ("--ssl-certificate", str(files.certificate), "--ssl-keyfile", str(files.key))
    return (*pair, "--ssl-protocol-min", "tls1.2")


def _refuse_a_taken(port: int) -> None:
    """The server would share a port with another of its kind, and each get half the requests."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise SystemExit(f"Port {port} is taken. Try PORT={port + 1} make run") from None


def _greeting(*, port: int, demo: str, certificate: Certificate | None = None) -> str:
    from django.conf import settings

    from apps.pages.demo import DEMO_PASSWORD

    lines = [f"Leeway is at  {'https' if certificate else 'http'}://localhost:{port}/"]
    if certificate:
        lines.append("The browser will warn once: this copy made its certificate itself,")
        lines.append(f"as  {certificate.certificate}")
    if demo:
        lines.append(f"Look around as  {demo}  with the password  {DEMO_PASSWORD}")
    lines.append(f"Data lives in  {settings.DATA_DIR}")
    lines.append("Stop with Ctrl-C")
    return "\n" + "\n".join(f"  {line}" for line in lines) + "\n"


def _answers(
    port: int,
    server: subprocess.Popen[bytes],
    stop: StopSignals,
    certificate: Certificate | None = None,
) -> bool:
    address = f"{'https' if certificate else 'http'}://127.0.0.1:{port}/healthz/"
    context = certificate.trusted() if certificate else None
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None and not stop.asked:
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(address, timeout=2, context=context) as answer,
        ):
            if answer.status == 200:
                return server.poll() is None
        time.sleep(0.1)
    return False


def _wait(server: subprocess.Popen[bytes], stop: StopSignals) -> int:
    while not stop.asked:
        if (code := server.poll()) is not None:
            return code
        time.sleep(0.2)
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
