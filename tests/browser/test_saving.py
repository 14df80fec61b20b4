"""No word is lost: two tabs, a vault closed elsewhere, a sign-in ended elsewhere."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.actions import (
    ENTRY,
    PASSWORD,
    lock,
    log_out,
    member,
    name_of,
    open_details,
    tab_that_tells_nobody,
    unlock,
    until,
    watch_of,
    write,
)
from tests.browser.conftest import NewContext

GUIDE = "/guides/where-distance-comes-from/"
MINE, THEIRS = "What I wrote in the first tab.", "What I wrote in the second tab."


def save(page: Page) -> None:
    page.get_by_role("button", name="Keep this page").first.click()


def test_a_second_tab_never_overwrites(new_context: NewContext, either_way: bool) -> None:
    context = new_context(java_script_enabled=either_way)
    first = member(context)
    entry = write(first, title="Two tabs", body="Before.")
    second = context.new_page()
    for page in (first, second):
        page.goto(f"{entry}edit/")
    second.get_by_label("Your page").fill(THEIRS)
    save(second)
    second.wait_for_url(entry)
    first.get_by_label("Your page").fill(MINE)
    save(first)
    expect(first.locator("h1")).to_have_text("Two texts, both here")
    expect(first.get_by_label("Your page")).to_have_value(MINE)
    expect(first.get_by_role("region", name="The text that is kept")).to_contain_text(THEIRS)
    second.reload()
    expect(second.locator("article")).to_contain_text(THEIRS)
    first.get_by_label("Your page").fill(f"{MINE}\n\n{THEIRS}")
    save(first)
    first.wait_for_url(entry)
    expect(first.locator("article")).to_contain_text(MINE)
    expect(first.locator("article")).to_contain_text(THEIRS)


def test_a_page_sent_twice_is_kept_once(new_context: NewContext, either_way: bool) -> None:
    page = member(new_context(java_script_enabled=either_way))
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(MINE)
    page.get_by_role("button", name="Keep this page").dblclick()
    expect(page.locator("article")).to_contain_text(MINE)
    page.goto("/journal/")
    expect(page.locator(".entries li")).to_have_count(1)


def test_a_vault_closed_in_another_tab_takes_a_password_and_keeps_the_page(
    new_context: NewContext, either_way: bool
) -> None:
    context = new_context(java_script_enabled=either_way)
    page = member(context)
    page.goto("/journal/new/")
    fill(page)
    other = tab_that_tells_nobody(context)
    other.goto("/journal/")
    lock(other)
    save(page)
    assert_every_word(page)
    page.get_by_label("Your password").fill("certainly not this one")
    page.get_by_role("button", name="Unlock the journal and keep this page").click()
    expect(page.get_by_text("That password didn’t fit.").first).to_be_visible()
    assert_every_word(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock the journal and keep this page").click()
    assert_kept(page)


def test_a_sign_in_ended_in_another_tab_takes_name_and_password_and_keeps_the_page(
    new_context: NewContext, either_way: bool
) -> None:
    context = new_context(java_script_enabled=either_way)
    page = member(context)
    page.goto("/journal/new/")
    fill(page)
    other = tab_that_tells_nobody(context)
    other.goto("/journal/")
    log_out(other)
    save(page)
    assert_every_word(page)
    if not page.get_by_label("User name").count():  # the form's token went first
        save(page)
        assert_every_word(page)
    page.get_by_label("User name").fill(name_of(context))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in and keep this page").click()
    keep = page.get_by_role("button", name="Keep this page", exact=True)
    if either_way:
        page.wait_for_url(ENTRY)
    else:
        expect(keep.or_(page.locator("article h1"))).to_be_visible()
    if keep.count():
        assert_every_word(page)
        save(page)
    assert_kept(page)


def test_a_draft_carries_no_password_that_is_typed_beside_it(new_context: NewContext) -> None:
    context = new_context()
    page = member(context)
    page.goto("/journal/new/")
    fill(page)
    other = tab_that_tells_nobody(context)
    other.goto("/journal/")
    lock(other)
    save(page)
    expect(page.get_by_label("Your password")).to_be_visible()  # the refused page is there
    field = "<input type=password name=drawbridge value=herons aria-label=Drawbridge>"
    page.locator("form.sheet").evaluate(
        "(form, field) => form.insertAdjacentHTML('beforeend', field)", field
    )
    page.get_by_label("Your password").fill("herons")
    sent: list[str] = []
    page.on(
        "request", lambda each: sent.append(each.post_data or "") if is_autosave(each) else None
    )
    page.get_by_label("Your page").fill("Another line.")
    until(page, lambda: any("Another line." in body for body in sent))
    assert "csrfmiddlewaretoken" in sent[-1]
    words = ("herons", "vault_password", "drawbridge")
    assert not any(word in body for body in sent for word in words)


def test_words_under_a_guides_question_survive_a_closed_tab_and_a_lock(
    new_context: NewContext,
) -> None:
    page = member(new_context())
    question = opened_question(page, 0)
    question.get_by_label("Your answer").fill(MINE)
    expect(question.get_by_role("status")).to_contain_text("Draft saved")
    page.close()
    page = page.context.new_page()
    question = opened_question(page, 0)
    expect(question.get_by_label("Your answer")).to_have_value(MINE)
    question.get_by_label("Your answer").fill(THEIRS)
    question.get_by_role("button", name="Keep in journal").click()  # before that saved itself
    expect(question.get_by_text("Kept in your journal.")).to_be_visible()
    page.goto("/journal/drafts/")
    expect(page.get_by_text("Nothing is waiting")).to_be_visible()
    question = opened_question(page, 1)
    expect(question.get_by_label("Your answer")).to_be_focused()
    other = tab_that_tells_nobody(page.context)
    other.goto("/journal/")
    expect(other.locator(".entries")).to_contain_text(THEIRS)
    question.get_by_label("Your answer").fill("Half")
    watch_of(page.context).forgive_lost_line(f"{GUIDE}place/")  # where one reads, kept no more
    lock(other)
    question.get_by_label("Your answer").fill(MINE)
    expect(question.get_by_role("status")).to_contain_text("it waits until you unlock")
    page.close()
    unlock(other)
    other.goto("/journal/drafts/")
    expect(other.locator("h3").get_by_role("link", name=MINE)).to_be_visible()


def opened_question(page: Page, number: int) -> Locator:
    """The small composer of a guide's question."""
    page.goto(GUIDE)
    question = page.locator(".reflect").nth(number)
    question.locator("summary").click()
    question.get_by_role("link", name="Write in the journal").click()
    return question


def is_autosave(request: Request) -> bool:
    return request.url.endswith("/journal/autosave/")


def fill(page: Page) -> None:
    page.get_by_label("Your page").fill(f'{MINE}\n\n"Quoted" <script>alert(1)</script>')
    open_details(page)
    page.get_by_label("Title").fill("Harbour & <b>bold</b>")
    page.get_by_text("Choppy").click()
    page.locator("summary", has_text="Feelings Words").click()
    page.get_by_label("Your own words").fill("seen, odd")


def assert_every_word(page: Page) -> None:
    expect(page.get_by_text("Every word is still here")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Harbour & <b>bold</b>")
    expect(page.get_by_label("Your page")).to_have_value(
        f'{MINE}\n\n"Quoted" <script>alert(1)</script>'
    )
    expect(page.get_by_label("Choppy")).to_be_checked()
    expect(page.get_by_label("Your own words")).to_have_value("seen, odd")


def assert_kept(page: Page) -> None:
    expect(page.locator("article h1")).to_have_text("Harbour & <b>bold</b>")
    expect(page.locator("article")).to_contain_text(MINE)
    expect(page.locator("article")).to_contain_text("alert(1)")
    expect(page.locator("article")).to_contain_text("Choppy")
    page.goto("/journal/")
    expect(page.locator(".entries li")).to_have_count(1)


def test_when_time_is_up_a_private_page_goes_and_unsent_words_stay(
    new_context: NewContext,
) -> None:
    context = new_context()
    page = member(context)
    entry = write(page, title="Tern", body=MINE)
    page.clock.install()
    page.goto(entry)
    expect(page.locator("vault-clock")).to_contain_text("min")
    asked = watch_of(context).asked
    asked.clear()
    with page.expect_event("load"):  # the page asks again by itself; a goto would meet that
        page.clock.fast_forward("16:00")
    assert entry in asked
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(THEIRS)
    page.clock.fast_forward(1500)
    expect(page.get_by_text("Draft saved")).to_be_visible()
    asked.clear()
    page.clock.fast_forward("16:00")
    expect(page.locator("vault-clock")).to_have_text("Locked")
    expect(page.locator("#cover-password")).to_be_focused()
    expect(page.get_by_label("Your page")).to_have_value(THEIRS)
    assert {urlsplit(each).path for each in asked} <= {"/journal/autosave/"}  # a form token
