"""Finds a Chromium for the journeys, or fetches one."""

import os
import shutil
import subprocess
import sys

from tests.browser import debian

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
    with debian.no_installation():  # `make test` installs meanwhile; half of one does not run
        if found := shutil.which(HEADLESS):
            return found
    from_debian()
    if found := _on_path():
        return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return None


def from_debian() -> None:
    """Installs one where Debian has it and we are root."""
    debian.install(HEADLESS, unless=lambda: bool(shutil.which(HEADLESS)))
    debian.install("chromium", unless=lambda: bool(_on_path()))


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
