"""Finds a Chromium for the journeys, or fetches one."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent.parent / ".data" / "chromium.lock"
# The same engine without a window of its own: the whole suite is a quarter quicker with it.
HEADLESS = "chromium-headless-shell"
NAMES = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing but what our pages ask for; no dialogs, no throttling of a page in the background.
QUIET = (
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--disable-gpu",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)


def arguments() -> list[str]:
    """Chromium refuses to run as root inside its sandbox."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def executable() -> str | None:
    """The path of a Chromium; None where playwright has one of its own by now."""
    if named := os.environ.get("CHROMIUM"):
        return named
    if found := shutil.which(HEADLESS):
        return found
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        _from_debian()
    if found := _on_path():
        return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return None


def _from_debian() -> None:
    """Installs one. The tests run in several processes: the first does it, the others wait."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if shutil.which(HEADLESS):
            return
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", HEADLESS)
        if not _on_path():
            _apt("install", "-y", "--no-install-recommends", "chromium")


def _apt(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *command], env=environment, check=False)


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
