"""A page in any engine, in the words of a journey. Whatever is looked for is waited for."""

import base64
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

from PIL import Image

from tests.browser.actions import PATIENCE
from tests.browser.engines import webdriver
from tests.browser.engines.engine import Browser
from tests.browser.engines.screen import drawn
from tests.browser.engines.webdriver import ELEMENT, WebDriverError

KEYS: Final = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Escape": "\ue00c",
    "ArrowDown": "\ue015",
}
LOOK_AGAIN: Final = 0.05  # seconds
# The page may change between a look and what follows it: then one looks again.
CHANGED_MEANWHILE: Final = (
    "stale element reference",
    "no such element",
    "element not interactable",
    "element click intercepted",
    "javascript error",
    "unexpected alert open",
)
FIND: Final = """
  const [css, words] = arguments;
  const said = (one) => one.textContent.trim().replace(/\\s+/g, " ");
  const found = [...document.querySelectorAll(css)].filter((one) => said(one).includes(words));
"""
SHOWN: Final = (
    FIND + "return found.find((one) => one.checkVisibility({ visibilityProperty: true })) ?? null;"
)
# WebKit's driver does not scroll far enough by itself.
INTO_VIEW: Final = 'arguments[0].scrollIntoView({ block: "center", behavior: "instant" });'
SPOT: Final = (
    INTO_VIEW
    + """
  const [one] = arguments;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const [x, y] = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
  return one.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
"""
)


class Page:
    """The page in the window of a browser in which one is."""

    def __init__(self, browser: Browser, *, site: str) -> None:
        self.browser, self.driver, self.site = browser, browser.driver, site

    @property
    def url(self) -> str:
        return str(self.driver.send(webdriver.ADDRESS))

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def title(self) -> str:
        return str(self.driver.send(webdriver.TITLE))

    def goto(self, address: str) -> None:
        whole = address if "://" in address else self.site + address
        self.driver.send(webdriver.NAVIGATE, url=whole)

    def back(self) -> None:
        self.driver.send(webdriver.BACK)

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """What the body of a function returns in the page."""
        return self.driver.send(webdriver.SCRIPT, script=script, args=list(arguments))

    def until(self, what: str, condition: Callable[[], Any]) -> Any:
        """The first true answer. Raises AssertionError where none comes within the patience."""
        give_up = time.monotonic() + PATIENCE / 1000
        last: object = None
        while time.monotonic() < give_up:
            try:
                if last := condition():
                    return last
            except WebDriverError as error:
                if error.kind not in CHANGED_MEANWHILE:
                    raise
                last = error
            time.sleep(LOOK_AGAIN)
        raise AssertionError(f"never came to be on {self.url}: {what} ({last})\n{self._text()}")

    def until_script(self, script: str, *arguments: Any) -> Any:
        return self.until(script, lambda: self.evaluate(f"return {script}", *arguments))

    def until_at(self, path: str) -> None:
        """Wait for a page whose path ends so."""
        self.until(f"an address that ends in {path}", lambda: self.path.endswith(path))
        self.until_script("document.readyState === 'complete'")

    def shows(self, css: str, words: str = "") -> Any:
        """Wait for what can be seen; its reference."""
        return self.until(f"{css} “{words}”", lambda: self.evaluate(SHOWN, css, words))

    def shows_no(self, css: str, words: str = "") -> None:
        self.until(f"no {css} “{words}”", lambda: not self.evaluate(SHOWN, css, words))

    def click(self, css: str, words: str = "") -> None:
        def press(one: str) -> bool:
            self.evaluate(INTO_VIEW, {ELEMENT: one})
            self.driver.send(webdriver.CLICK, id=one)
            return True

        self._use(css, words, press)

    def tap(self, css: str, words: str = "") -> None:
        """A finger at the middle, where nothing may lie over it. (WebKit's driver has a mouse.)"""

        def touch(one: str) -> bool:
            if not (spot := self.evaluate(SPOT, {ELEMENT: one})):
                return False
            self._touch(*spot)
            return True

        self._use(css, words, touch)

    def _touch(self, x: int, y: int) -> None:
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        finger = {"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}}
        self.driver.send(webdriver.ACTIONS, actions=[finger | {"actions": steps}])

    def fill(self, css: str, words: str) -> None:
        """Put these words into a field, by keyboard."""

        def type_into(one: str) -> bool:
            self.driver.send(webdriver.CLEAR, id=one)
            self.driver.send(webdriver.TYPE, id=one, text=words, value=list(words))
            return True

        self._use(css, "", type_into)

    def choose_file(self, css: str, path: str) -> None:
        self._use(css, "", lambda one: self.driver.send(webdriver.TYPE, id=one, text=path) or True)

    def press(self, *keys: str) -> None:
        """Press and let go of keys one after another, wherever the focus stands."""
        pressed = [
            {"type": kind, "value": KEYS.get(key, key)}
            for key in keys
            for kind in ("keyDown", "keyUp")
        ]
        keyboard = {"type": "key", "id": "keyboard", "actions": pressed}
        self.driver.send(webdriver.ACTIONS, actions=[keyboard])

    def value(self, css: str) -> str:
        return str(self.evaluate("return document.querySelector(arguments[0]).value", css))

    def text(self, css: str = "body") -> str:
        return str(self.evaluate("return document.querySelector(arguments[0]).innerText", css))

    def picture(self, css: str) -> Image.Image:
        """What is drawn of the first that matches."""
        one = self.shows(css)[ELEMENT]
        return _image(self.driver.send(webdriver.PICTURE, id=one, full=False))

    def screen(self) -> Image.Image:
        """What somebody sees. Where there is a screen, it is asked, not the driver."""
        if self.browser.screen:
            return drawn(self.browser.screen)
        return _image(self.driver.send(webdriver.WHOLE_PICTURE, full=False))

    def cookies(self) -> dict[str, str]:
        return {each["name"]: each["value"] for each in self.driver.send(webdriver.COOKIES)}

    def forget(self) -> None:
        """Nobody is signed in any more, and no preference is kept."""
        self.goto("/robots.txt")
        self.driver.send(webdriver.DELETE_COOKIES)

    def window(self) -> str:
        return str(self.driver.send(webdriver.WINDOW))

    def new_window(self) -> str:
        """Open another window and go on in it. (WebKit's driver leaves a new tab unseen.)"""
        handle = str(self.driver.send(webdriver.NEW_WINDOW, type="window")["handle"])
        self.go_to(handle)
        return handle

    def go_to(self, handle: str) -> None:
        self.driver.send(webdriver.GO_TO_WINDOW, handle=handle)

    def resize(self, width: int, height: int) -> None:
        self.driver.send(webdriver.SET_WINDOW, width=width, height=height)

    def _use(self, css: str, words: str, action: Callable[[str], bool]) -> None:
        def look_and_act() -> bool:
            one = self.evaluate(SHOWN, css, words)
            return bool(one) and action(one[ELEMENT])

        self.until(f"{css} “{words}”", look_and_act)

    def _text(self) -> str:
        try:
            return self.text()[:2000]
        except WebDriverError as error:
            return str(error)


def _image(encoded: str) -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(encoded))).convert("RGB")
