"""A file of another program in a real browser: what is in it, the question about a day, photos."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request, Route, expect

from apps.vault.guard import ASKED_BY_ITSELF
from tests.browser.actions import PATIENCE, member, until
from tests.browser.conftest import NewContext
from tests.browser.page_monitor import PageMonitor, assert_quiet
from tests.browser.server import real_server
from tests.journal.image_samples import with_secrets

PHOTOS = 13  # one more than a step brings
A_MINUTE = 61_000  # milliseconds of the page's clock
LISTEN = """() => {
  window.heard = [];
  const said = document.getElementById("photos-said");
  const note = () => window.heard.push(said.innerText);
  new MutationObserver(note).observe(said, { childList: true });
}"""
# Counts the answers that this page has put in place.
COUNT_SETTLED = """
window.settled = 0;
document.addEventListener("htmx:afterSettle", () => window.settled++);
"""


def a_zip() -> FilePayload:
    names = [f"{n:032x}" for n in range(PHOTOS)]
    photos = [{"md5": name, "type": "jpeg", "orderInEntry": n} for n, name in enumerate(names)]
    entry = {"text": "# Pier\n\nWind.", "creationDate": "2019-01-01T02:30:00Z", "photos": photos}
    entry |= {"timeZone": "America/Denver", "tags": ["Paris, France"], "videos": [{}]}
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("Export/Journal.json", json.dumps({"entries": [entry, {"text": ""}]}))
        packed.writestr("Export/04-03-2021.md", "A day that may be two.")
        packed.writestr(zipfile.ZipInfo("Export/walk.md", (2020, 5, 4, 8, 0, 0)), "A walk.")
        for name in names:
            packed.writestr(f"Export/photos/{name}.jpeg", with_secrets())
    return {"name": "day-one.zip", "mimeType": "application/zip", "buffer": file.getvalue()}


def test_a_file_is_looked_at_asked_about_and_its_photos_follow_by_themselves(
    new_context: NewContext,
) -> None:
    page = member(new_context(viewport={"width": 390, "height": 844}))
    page.goto("/journal/import/")
    page.get_by_label("The file").set_input_files(a_zip())
    page.get_by_role("button", name="See what is in it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in the file")
    for said in ("3 pages", f"{PHOTOS} photos", "1 page without any words", "1 film", "walk.md"):
        expect(page.get_by_text(said).first).to_be_visible()
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("Say which comes first")).to_be_visible()
    page.get_by_label("The month comes first").check()
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")
    expect(page.get_by_text("are still to come")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text("is still to come")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text(f"{PHOTOS + 3} items are in your journal now")).to_be_visible()
    page.goto("/journal/?of=2021-04")
    expect(page.get_by_text("A day that may be two.")).to_be_visible()


def heard(page: Page) -> int:
    return int(page.evaluate("window.heard.length"))


def settled(page: Page) -> int:
    return int(page.evaluate("window.settled"))


def test_photos_that_have_to_wait_say_why_once_and_come_in_when_they_can(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store of photos is a real folder, which is away for a while."""
    folder = tmp_path / "photos"
    folder.mkdir()
    monkeypatch.setenv("LEEWAY_PHOTO_STORAGE", folder.as_uri())
    with real_server(settings="tests.browser.server_settings") as server:
        context = browser.new_context(
            base_url=server.address, locale="en-GB", viewport={"width": 390, "height": 844}
        )
        context.set_default_timeout(PATIENCE)
        context.has_scripts = True  # type: ignore[attr-defined]
        monitor = PageMonitor(server.address).over(context)
        page = member(context)
        page.clock.install()
        page.add_init_script(COUNT_SETTLED)
        page.goto("/journal/import/")
        page.get_by_label("The file").set_input_files(a_zip())
        page.get_by_role("button", name="See what is in it").click()
        page.get_by_label("The month comes first").check()
        folder.rename(tmp_path / "elsewhere")
        folder.write_text("")
        page.get_by_role("button", name="Import them").click()
        away = page.get_by_text("The place where photos lie does not answer right now.")
        expect(away).to_be_visible()
        expect(page.get_by_text(f"0 are in, {PHOTOS} are still to come.")).to_be_visible()
        until(page, lambda: settled(page) == 1)
        page.evaluate(LISTEN)
        by_itself: list[bool] = []
        name = ASKED_BY_ITSELF.lower()

        def note(one: Request) -> None:
            if one.method == "POST":
                by_itself.append(name in one.headers)

        context.on("request", note)
        go_on = page.get_by_role("button", name="Go on")
        go_on.focus()
        for times in (1, 2):
            page.clock.fast_forward(A_MINUTE)
            until(page, lambda times=times: settled(page) == times + 1)  # type: ignore[misc]
            assert by_itself == [True] * times
            expect(go_on).to_be_focused()
        assert heard(page) == 0
        path, lost = urlsplit(page.url).path, page.locator("form + [role=alert]")
        monitor.forgive_lost_line(path)
        context.route(f"**{path}", lambda route: route.fulfill(status=503, body=""))
        page.clock.fast_forward(A_MINUTE)
        expect(lost).to_be_visible()
        context.unroute(f"**{path}")
        page.clock.fast_forward(A_MINUTE)  # nothing asks by itself any more
        assert by_itself == [True, True, True]
        page.keyboard.press("Enter")
        until(page, lambda: settled(page) == times + 2 and heard(page) > 0)
        expect(away).to_be_visible()
        assert by_itself == [True, True, True, False]
        expect(lost).to_have_count(0)
        before, held = heard(page), list[Route]()
        context.route(f"**{path}", lambda route: held.append(route))
        page.clock.fast_forward(A_MINUTE)
        until(page, lambda: len(held) == 1)
        context.unroute(f"**{path}")
        page.keyboard.press("Enter")  # while the page asks by itself
        until(page, lambda: settled(page) == times + 3 and heard(page) > before)
        assert by_itself[-2:] == [True, False]
        expect(lost).to_have_count(0)
        folder.unlink()
        (tmp_path / "elsewhere").rename(folder)
        page.clock.fast_forward(A_MINUTE)
        expect(page.get_by_text(f"{PHOTOS + 3} items are in your journal now")).to_be_visible()
        context.close()
        assert_quiet([monitor])
        assert "ERROR" not in server.logged(), server.logged()
