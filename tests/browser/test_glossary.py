"""A defined word: explained in place with scripts, a plain link without, plain words on paper."""

from playwright.sync_api import expect

from tests.browser.conftest import NewContext

GUIDE = "/guides/when-someone-pulls-away/"
# Two words pressed before the browser draws again; it answers when both frames have come.
BOTH_IN_ONE_FRAME = """async () => {
  const [word, other] = document.querySelectorAll("main a.term");
  word.click();
  other.click();
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""


def test_a_definition_opens_in_place_and_closes_by_key_and_by_press(
    new_context: NewContext,
) -> None:
    page = new_context().new_page()
    page.goto(GUIDE)
    word, other = page.locator("main a.term").nth(0), page.locator("main a.term").nth(1)
    note = page.locator(".definition")
    expect(word).to_have_attribute("aria-expanded", "false")
    word.focus()
    page.keyboard.press("Enter")
    expect(note).to_contain_text("More in the glossary")
    expect(word).to_have_attribute("aria-expanded", "true")
    expect(word).to_be_focused()
    page.keyboard.press("Tab")
    expect(note.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(word).to_be_focused()
    expect(word).to_have_attribute("aria-expanded", "false")
    word.click()
    expect(note).to_be_visible()
    word.click()
    expect(note).to_be_hidden()
    word.click()
    other.click(force=True)
    expect(note.locator("strong")).to_have_count(1)
    expect(other).to_have_attribute("aria-expanded", "true")
    expect(word).to_have_attribute("aria-expanded", "false")
    meaning = note.inner_text()
    page.keyboard.press("Escape")
    page.evaluate(BOTH_IN_ONE_FRAME)
    assert note.locator("strong").count() == 1
    assert note.inner_text() == meaning
    assert page.url.endswith(GUIDE)
    page.emulate_media(media="print")
    assert word.evaluate("(link) => getComputedStyle(link).textDecorationLine") == "none"


def test_a_finger_opens_and_closes_a_definition(new_context: NewContext) -> None:
    phone = {"width": 390, "height": 844}
    page = new_context(viewport=phone, has_touch=True, is_mobile=True).new_page()
    page.goto(GUIDE)
    word, note = page.locator("main a.term").first, page.locator(".definition")
    for _time in range(2):
        word.tap()
        expect(note).to_contain_text("More in the glossary")
        word.tap()
        expect(note).to_be_hidden()
    word.tap()
    page.locator("main h1").tap()
    expect(note).to_be_hidden()
    assert page.url.endswith(GUIDE)


def test_without_scripts_it_is_a_link_to_the_entry(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(GUIDE)
    word = page.locator("main a.term").first
    address = word.get_attribute("href") or ""
    word.click()
    page.wait_for_url(f"**{address}")
    expect(page.locator(f'[id="{address.partition("#")[2]}"]')).to_be_in_viewport()
