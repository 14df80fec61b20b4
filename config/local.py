"""The one command behind `make run` and `make dev`: database, content, demo member, server.

`python -m config.local` serves with debug off; `python -m config.local dev` reloads on change.
"""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

START_SECONDS = 60


def main(arguments: list[str]) -> int:
    dev = arguments == ["dev"]
    os.environ.setdefault("LEEWAY_LOCAL", "1")
    os.environ.setdefault("LEEWAY_DEBUG", "1" if dev else "0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    import django

    with running_database():
        django.setup()
        demo = prepare()
        return serve(port=int(os.environ.get("PORT") or 8000), dev=dev, demo=demo)


@contextlib.contextmanager
def running_database() -> Iterator[None]:
    """The embedded PostgreSQL for as long as we serve.

    One that another living `make run` started is left alone; one that a killed run left behind
    is taken over, and stopped with us.
    """
    from django.conf import settings

    cluster = settings.EMBEDDED_POSTGRES
    if cluster is None:
        yield
        return
    claim = settings.DATA_DIR / "server.pid"
    ours = cluster.start() or not _is_alive(claim)
    if ours:
        claim.write_text(str(os.getpid()))
    try:
        yield
    finally:
        if ours:
            cluster.stop()
            claim.unlink(missing_ok=True)


def prepare() -> str:
    """Migrate, load the content, collect static files; the demo member's name, if there is one."""
    from django.conf import settings
    from django.core.management import call_command

    from apps.pages.demo import DEMO_NAME

    for command in ("migrate", "load_guides", "load_support"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    if not settings.DEBUG:
        collect_static()
    if settings.EMBEDDED_POSTGRES is None:
        return ""
    call_command("make_demo_member", verbosity=0)
    return DEMO_NAME


def collect_static() -> None:
    """Only when a source file or a library changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    lines = [
        f"{path} {(info := Path(storage.path(path)).stat()).st_mtime_ns} {info.st_size}"
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    print_of_now = "\n".join(sorted(lines))
    kept = settings.STATIC_ROOT.parent / "static-fingerprint"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and kept.exists() and kept.read_text() == print_of_now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    kept.write_text(print_of_now)


def serve(*, port: int, dev: bool, demo: str) -> int:
    """Start the web server, say where it is, and stay until it or we are stopped."""
    command = (
        [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}"]
        if dev
        else [
            *(sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
            *("--blocking-threads", "8", "--log-level", "warning"),
        ]
    )
    server = subprocess.Popen(command)
    try:
        if not _answers(f"http://127.0.0.1:{port}/healthz/", server):
            _say(f"The server did not start. Is port {port} taken? Try another: PORT=8001 make run")
            return 1
        _say(_greeting(port=port, demo=demo))
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
        if server.poll() is None:
            server.kill()


def _greeting(*, port: int, demo: str) -> str:
    from django.conf import settings

    from apps.pages.demo import DEMO_PASSWORD

    lines = [f"Leeway is at  http://localhost:{port}/"]
    if demo:
        lines.append(f"Look around as  {demo}  with the password  {DEMO_PASSWORD}")
    lines.append(f"Data lives in  {settings.DATA_DIR}")
    lines.append("Stop with Ctrl-C")
    return "\n" + "\n".join(f"  {line}" for line in lines) + "\n"


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(address, timeout=2) as answer,
        ):
            if answer.status == 200:
                return server.poll() is None
        time.sleep(0.1)
    return False


def _is_alive(claim: Path) -> bool:
    """Whether the process that wrote this claim still runs."""
    try:
        os.kill(int(claim.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
