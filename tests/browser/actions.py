"""What people do on the pages, by the words that they see."""

import re
import time
from collections.abc import Callable
from http import HTTPStatus
from itertools import count

from playwright.sync_api import BrowserContext, Page

from apps.pages.demo import DEMO_NAME, DEMO_PASSWORD
from tests.browser.page_monitor import PageMonitor

PASSWORD = "heron quarry lantern spool"
NEW_PASSWORD = "ninety quiet gulls standing"
ENTRY = re.compile(r"/journal/[0-9a-f-]{36}/$")
HOME = re.compile(r"^[^/]+//[^/]+/$")
SETTLES = 300  # milliseconds
# For the page, half a second has gone by: nobody has to wait for it.
LATER = """() => {
  const before = performance.now.bind(performance);
  performance.now = () => before() + 500;
}"""
PATIENCE = 30_000  # milliseconds; the slow part is Argon2 on a busy machine
_numbers = count(1)


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Wait until it holds, for what no element of the page shows."""
    give_up = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < give_up, "it never came to be"
        page.wait_for_timeout(50)


def new_name() -> str:
    return f"member{next(_numbers)}"


def watch_of(context: BrowserContext) -> PageMonitor:
    found = getattr(context, "watch", None)
    assert isinstance(found, PageMonitor)
    return found


def sign_up(page: Page, name: str, *, password: str = PASSWORD) -> None:
    """Up to the page that shows the recovery code or offers one."""
    page.goto("/account/sign-up/")
    join(page, name, password=password)


def join(page: Page, name: str, *, password: str = PASSWORD) -> None:
    """Fill in the sign-up that is open, up to the recovery code."""
    page.get_by_label("User name").fill(name)
    page.locator("#id_password1").fill(password)
    page.get_by_label("I am 18 or over").check()
    page.get_by_label("I understand that").check()
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/vault/recovery/**")


def keep_code(page: Page) -> str:
    """Make a recovery code, type two groups of it back, and give it as it was shown."""
    if not page.locator("#code-groups").count():
        page.locator("main form button").first.click()
    page.locator("#code-groups").wait_for()
    groups = page.locator("#code-groups li").all_inner_texts()
    assert [len(group) for group in groups] == [4] * 8 + [1]
    page.get_by_label("Group 3").fill(groups[2].lower())
    page.get_by_label("Group 6").fill(f" {groups[5]} ")
    page.get_by_role("button", name="I have kept it").click()
    page.wait_for_url(HOME)
    return " ".join(groups)


def sign_up_unseen(page: Page, name: str) -> None:
    """Send what the browser would send, and look at no page: for journeys that begin later."""
    context = page.context
    has_scripts = getattr(context, "has_scripts", True)
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") if has_scripts else ""
    answer = context.request.get("/account/sign-up/")
    token = {each.get("name"): each.get("value") for each in context.cookies()}["__Host-csrf"]
    form: dict[str, str | float | bool] = {
        "csrfmiddlewaretoken": str(token),
        "device_zone": zone,
        "username": name,
        "password1": PASSWORD,
        "is_adult": "on",
        "understands": "on",
    }
    headers = {"Referer": answer.url}
    answer = context.request.post(answer.url, form=form, headers=headers, max_redirects=0)
    assert answer.status == HTTPStatus.SEE_OTHER, answer.text()
    assert answer.headers["location"].startswith("/vault/recovery/"), answer.headers["location"]


def member(context: BrowserContext) -> Page:
    """A page on which somebody who has just signed up stands before a new page."""
    page = context.new_page()
    name = new_name()
    sign_up_unseen(page, name)
    page.goto("/journal/new/")
    context.member_name = name  # type: ignore[attr-defined]
    return page


def name_of(context: BrowserContext) -> str:
    return str(getattr(context, "member_name", ""))


def sign_in(page: Page, name: str = DEMO_NAME, *, password: str = DEMO_PASSWORD) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("User name").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(HOME)


def write(page: Page, *, body: str, title: str = "") -> str:
    """Keep a page; the address of the entry."""
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(body)
    if title:
        open_details(page)
        page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    return page.url


def open_details(page: Page) -> None:
    """The fold below the text of a page: how somebody is, feelings, title, tags, people, day."""
    fold = page.locator("form.sheet > details")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def tab_that_tells_nobody(context: BrowserContext) -> Page:
    """Another tab: what closes in it is told to no other one, as when the time is up."""
    page = context.new_page()
    page.add_init_script("BroadcastChannel.prototype.postMessage = () => {}")
    return page


def lock(page: Page) -> None:
    page.locator(".account").get_by_role("button", name="Lock").click()
    page.wait_for_url("**/vault/unlock/**")


def unlock(page: Page) -> None:
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.wait_for_url(lambda address: "/vault/" not in address)


def log_out(page: Page) -> None:
    page.locator(".account summary").click()
    page.locator(".account").get_by_role("button", name="Sign out").click()
    page.wait_for_url(HOME)


def back(page: Page) -> None:
    """Press Back, and wait for what the browser then asks of the site, if it asks at all."""
    page.go_back(wait_until="commit")
    settled(page)


def forward(page: Page) -> None:
    page.go_forward(wait_until="commit")
    settled(page)


def settled(page: Page) -> None:
    """Until the page has asked for nothing for a moment and no other page is on its way."""
    watch = watch_of(page.context)
    seen, since = 0, time.monotonic()

    def is_settled() -> bool:
        nonlocal seen, since
        if watch.under_way[page] or len(watch.asked) != seen:
            seen, since = len(watch.asked), time.monotonic()
        return time.monotonic() - since > SETTLES / 1000

    until(page, is_settled)
    page.wait_for_load_state()


def statement_shown(page: Page) -> None:
    """Until a press on the statement counts: at once, it is taken for half of a double press."""
    page.wait_for_function("customElements.get('quiz-step') !== undefined")
    page.evaluate(LATER)


def press_answer(page: Page, mark: int) -> None:
    """Answer the statement that is shown, with scripts, and wait for what comes next."""
    before = page.url
    statement_shown(page)
    page.locator(f'label:has([name=answer][value="{mark}"])').click()
    page.wait_for_url(lambda address: address != before)
