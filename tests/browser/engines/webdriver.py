"""A client of the W3C WebDriver commands that the journeys need, for a driver and for Firefox.

WebKitWebDriver takes them over HTTP. Firefox has them built in as Marionette (the same commands in
a socket of its own), for which Debian has no driver in front. Selenium speaks to the first alone,
the `marionette_driver` of Mozilla to the second alone and with twenty packages more, and Playwright
to neither of the versions that Debian has had within a year.
"""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

LONGEST_COMMAND: Final = 120  # seconds
ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"  # how the standard marks an element in JSON

type Parameters = Mapping[str, Any]


class Command(NamedTuple):
    """What the standard calls it, and what Marionette does."""

    method: str
    path: str
    marionette: str


NEW_SESSION = Command("POST", "", "WebDriver:NewSession")
DELETE_SESSION = Command("DELETE", "", "WebDriver:DeleteSession")
NAVIGATE = Command("POST", "/url", "WebDriver:Navigate")
ADDRESS = Command("GET", "/url", "WebDriver:GetCurrentURL")
TITLE = Command("GET", "/title", "WebDriver:GetTitle")
BACK = Command("POST", "/back", "WebDriver:Back")
NEW_WINDOW = Command("POST", "/window/new", "WebDriver:NewWindow")
WINDOW = Command("GET", "/window", "WebDriver:GetWindowHandle")
GO_TO_WINDOW = Command("POST", "/window", "WebDriver:SwitchToWindow")
SET_WINDOW = Command("POST", "/window/rect", "WebDriver:SetWindowRect")
SCRIPT = Command("POST", "/execute/sync", "WebDriver:ExecuteScript")
CLICK = Command("POST", "/element/{id}/click", "WebDriver:ElementClick")
CLEAR = Command("POST", "/element/{id}/clear", "WebDriver:ElementClear")
TYPE = Command("POST", "/element/{id}/value", "WebDriver:ElementSendKeys")
PICTURE = Command("GET", "/element/{id}/screenshot", "WebDriver:TakeScreenshot")
WHOLE_PICTURE = Command("GET", "/screenshot", "WebDriver:TakeScreenshot")
ACTIONS = Command("POST", "/actions", "WebDriver:PerformActions")
COOKIES = Command("GET", "/cookie", "WebDriver:GetCookies")
DELETE_COOKIES = Command("DELETE", "/cookie", "WebDriver:DeleteAllCookies")


class WebDriverError(Exception):
    """A command was refused; `kind` is the standard's name for why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class HttpDriver:
    """A driver such as WebKitWebDriver, which listens on a port of this machine."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/session"
        # No proxy of the environment stands between two programs of one machine.
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def begin(self, capabilities: Parameters) -> None:
        begun = self.send(NEW_SESSION, capabilities={"alwaysMatch": capabilities})
        self._address += f"/{begun['sessionId']}"

    def send(self, command: Command, **parameters: Any) -> Any:
        """The value of the answer. Raises WebDriverError, or OSError where nobody answers."""
        body = None if command.method != "POST" else json.dumps(parameters).encode()
        request = urllib.request.Request(
            self._address + command.path.format(**parameters), body, method=command.method
        )
        request.add_header("Content-Type", "application/json")
        try:
            with self._open(request, timeout=LONGEST_COMMAND) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            if refused.code == HTTPStatus.BAD_GATEWAY:
                raise
            told = json.load(refused)["value"]
            raise WebDriverError(told["error"], told["message"]) from None


class Marionette:
    """The driver that is inside Firefox: JSON in a socket, each message behind its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=LONGEST_COMMAND)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._receive()  # it says who it is

    def begin(self, capabilities: Parameters) -> None:
        self.send(NEW_SESSION, **capabilities)

    def send(self, command: Command, **parameters: Any) -> Any:
        """The value of the answer. Raises WebDriverError, or OSError where nobody answers."""
        self._number += 1
        message = json.dumps([0, self._number, command.marionette, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _answer, _number, refused, result = self._receive()
        if refused is not None:
            raise WebDriverError(refused["error"], refused["message"])
        return result.get("value", result) if isinstance(result, dict) else result

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            if not (byte := self._stream.read(1)):
                raise ConnectionError("Firefox has closed the connection")
            length += byte
        return json.loads(self._stream.read(int(length[:-1])))
