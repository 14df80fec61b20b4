"""Keeping what one reads, by keyboard and by selection, and answering a guide in place."""

from playwright.sync_api import Page, Route, expect

from tests.browser.actions import PASSWORD, join, lock, member, new_name, until, watch_of
from tests.browser.conftest import NewContext

GUIDE = "/guides/stopping-and-coming-back/"
SELECT = """(words) => {
  const paragraph = [...document.querySelectorAll(".prose p")].find((p) =>
    p.textContent.includes(words));
  const text = [...paragraph.childNodes].find((node) => node.data?.includes(words));
  const range = new Range();
  range.setStart(text, text.data.indexOf(words));
  range.setEnd(text, text.data.indexOf(words) + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
# From the selected words to the button, in pixels.
HOW_FAR_BELOW = """() => {
  const words = [...getSelection().getRangeAt(0).getClientRects()].at(-1);
  return document.querySelector(".keep-float").getBoundingClientRect().top - words.bottom;
}"""
OFFERED = """() => document.querySelector(".keep-float")?.value
  === getSelection().toString().replace(/\\s+/g, " ").trim()"""
HANDLE = 30  # pixels that the handles of a finger's selection hang below it
WORDS = "the body can become so stirred up"
PARAGRAPH = "Some people get loud and some go quiet, and either can be a sign of having had enough."


def test_what_is_saved_and_kept_is_there_after_a_reload(new_context: NewContext) -> None:
    context = new_context()
    page = member(context)
    page.goto(GUIDE)
    save = page.locator("#save-guide")
    save.click()
    expect(save).to_have_attribute("aria-pressed", "true")
    mode = page.get_by_role("button", name="Keep passages")
    mode.focus()
    page.keyboard.press("Enter")
    paragraph = page.get_by_role("button", name="Keep this paragraph: Some people get")
    paragraph.focus()
    page.keyboard.press("Enter")
    expect(paragraph).to_have_attribute("aria-pressed", "true")
    expect(paragraph).to_be_focused()
    mode.click()
    expect(paragraph).to_have_count(0)
    page.evaluate(SELECT, WORDS)
    page.get_by_role("button", name="Keep this passage").click()
    expect(page.locator("mark")).to_have_count(2)
    page.reload()
    expect(save).to_have_attribute("aria-pressed", "true")
    expect(page.locator("mark")).to_have_text(
        [
            WORDS,
            PARAGRAPH,
        ]
    )
    lock(page)
    page.goto(GUIDE)
    expect(page.get_by_text("Your journal is locked.")).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)
    page.evaluate(SELECT, "or tired, or simply thinking")
    page.get_by_role("button", name="Keep this passage").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock the journal and keep it").click()
    expect(page.locator("mark")).to_have_count(3)
    assert page.url.endswith(GUIDE)
    asked = watch_of(context).asked
    assert not any("stirred" in each or "thinking" in each for each in asked)


def test_a_visitor_who_selects_words_is_told_what_keeping_is_for_and_loses_nothing(
    new_context: NewContext,
) -> None:
    context = new_context()
    page = context.new_page()
    page.goto(GUIDE)
    before = len(watch_of(context).asked)
    keep = page.get_by_role("button", name="Keep this passage")
    answer = page.locator("#answer").bounding_box()
    assert answer is not None
    page.mouse.move(answer["x"] + 60, answer["y"] + 12)
    page.mouse.down()
    page.mouse.move(answer["x"] + 900, answer["y"] + 45, steps=4)  # it ends beside the text
    page.mouse.up()
    page.wait_for_function(OFFERED)  # a button may have come and gone on the way
    chosen = page.evaluate("getSelection().toString()")
    keep.click()
    note = page.get_by_role("dialog", name="What keeping is for")
    expect(note.get_by_role("link", name="Create an account")).to_have_attribute(
        "href", f"/account/sign-up/?next={GUIDE}"
    )
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    assert page.evaluate("getSelection().toString()") == chosen
    page.set_viewport_size({"width": 320, "height": 640})  # a phone that is turned
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 720})
    for words in ("the body can become", "One of you says so", "A year ago I would have"):
        _select(page, words)
        assert page.evaluate(HOW_FAR_BELOW) > 0, words
        page.keyboard.press("Tab")
        expect(keep).to_be_focused()
        page.keyboard.press("Enter")
        expect(note).to_be_focused()
        note.get_by_role("button", name="Back to the text").click()
        expect(keep).to_be_focused()
    page.keyboard.press("Tab")
    expect(keep).not_to_be_focused()
    _double_press(page, "You need no account for this.")
    expect(keep).to_have_count(0)
    asked = watch_of(context).asked[before:]
    assert all("/static/" in each for each in asked)  # what tells of keeping, fetched when needed
    assert context.cookies() == []


def test_the_words_that_a_visitor_wants_to_keep_come_along_through_the_sign_up(
    new_context: NewContext,
) -> None:
    context = new_context()
    page = context.new_page()
    page.goto(GUIDE)
    keep = page.get_by_role("button", name="Keep this passage")
    _select(page, "the body can become")
    chosen = page.evaluate("getSelection().toString()").strip()
    keep.click()
    page.get_by_role("dialog").get_by_role("link", name="Create an account").click()
    page.wait_for_url("**/account/sign-up/**")
    join(page, new_name())
    held: list[Route] = []
    context.route("**/mine/", lambda route: held.append(route))  # a slow network
    page.get_by_role("button", name="Later").click()
    page.wait_for_url(f"**{GUIDE}")
    page.wait_for_function(OFFERED)
    assert page.evaluate("getSelection().toString()").strip() == chosen
    assert page.evaluate("window.name") == ""
    until(page, lambda: bool(held))
    keep.click()  # before what the shelf holds has come: it is kept as soon as it has
    expect(keep).to_be_disabled()
    held[0].continue_()
    expect(page.locator("mark")).to_have_text([chosen])
    expect(keep).to_have_count(0)
    context.unroute("**/mine/")
    assert not any(chosen.split()[0] in each for each in watch_of(context).asked)
    visitor = new_context().new_page()  # who leaves instead takes nothing along
    visitor.goto(GUIDE)
    _select(visitor, "the body can become")
    visitor.get_by_role("button", name="Keep this passage").click()
    visitor.get_by_role("dialog").get_by_role("link", name="Sign in").click()
    visitor.wait_for_url("**/account/sign-in/**")
    assert visitor.evaluate("window.name") != ""
    visitor.get_by_role("button", name="Leave").click()
    visitor.wait_for_url(lambda address: "/account/" not in address)
    assert visitor.evaluate("window.name") == ""


def _select(page: Page, words: str) -> None:
    """Twice pressed, and then on by the keys, as somebody does who has no mouse to drag with.

    Up to the button for these words: on a slow machine there is one for the first word before.
    """
    _double_press(page, words)
    page.keyboard.press("Shift+Control+ArrowRight")
    page.wait_for_function(OFFERED)


def _double_press(page: Page, words: str) -> None:
    """In the first line, at a quarter of it: the middle of a paragraph may be a link."""
    block = page.locator(".prose").get_by_text(words).first
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    assert box
    block.dblclick(position={"x": box["width"] / 4, "y": 12})


def test_a_finger_keeps_a_passage_and_a_paragraph(new_context: NewContext) -> None:
    phone = {"width": 390, "height": 844}
    page = member(new_context(viewport=phone, has_touch=True, is_mobile=True))
    page.goto(GUIDE)
    page.locator("#save-guide").wait_for(state="attached")
    page.get_by_text(WORDS).first.scroll_into_view_if_needed()
    page.evaluate(SELECT, WORDS)
    page.get_by_role("button", name="Keep this passage").wait_for()
    assert page.evaluate(HOW_FAR_BELOW) >= HANDLE
    page.get_by_role("button", name="Keep this passage").tap()
    expect(page.locator("mark")).to_have_text([WORDS])
    page.get_by_text("Tools", exact=True).tap()
    page.get_by_role("button", name="Keep passages").tap()
    page.get_by_role("button", name="Keep this paragraph: Some people get").tap()
    expect(page.locator("mark")).to_have_text([WORDS, PARAGRAPH])


def test_the_section_that_was_read_is_where_one_goes_on(new_context: NewContext) -> None:
    page = member(new_context())
    page.goto(GUIDE)
    page.locator("reading-position").wait_for(state="attached")
    with page.expect_response(lambda answer: answer.url.endswith("/place/")) as sent:
        page.locator("#the-return-is-the-promise").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('the-return-is-the-promise').scrollIntoView()")
    assert sent.value.status == 204
    page.goto("/")
    page.get_by_role("link", name="Stopping in time, and coming back").click()
    page.wait_for_url("**#the-return-is-the-promise")


def test_a_guide_is_saved_and_a_paragraph_kept_without_scripts(new_context: NewContext) -> None:
    page = member(new_context(java_script_enabled=False))
    page.goto(GUIDE)
    page.locator("#mine").get_by_role("button", name="Keep this guide").click()
    page.wait_for_url(f"**{GUIDE}")
    page.get_by_role("link", name="This guide on your shelf").click()
    expect(page.locator("#save-guide")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Keep a passage").click()
    page.get_by_role("button", name="Keep", exact=True).nth(4).click()
    page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Your note").fill("Ask on Sunday.")
    page.get_by_role("button", name="Keep the note").click()
    page.wait_for_url("**/guides/shelf/")
    expect(page.get_by_text("Ask on Sunday.")).to_be_visible()


def test_a_question_is_answered_in_place_also_with_the_journal_closed(
    new_context: NewContext,
) -> None:
    page = member(new_context())
    page.goto(GUIDE)
    prompt = page.locator(".reflect").first
    prompt.locator("summary").click()
    prompt.get_by_role("link", name="Write in the journal").click()
    box = prompt.get_by_label("Your answer")
    expect(box).to_be_focused()
    box.fill("A tight jaw.")
    prompt.get_by_role("button", name="Keep in journal").click()
    expect(prompt.get_by_text("Kept in your journal.")).to_be_visible()
    lock(page)
    page.goto(GUIDE)
    prompt.locator("summary").click()
    prompt.get_by_role("link", name="Write in the journal").click()
    box.fill("And cold hands.")
    prompt.get_by_label("Your password").fill("certainly not this one")
    prompt.get_by_role("button", name="Unlock the journal and keep it").click()
    expect(page.get_by_label("Your page")).to_have_value("And cold hands.")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock the journal and keep this page").click()
    page.wait_for_url(f"**{GUIDE}#try-this")
    page.goto("/journal/")
    page.locator(".entries a").first.click()
    expect(page.get_by_text("An answer to a question in")).to_be_visible()
    expect(page.get_by_text("And cold hands.")).to_be_visible()
