"""Firefox and WebKit as Debian has them: where they are, and how one of each is started."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config.local import process_group
from tests.browser.engines.webdriver import (
    DELETE_SESSION,
    WINDOW,
    HttpDriver,
    Marionette,
    WebDriverError,
)

START_SECONDS: Final = 90
FIREFOX, WEBKIT = "Firefox", "WebKit"
NO_ANSWER: Final = (OSError, ValueError, WebDriverError)  # ValueError: half of one
CAPABILITIES: Final = {"acceptInsecureCerts": True, "unhandledPromptBehavior": "accept"}


@dataclass(frozen=True, kw_only=True)
class Engine:
    """What it is called, the programs that it needs, and where Debian has them."""

    name: str
    programs: tuple[tuple[str, ...], ...]  # of each, the names that it may have
    packages: tuple[str, ...]

    def paths(self) -> list[str]:
        """Where the programs are; empty where one of them is missing."""
        found = [_on_path(names) for names in self.programs]
        return [each for each in found if each] if all(found) else []

    def is_installed(self) -> bool:
        return bool(self.paths())


ENGINES: Final = {
    engine.name: engine
    for engine in (
        Engine(name=FIREFOX, programs=(("firefox-esr", "firefox"),), packages=("firefox-esr",)),
        Engine(
            name=WEBKIT,
            programs=(("WebKitWebDriver",), ("Xvfb",)),
            packages=("webkit2gtk-driver", "xvfb"),
        ),
    )
}


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A running one: who takes its commands, and where its screen is drawn, if it is on one."""

    driver: Marionette | HttpDriver
    screen: Path | None = None


class NotStarted(Exception):
    """The engine is installed, and yet no page can be opened in it here."""


class RunningEngine:
    """One browser of an engine for many tests; one that has crashed is ended and started anew.

    WebKit's driver ends the session of a page that crashed or hung, and refuses every command from
    then on: without a new one each later test would fail for the first one's sake.
    """

    def __init__(self, engine: Engine, *, proxy_port: int) -> None:
        self._engine, self._proxy_port = engine, proxy_port
        self._stack = contextlib.ExitStack()
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """The one that runs. Raises NotStarted."""
        if self._browser is not None and not answers(self._browser):
            self.close()
        if self._browser is None:
            start = running(self._engine, proxy_port=self._proxy_port)
            self._browser = self._stack.enter_context(start)
        return self._browser

    def close(self) -> None:
        self._browser = None
        self._stack.close()


def answers(browser: Browser) -> bool:
    """Whether it still takes commands: one that has crashed or hung does not."""
    try:
        browser.driver.send(WINDOW)
    except NO_ANSWER:
        return False
    return True


@contextlib.contextmanager
def running(engine: Engine, *, proxy_port: int) -> Iterator[Browser]:
    """A browser of this engine with an empty profile, ended with all its processes.

    Whatever is not on this machine is asked of the proxy. Raises NotStarted.
    """
    start = {FIREFOX: _firefox, WEBKIT: _webkit}[engine.name]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        try:
            browser = start(engine.paths(), folder, stack, f"127.0.0.1:{proxy_port}")
        except NO_ANSWER as error:
            raise NotStarted(str(error).splitlines()[0]) from error
        try:
            yield browser
        finally:
            with contextlib.suppress(*NO_ANSWER):
                browser.driver.send(DELETE_SESSION)


def _firefox(paths: list[str], folder: Path, stack: contextlib.ExitStack, proxy: str) -> Browser:
    (folder / "user.js").write_text('user_pref("marionette.port", 0);\n')
    command = [paths[0], "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    process = stack.enter_context(_process(command, HOME=str(folder)))
    told = folder / "MarionetteActivePort"
    driver = Marionette(int(_until(lambda: told.exists() and told.read_text(), process)))
    stack.callback(driver.close)
    manual = {"proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy}
    driver.begin({**CAPABILITIES, "proxy": manual})
    return Browser(driver=driver)


def _webkit(paths: list[str], folder: Path, stack: contextlib.ExitStack, proxy: str) -> Browser:
    """On a screen that nobody sees, with nothing that moves. Its driver cannot name a proxy."""
    driver, screen = paths
    settings = folder / "gtk-3.0" / "settings.ini"
    settings.parent.mkdir()
    settings.write_text("[Settings]\ngtk-enable-animations=0\n")
    display = stack.enter_context(_screen(screen, folder))
    port = _free_port()
    process = stack.enter_context(
        _process(
            [driver, f"--port={port}"],
            DISPLAY=display,
            GDK_BACKEND="x11",
            HOME=str(folder),
            XDG_CONFIG_HOME=str(folder),
            NO_AT_BRIDGE="1",
            http_proxy=f"http://{proxy}",
            https_proxy=f"http://{proxy}",
            no_proxy="localhost,127.0.0.1",
        )
    )
    _until(lambda: _listens(port), process)
    http = HttpDriver(port)
    http.begin(CAPABILITIES)
    return Browser(driver=http, screen=folder / "Xvfb_screen0")


@contextlib.contextmanager
def _screen(program: str, folder: Path) -> Iterator[str]:
    """A screen in a file of the folder; its name for DISPLAY, which is the first that is free."""
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1400x1000x24"]
    command += ["-fbdir", str(folder), "-nolisten", "tcp"]
    with os.fdopen(reading) as told, _process(command, keep=writing):
        os.close(writing)
        number = told.readline().strip()  # empty where it has ended
        if not number:
            raise NotStarted("there is no screen for it")
        yield f":{number}"


@contextlib.contextmanager
def _process(
    command: list[str], *, keep: int | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    with_us = ("setpriv", "--pdeathsig", "KILL", "--")  # where we are killed, so is it
    process = subprocess.Popen(
        [*(with_us if shutil.which(with_us[0]) else ()), *command],
        env={**os.environ, **environment},
        pass_fds=[] if keep is None else [keep],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process_group.end(process.pid)
        process.wait()


def _until(condition: Any, process: subprocess.Popen[bytes]) -> Any:
    give_up = time.monotonic() + START_SECONDS
    while not (found := condition()):
        if process.poll() is not None:
            raise NotStarted(f"it ended at once with the code {process.returncode}")
        if time.monotonic() > give_up:
            raise NotStarted(f"it did not start within {START_SECONDS} seconds")
        time.sleep(0.05)
    return found


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
