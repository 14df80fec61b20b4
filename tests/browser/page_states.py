"""Every page and every state of a page that somebody can come before, and how to get there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.http import HttpRequest
from django.template.loader import render_to_string
from playwright.sync_api import APIResponse, BrowserContext, Page

from apps.articles.models import Guide
from apps.articles.shelf.passage_card import PassageCard
from apps.articles.shelf.passages import Passage
from apps.common.http.errors import server_error
from apps.journal.entries.content import EntryHead
from apps.journal.entries.listed import ListedEntry
from apps.journal.on_this_day import EarlierEntry
from tests.browser.actions import (
    keep_code,
    log_out,
    new_name,
    open_details,
    sign_in,
    sign_up,
    statement_shown,
    tab_that_tells_nobody,
    write,
)
from tests.routes import Route, all_routes
from tests.sample_objects import SLUG, public_address

Go = Callable[[Page], None]
DAY = date(2025, 11, 25)
OURSELVES = {"Sec-Fetch-Site": "same-origin"}
# GET is no way to come before these: they answer forms, machines or nobody.
NO_PAGE = {
    "pages:display_preferences",
    "pages:healthz",
    "pages:readyz",
    "pages:manifest",
    "pages:robots",
    "pages:change_password",
    "pages:passkey_endpoints",
    "pages:favicon",
    "pages:security_txt",
    "pages:sitemap",
    "articles:feed",
    "quiz:answers",
    "quiz:kept_csv",
    "quiz:kept_json",
    "account_passkey_options",
    "account_passkey_sign_in",
    "account_passkey_asked",
    "account_passkey_unlock",
    "account_passkey_remove",
    "vault:lock",
    "vault:proof",
    "vault:recovery_choice",
    "vault:bring_back",
    "vault:begin_journal",
    "vault:begin_new_key",
    "account_email_remove",
    "account_email_notices",
    "account_confirm",  # without its link they say that it works no longer
    "account_reset",
    "journal:restore",
    "journal:kit_pin",
    "journal:time_zone",
    "articles:bookmark",
    "journal:answers",
    "journal:answer",
    "articles:place",
    "articles:shelf_settings",
    "journal:autosave",
    "journal:draft",  # members_states go there
    "journal:draft_delete",
    "journal:locked_draft_delete",
    "journal:template",
    "journal:template_delete",
    "journal:for_good",
    "journal:version",
    "journal:outcome",
    "journal:seen",
    "journal:course_step",
    "journal:prompt",
    "journal:pass_by",
    "journal:pin",
    "journal:pending",
    "journal:photo",  # tests/browser/member_page_states.py goes there
    "journal:photo_file",
    "journal:photo_thumbnail",
    "journal:photo_remove",
    "journal:photo_restore",
    "journal:photo_erase",
    "quiz:keep",  # members_states go there too
    "quiz:drop",
    "quiz:kept",
    "quiz:label",
    "quiz:give",
    "quiz:delete_result",
}


@dataclass(frozen=True, kw_only=True)
class PageState:
    name: str
    go: Go


def at(address: str) -> Go:
    return lambda page: _goto(page, address)


def _goto(page: Page, address: str) -> None:
    page.goto(address)


def public_pages() -> Iterator[PageState]:
    for route in all_routes():
        if route.is_public and route.name not in NO_PAGE:
            yield PageState(name=str(route), go=at(public_address(route)))


def member_pages(entry: str) -> Iterator[PageState]:
    """Private pages; `entry` is the address of one of the member's own entries."""
    for route in all_routes():
        if route.is_public or route.is_for_editors:
            continue
        if route.name not in {*NO_PAGE, "articles:passage"}:
            yield PageState(name=str(route), go=at(_of_entry(route, entry)))


def _of_entry(route: Route, entry: str) -> str:
    """The route's address for the entry at `/journal/<id>/`, or for a guide."""
    if not route.needs:
        return route.address()
    if route.needs == ("slug",):
        return route.address(slug=SLUG)
    if route.needs == ("practice_id",):
        return route.address(practice_id="three-columns")
    if route.needs == ("year", "month"):
        return route.address(year=2026, month=11)
    assert route.needs == ("entry_id",), f"tests/browser/page_states.py has no object for {route}"
    return route.address(entry_id=entry.partition("?")[0].rstrip("/").rsplit("/", 1)[-1])


def visitors_states() -> Iterator[PageState]:
    yield PageState(name="a search with results", go=at("/guides/?q=therapist"))
    yield PageState(name="a search without results", go=at("/guides/?q=qqqqxxyy"))
    yield PageState(name="a search for danger", go=at("/guides/?q=afraid"))
    yield PageState(name="every guide", go=at("/guides/distance-or-harm/"))
    yield PageState(name="a refused sign-in", go=refused_sign_in)
    yield PageState(name="a refused sign-up", go=refused_sign_up)
    yield PageState(name="a refused recovery", go=refused_recovery)
    yield PageState(name="a statement of the quiz", go=begun_quiz)
    yield PageState(name="a statement without an answer", go=unanswered)
    yield PageState(name="the review of the quiz", go=reviewed_quiz)
    yield PageState(name="the result of the quiz", go=finished_quiz)
    yield PageState(name="two results on one map", go=compared)
    yield PageState(name="eight statements without an answer", go=eight_unanswered)
    yield PageState(name="the review of a list", go=reviewed_list)
    yield PageState(name="a list", go=finished_list)
    yield PageState(name="a list of somebody afraid", go=afraid_list)
    yield PageState(name="the start of a quiz under way", go=at("/quiz/self-partner/"))
    yield PageState(name="a page that is not there", go=at("/nowhere/"))
    for name, status in (("400", 400), ("403", 403), ("403_csrf", 403), ("429", 429)):
        yield PageState(name=f"the page {name}", go=error_page(name, status=status))
    yield PageState(name="the page 500", go=page_500)


def members_states() -> Iterator[PageState]:
    """In this order: each one goes on from where the one before it ended."""
    yield PageState(name="an empty Today", go=at("/"))
    yield PageState(name="an empty journal", go=at("/journal/"))
    yield PageState(name="Today with what looks back", go=cards)
    yield PageState(name="an empty trash", go=at("/journal/trash/"))
    yield PageState(name="an empty shelf", go=at("/guides/shelf/"))
    yield PageState(name="a guide with a kept passage", go=kept_passage)
    yield PageState(name="a shelf with a passage", go=at("/guides/shelf/"))
    yield PageState(name="the passage and its note", go=passage_and_note)
    yield PageState(name="a new recovery code", go=new_code)
    yield PageState(name="a mistyped recovery code", go=mistyped_code)
    yield PageState(name="a kept recovery code", go=kept_code)
    yield PageState(name="a page answering a guide", go=at("/journal/new/?from=9-2"))
    yield PageState(name="a refused page", go=refused_page)
    yield PageState(name="no template yet", go=at("/journal/templates/"))
    yield PageState(name="a refused template", go=refused_template)
    yield PageState(name="the list of templates", go=kept_template)
    yield PageState(name="a page from a template", go=page_from_template)
    yield PageState(name="a template to change", go=template_by("Change"))
    yield PageState(name="two texts of a template", go=two_templates)
    yield PageState(name="the question before a template goes", go=template_by("Delete"))
    yield PageState(name="feelings found by typing", go=found_feelings)
    yield PageState(name="the keys over a page", go=keys_over_a_page)
    yield PageState(name="a practice looked over", go=looked_over_practice)
    yield PageState(name="a practice with an answer", go=answered_practice)
    yield PageState(name="two texts", go=two_texts)
    yield PageState(name="a page in the trash", go=trashed_page)
    yield PageState(name="the trash", go=at("/journal/trash/"))
    yield PageState(name="the question before pages go for good", go=for_good)
    yield PageState(name="an earlier version", go=earlier_version)
    yield PageState(name="a quiz result to keep", go=result_to_keep)
    yield PageState(name="a kept result", go=kept_result)
    yield PageState(name="the name of a kept result", go=through("Change the name or note"))
    yield PageState(name="giving its answers", go=through("help to try our questions"))
    yield PageState(name="the question before a result goes", go=through("Delete"))
    yield PageState(name="kept results", go=at("/quiz/results/"))
    yield PageState(name="a refused new password", go=refused_password)
    yield PageState(name="a draft", go=a_draft)
    yield PageState(name="the question before a draft goes", go=deleted_draft)
    yield PageState(name="a save over a closed vault", go=save_while_closed)
    yield PageState(name="Today, locked", go=at("/"))
    yield PageState(name="the closed vault", go=at("/journal/"))
    yield PageState(name="a refused unlock", go=refused_unlock)
    yield PageState(name="a guide, signed in", go=at("/guides/what-avoidance-is/"))
    yield PageState(name="a guide on the closed shelf", go=at(f"/guides/{SLUG}/mine/"))
    yield PageState(name="a save after signing out", go=save_signed_out)


def cards(page: Page) -> None:
    """Each has its weekday, which nobody here can choose: their own markup, put into the page."""
    guide = Guide(slug=SLUG, title="A guide")
    words = Passage.new(
        slug=SLUG, title="x", quote="Room to breathe.", note="Ask on Sunday.", on=DAY
    )
    passage = PassageCard(passage=words, guide=guide)
    earlier = EarlierEntry(uuid4(), EntryHead(day=DAY, title="Two texts"))
    page.goto("/")
    for template, what in (
        (
            "journal/_on_this_day.html",
            {"this_day": ListedEntry(entry=earlier, head=earlier.head, name="Two texts")},
        ),
        ("pages/_kept_passage.html", {"passage": passage}),
    ):
        card = render_to_string(template, what)
        page.locator("main .split > .stack").first.evaluate(
            "(there, card) => there.insertAdjacentHTML('beforeend', card)", card
        )


def kept_passage(page: Page) -> None:
    page.goto(f"/guides/{SLUG}/")
    page.get_by_role("button", name="Keep passages").click()
    page.locator(".prose .keep-this").nth(3).click()
    page.locator("mark").first.wait_for()
    page.locator("#mine details").evaluate("(details) => { details.open = true; }")


def passage_and_note(page: Page) -> None:
    page.get_by_role("link", name="Add a note").first.click()
    page.wait_for_url("**/passages/**")


def refused_template(page: Page) -> None:
    page.goto("/journal/templates/new/")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator("main [role=alert]").wait_for()


def kept_template(page: Page) -> None:
    page.get_by_label("Name").fill("Evening")
    page.get_by_label("What a page begins with").fill("## What was good?\n\n- ")
    page.get_by_role("button", name="Keep the template").click()
    page.wait_for_url("**/templates/?kept")


def page_from_template(page: Page) -> None:
    page.get_by_role("link", name="New page from it").click()
    page.get_by_role("link", name="New page from Evening").wait_for()


def template_by(words: str) -> Go:
    def go(page: Page) -> None:
        page.goto("/journal/templates/")
        page.locator("main .card").get_by_role("link", name=words).click()
        page.wait_for_url("**/templates/*-*/**")

    return go


def two_templates(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    for tab, text in ((other, "Theirs."), (page, "Mine.")):
        tab.get_by_label("What a page begins with").fill(text)
        tab.get_by_role("button", name="Keep the template").click()
        if tab is other:
            tab.wait_for_url("**/templates/?kept")
    other.close()
    page.get_by_text("Two texts, both here").wait_for()


def found_feelings(page: Page) -> None:
    page.goto("/journal/new/")
    open_details(page)
    page.locator("summary", has_text="Feelings Words").click()
    page.get_by_label("Find a word").fill("lon")
    page.get_by_text("Words that fit: 1").wait_for()


def keys_over_a_page(page: Page) -> None:
    page.goto("/journal/new/")
    page.locator(".menu-bar summary").click()
    page.get_by_role("link", name="Keyboard shortcuts", exact=True).click()
    page.get_by_role("dialog").wait_for()


def looked_over_practice(page: Page) -> None:
    page.goto("/journal/practices/i-sentence/new/")
    page.get_by_label("What happened, as anyone in the room would tell it?").fill(
        "You always leave."
    )
    page.get_by_role("button", name="Look it over first").click()
    page.get_by_text("Not kept yet. This is what it says so far.").wait_for()


def answered_practice(page: Page) -> None:
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(re.compile(r"/journal/[0-9a-f-]{36}/$"))
    page.goto("/journal/practices/i-sentence/")
    page.get_by_text("You always leave.").wait_for()


def refused_sign_in(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("User name").fill("nobody-at-all")
    page.locator("#id_password").fill("not a password of anybody")
    page.locator("main form button[type=submit]").first.click()
    page.locator("main [role=alert]").wait_for()


def refused_sign_up(page: Page) -> None:
    page.goto("/account/sign-up/")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator("main [role=alert]").wait_for()


def refused_recovery(page: Page) -> None:
    page.goto("/account/recover/")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator("main [role=alert]").wait_for()


def begun_quiz(page: Page) -> None:
    page.goto("/quiz/self-partner/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/1/")


def unanswered(page: Page) -> None:
    statement_shown(page)
    page.get_by_role("button", name="Next").click()
    page.locator("#answer-error").wait_for()


def reviewed_quiz(page: Page) -> None:
    answered_eight_a_page(page, "/quiz/self-partner/")


def finished_quiz(page: Page) -> None:
    page.locator("label:has([name=usual])").first.click()
    page.get_by_role("button", name="See where I am").click()
    page.wait_for_url("**/result/")


def compared(page: Page) -> None:
    """Beside the result that the browser carries by now, one about a friend."""
    answered_eight_a_page(page, "/quiz/self-friend/")
    page.get_by_role("button", name="See where I am").click()
    page.wait_for_url("**/result/")
    page.goto("/quiz/compare/")
    page.locator("#map-title").wait_for(state="attached")


def eight_unanswered(page: Page) -> None:
    page.goto("/quiz/self-partner/")
    page.locator("[name=pace]").select_option("8")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/page/1/")
    page.get_by_role("button", name="Next").click()
    page.locator("main [role=alert]").wait_for()


def reviewed_list(page: Page) -> None:
    answered_eight_a_page(page, "/quiz/notice-partner/")


def answered_eight_a_page(page: Page, start: str) -> None:
    page.goto(start)
    page.locator("[name=pace]").select_option("8")
    page.locator("main form button[type=submit]").first.click()
    for place in ("page/1", "page/2"):
        page.wait_for_url(f"**/{place}/")
        for n, group in enumerate(page.locator("fieldset.ask").all()):
            group.locator("label").nth(n % 6).click()
        page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/review/")


def result_to_keep(page: Page) -> None:
    answered_eight_a_page(page, "/quiz/self-friend/")
    page.locator("label:has([name=usual])").first.click()
    page.get_by_role("button", name="See where I am").click()
    page.wait_for_url("**/result/")


def kept_result(page: Page) -> None:
    page.locator("form[action$='/keep/'] button[type=submit]").click()
    page.wait_for_url("**/quiz/results/*/")


def through(words: str) -> Go:
    """From the page of a kept result, where the browser comes back to, by a link of it."""

    def go(page: Page) -> None:
        page.goto("/quiz/results/")
        page.locator("a[href^='/quiz/results/'][href*='-']").first.click()
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=words).click()

    return go


def finished_list(page: Page) -> None:
    page.get_by_role("button", name="See the two lists").click()
    page.wait_for_url("**/result/")


def afraid_list(page: Page) -> None:
    page.goto("/quiz/notice-partner/review/")
    page.locator("[name=afraid]").check()
    page.get_by_role("button", name="See the two lists").click()
    page.locator("#first").wait_for()


def error_page(name: str, *, status: int) -> Go:
    """The very answer of the server, shown under an address of the site."""

    def go(page: Page) -> None:
        answer = _asked(page.context, name)
        assert answer.status == status, (name, answer.status)
        show(page, answer.text())

    return go


def _asked(context: BrowserContext, name: str) -> APIResponse:
    """What the server says to a form that it must refuse."""
    ask = context.request
    match name:
        case "400":
            return ask.post("/look/", form={"theme": "?"}, headers=OURSELVES)
        case "403":
            return ask.post("/leave/", headers={"Sec-Fetch-Site": "cross-site"})
        case "403_csrf":
            return ask.post("/account/sign-in/", form={})
    ask.get("/account/sign-in/")
    token = {cookie.get("name"): cookie.get("value") for cookie in context.cookies()}
    form: dict[str, str | float | bool] = {"login": "somebody", "password": "not one of anybody"}
    form["csrfmiddlewaretoken"] = str(token["__Host-csrf"])
    for _try in range(10):
        ask.post("/account/sign-in/", form=form)
    return ask.post("/account/sign-in/", form=form)


def page_500(page: Page) -> None:
    show(page, server_error(HttpRequest()).content.decode())


def show(page: Page, html: str) -> None:
    page.route("**/shown/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/shown/")
    page.unroute("**/shown/")


def new_code(page: Page) -> None:
    page.goto("/vault/recovery/")
    if not page.locator("#code-groups").count():
        page.locator('main form[action$="/vault/recovery/"] button, main form button').first.click()
    page.locator("#code-groups").wait_for()


def mistyped_code(page: Page) -> None:
    page.get_by_label("Group 3").fill("0000")
    page.get_by_label("Group 6").fill("0000")
    page.get_by_role("button", name="I have kept it").click()
    page.locator("main [role=alert]").wait_for()


def kept_code(page: Page) -> None:
    keep_code(page)
    page.goto("/vault/recovery/")


def refused_page(page: Page) -> None:
    page.goto("/journal/new/")
    page.get_by_role("button", name="Keep this page").click()
    page.locator("main .error:visible, main [role=alert]").first.wait_for()


def two_texts(page: Page) -> None:
    entry = write(page, title="Two texts", body="**One**\n\n- a list\n\n> a quotation")
    page.goto(f"{entry}edit/")
    other = page.context.new_page()
    other.goto(f"{entry}edit/")
    for tab, text in ((other, "Theirs."), (page, "Mine.")):
        tab.get_by_label("Your page").fill(text)
        tab.get_by_role("button", name="Keep this page").click()
        if tab is other:
            tab.wait_for_url(entry)  # a draft goes first, and only then the page
    other.close()
    page.get_by_text("Two texts, both here").wait_for()


def trashed_page(page: Page) -> None:
    entry = write(page, title="To the trash", body="Gone.")
    page.goto(f"{entry}delete/")
    page.get_by_role("button", name="Delete the page").click()
    page.wait_for_url("**/trash/**")
    page.goto(entry)


def for_good(page: Page) -> None:
    page.get_by_role("button", name="Empty the trash").click()
    page.get_by_role("button", name="Delete for good").wait_for()


def earlier_version(page: Page) -> None:
    entry = write(page, title="Changed", body="One way.\n\nThe same.")
    page.goto(f"{entry}edit/")
    page.get_by_label("Your page").fill("Another way.\n\nThe same.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(entry)
    page.locator("article summary", has_text="More").click()
    page.get_by_role("link", name="History").click()
    page.locator(".history a").first.click()
    page.locator("del").first.wait_for()


def a_draft(page: Page) -> None:
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill("Half a sentence")
    page.get_by_text("Draft saved").wait_for()
    page.goto("/journal/drafts/")
    page.locator("main").get_by_role("link", name="Half a sentence").first.click()
    page.locator("h1", has_text="Go on with a draft").wait_for()


def deleted_draft(page: Page) -> None:
    page.get_by_role("link", name="Delete this draft").click()
    page.locator("h1", has_text="Delete this draft?").wait_for()


def refused_password(page: Page) -> None:
    page.goto("/account/password/")
    page.locator("#id_oldpassword").fill("not the one")
    page.locator("#id_password1").fill("short")
    page.locator("main form button[type=submit]").last.click()
    page.locator("main [role=alert]").wait_for()


def save_while_closed(page: Page) -> None:
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill("Kept in the page.")
    other = tab_that_tells_nobody(page.context)
    other.goto("/journal/")
    other.locator(".account").get_by_role("button", name="Lock").click()
    other.wait_for_url("**/vault/unlock/**")
    other.close()
    page.get_by_role("button", name="Keep this page").click()
    page.get_by_text("Every word is still here").wait_for()


def refused_unlock(page: Page) -> None:
    page.goto("/vault/unlock/")
    page.locator("#id_password").fill("not the password at all")
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.locator(".error").wait_for()


def save_signed_out(page: Page) -> None:
    name = new_name()
    log_out(page)
    sign_up(page, name)
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill("Kept in the page.")
    page.context.clear_cookies(name="__Host-session")
    page.get_by_role("button", name="Keep this page").click()
    page.get_by_text("Every word is still here").wait_for()


def demo_entry(page: Page) -> str:
    """Signed in as the demo member: the address of the newest entry."""
    sign_in(page)
    return page.locator(".entries a").first.get_attribute("href") or ""
