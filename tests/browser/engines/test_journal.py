"""A member's evening: signing up, writing, two tabs, the lock, files that come in."""

from pathlib import Path

from tests.browser.actions import PASSWORD
from tests.browser.engines.page import Page
from tests.browser.engines.steps import keep, sign_up, unlock, write
from tests.browser.member_page_states import PAGES, a_filled_journal
from tests.journal.image_samples import plain

BODY = "We walked to the lighthouse and hardly spoke."
MINE, THEIRS = "What I wrote in the first tab.", "What I wrote in the second tab."


def test_from_sign_up_to_unlocking_again(page: Page) -> None:
    sign_up(page)
    page.click("main form button")
    page.shows("#code-groups li")
    groups = page.text("#code-groups").split()
    assert [len(group) for group in groups] == [4] * 8 + [1]
    for n, group in ((3, groups[2]), (6, groups[5])):
        field = page.evaluate(
            "return [...document.querySelectorAll('label')]"
            ".find((one) => one.textContent.includes(arguments[0])).control.id",
            f"Group {n}",
        )
        page.fill(f"#{field}", group.lower())
    page.click("main button", "I have kept it")
    page.until_at("/")
    entry = write(page, body=BODY)
    page.click(".account button", "Lock")
    page.until_at("/vault/unlock/")
    page.goto(entry)
    page.until_at("/vault/unlock/")
    assert BODY not in page.text()
    page.until_script("document.activeElement.id === 'id_password'")
    unlock(page, "not the password at all")
    page.shows(".error", "didn’t fit")
    assert page.value("#id_password") == ""
    unlock(page)
    page.until_at(entry)
    page.shows("article", BODY)


def test_words_save_themselves_and_come_back(page: Page) -> None:
    sign_up(page)
    page.goto("/journal/new/")
    page.until_script("document.activeElement.id === 'id_body'")
    page.press(*"Half a")
    page.shows("auto-save [role=status]", "Draft saved")
    page.press(*" line")
    page.goto("/journal/")  # no question is asked: what was typed a moment ago goes along
    page.until("the words in a draft", lambda: _is_drafted(page, "Half a line"))
    page.click("main .card a, main .entries a", "Half a line")
    page.until("the words", lambda: page.value("#id_body") == "Half a line")
    page.fill("#id_body", BODY)
    keep(page)
    page.shows("article", BODY)
    assert not _is_drafted(page, "line")


def _is_drafted(page: Page, words: str) -> bool:
    page.goto("/journal/drafts/")
    return words in page.text("main")


def test_a_second_tab_never_overwrites(page: Page) -> None:
    sign_up(page)
    entry = write(page, body="Before.")
    first = page.window()
    page.goto(f"{entry}edit/")
    page.shows("#id_body")
    second = page.new_window()
    page.goto(f"{entry}edit/")
    page.fill("#id_body", THEIRS)
    keep(page)
    page.go_to(first)
    page.fill("#id_body", MINE)
    page.click("main button", "Keep this page")
    page.shows("h1", "Two texts, both here")
    assert page.value("#id_body") == MINE
    page.shows("section", THEIRS)
    page.go_to(second)
    page.goto(entry)
    page.shows("article", THEIRS)
    page.go_to(first)
    page.fill("#id_body", f"{MINE}\n\n{THEIRS}")
    keep(page)
    page.shows("article", MINE)
    page.shows("article", THEIRS)


def test_a_locked_journal_takes_the_password_and_keeps_what_was_typed(page: Page) -> None:
    sign_up(page)
    first = page.window()
    page.goto("/journal/new/")
    page.fill("#id_body", f"{MINE} <b>&")
    page.shows("auto-save [role=status]", "Draft saved")
    page.new_window()
    page.goto("/journal/")
    page.click(".account button", "Lock")
    page.until_at("/vault/unlock/")
    page.go_to(first)
    page.shows("#cover-title", "Locked")
    page.fill("#cover-password", PASSWORD)
    page.click("cover-screen button[type=submit]", "Unlock")
    page.shows_no("cover-screen")
    assert page.value("#id_body") == f"{MINE} <b>&"
    page.click("main button", "Keep this page")
    page.shows("article", f"{MINE} <b>&")


def test_pages_and_a_photo_come_in_as_files(page: Page, tmp_path: Path) -> None:
    sign_up(page)
    export, photo = tmp_path / "export.json", tmp_path / "harbour.jpg"
    export.write_bytes(a_filled_journal()["buffer"])
    photo.write_bytes(plain())
    page.goto("/journal/import/")
    page.choose_file("#id_file", str(export))
    page.click("main button", "See what is in it")
    page.shows("h1", "What is in the file")
    page.click("main button", "Import")
    page.shows("main", f"{PAGES} items are in your journal now.")
    page.goto("/journal/")
    page.click(".entries a")
    page.shows("article")
    page.click("a", "Photos")
    page.until_at("/photos/")
    page.choose_file("#id_file", str(photo))
    page.fill("#id_description", "The harbour")
    page.click("main button", "Add it to the page")
    page.shows(".photos img")
    page.until_script("document.querySelector('.photos img').naturalWidth > 0")
    page.goto("/journal/export/")
    page.fill("#id_password", PASSWORD)
    how, begins = page.evaluate(EXPORTED)
    assert how.startswith("attachment")
    assert begins == "PK"


# Sends the form as its button does; how the file is to be taken, and how it begins.
EXPORTED = """
  const form = document.querySelector("main form");
  const request = new XMLHttpRequest();
  request.open("POST", form.action, false);
  request.send(new FormData(form));
  return [request.getResponseHeader("Content-Disposition"), request.responseText.slice(0, 2)];
"""
