"""Six people near the owner, each with a browser: what they see, take, change and hide.

Each journey tells a row of docs/abusability.md whether it was got and whether the owner can notice
it, and at its end both are compared with the document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import psycopg
from playwright.sync_api import APIResponse, BrowserContext, Page

from tests.abusability import rows
from tests.accounts.second_factors import code_of
from tests.browser.actions import (
    ENTRY,
    HOME,
    NEW_PASSWORD,
    PASSWORD,
    back,
    forward,
    keep_code,
    lock,
    log_out,
    member,
    name_of,
    settled,
    sign_in,
    unlock,
    until,
    write,
)
from tests.browser.conftest import NewContext
from tests.browser.server import RealServer
from tests.browser.virtual_passkeys import VirtualAuthenticator, make_passkey
from tests.sample_objects import SLUG

TITLE: Final = "Three days"
SECRET: Final = "She said nothing for three days."
THEIRS: Final = "kettle lantern osprey marble"
TOPIC: Final = re.compile(r"\b(?:partner|avoidant|attachment|abus\w+)\b", re.IGNORECASE)
LINK: Final = re.compile(r"https?://[^/\s]+(/account/\S+)")
LONG_AGO: Final = "interval '40 minutes'"


@dataclass
class Evaluation:
    """What one of the six got, row by row."""

    letter: str
    told: dict[str, tuple[bool, bool]] = field(default_factory=dict)

    def tell(self, number: str, *, got: bool, noticed: bool = False) -> None:
        self.told[number] = (got, noticed)

    def compare(self) -> None:
        table = {number: each for number, each in rows().items() if number[0] == self.letter}
        assert self.told == table, "docs/abusability.md says otherwise"


def words_on(page: Page, address: str) -> str:
    """What somebody reads at this address, with the title of its tab."""
    page.goto(address)
    return f"{page.title()}\n{page.locator('body').inner_text()}"


def sent(page: Page, address: str, **form: str) -> APIResponse:
    """The answer to this form, sent with the cookies of this browser and a fresh token."""
    request = page.context.request
    request.get(address)
    cookies = {each.get("name"): each.get("value") for each in page.context.cookies()}
    token = str(cookies.get("__Host-csrf", ""))
    whole: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, **form}
    referer = {"Referer": request.get("/terms/").url}
    return request.post(address, form=whole, headers=referer, max_redirects=0)


def is_a_file(answer: APIResponse) -> bool:
    return answer.headers.get("content-disposition", "").startswith("attachment")


def is_told(page: Page, line: str) -> bool:
    """Whether the owner reads this on the pages of the account."""
    return line in words_on(page, "/account/")


def changed(page: Page, entry: str) -> None:
    page.goto(f"{entry}edit/")
    page.get_by_label("Your page").fill("Nothing happened.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)


def is_rewritten(page: Page, entry: str) -> bool:
    """Whether the page has the words that were put into it, and not the owner's."""
    seen = words_on(page, entry)
    return "Nothing happened." in seen and SECRET not in seen


def says_that_it_was_changed(page: Page, entry: str) -> bool:
    """Whether the page itself says that it was changed, and leads to what it said before."""
    return "Changed on " in words_on(page, entry) and shows_what_was_changed(page, entry)


def shows_what_was_changed(page: Page, entry: str) -> bool:
    """Whether the history of a page, reached from the page, has what it said before."""
    page.goto(entry)
    page.get_by_role("link", name="What it said before").click()
    page.locator("main a[href*='/history/']").first.click()
    page.wait_for_url("**/history/*/")
    return SECRET in page.locator("main").inner_text()


def idle(server: RealServer, *, since: str = LONG_AGO) -> None:
    """For every unlocked journal it is that long since it was used."""
    with psycopg.connect(server.cluster.url()) as connection:
        connection.execute(f"UPDATE vault_opening SET last_used = last_used - {since}")


def unlocked_long_ago(server: RealServer) -> None:
    """It was unlocked that long ago, and has been used since."""
    with psycopg.connect(server.cluster.url()) as connection:
        connection.execute(f"UPDATE vault_opening SET opened = opened - {LONG_AGO}")


def is_gone_for_good(page: Page, address: str) -> bool:
    answer = page.goto(address)
    return answer is not None and answer.status == HTTPStatus.NOT_FOUND


def a_template(page: Page) -> str:
    """The address of a template that is kept by this."""
    page.goto("/journal/templates/new/")
    page.locator("main [name=title]").fill("Evening")
    page.locator("main [name=body]").fill("What was light today?")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/templates/?kept")
    return page.url.partition("?")[0] + id_in_first(page, "/journal/templates/")


def a_draft(page: Page) -> str:
    """The address of a draft that saved itself."""
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill("Not kept yet.")
    page.locator("auto-save [role=status]").filter(has_text="Draft saved").wait_for()
    page.goto("/journal/drafts/")
    return page.url + id_in_first(page, "/journal/drafts/")


def id_in_first(page: Page, start: str) -> str:
    """The id with its slash out of the first link below `start` that has one."""
    links = page.locator(f"main a[href^='{start}']").evaluate_all(
        "all => all.map((each) => each.getAttribute('href'))"
    )
    found = [match[1] for each in links if (match := re.search(r"/([0-9a-f-]{36}/)", each))]
    return str(found[0])


def loosens_the_settings(page: Page) -> bool:
    """Whether the journal stays open for longer and no page of it covers itself from now on."""
    page.goto("/journal/settings/")
    page.locator("[name=quiet_minutes]").select_option("60")
    page.locator("[name=cover_seconds]").select_option("0")
    page.get_by_role("button", name="Keep these settings").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    page.goto("/journal/settings/")
    return page.locator("[name=cover_seconds]").input_value() == "0"


def turn_on_codes(page: Page, password: str) -> str:
    """Sign-in asks for a second step from now on; the secret of its codes."""
    page.goto("/account/second-factor/app/")
    if page.locator("#id_own_password").count():
        page.locator("#id_own_password").fill(password)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Show the picture").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url("**/second-factor/codes/")
    return secret


def comes_back_by(page: Page, name: str, code: str, *, password: str) -> bool:
    """Whether this recovery code and a new password lead all the way in."""
    page.goto("/account/recover/")
    page.get_by_label("User name").fill(name)
    page.locator("#id_code").fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#id_password1").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/recover/done/|/sign-in/code/"))
    return "/recover/done/" in page.url


def owner(context: BrowserContext) -> tuple[Page, str]:
    """The owner in their own browser, and the address of a page that they wrote."""
    page = member(context)
    return page, write(page, title=TITLE, body=SECRET)


def test_a_glance_at_an_open_screen(new_context: NewContext) -> None:
    glance = Evaluation("G")
    page, entry = owner(new_context())
    glance.tell("G1", got=SECRET in words_on(page, entry))
    title = page.title()
    seen = words_on(page, "/journal/")
    glance.tell("G2", got=TITLE in seen and SECRET in seen)
    pages = ("/journal/", "/journal/settings/", "/account/")
    told = [TOPIC.findall(words_on(page, each)) for each in pages]
    glance.tell("G5", got=any(told))
    page.goto("/journal/settings/")
    page.get_by_label("dates only").check()
    page.get_by_role("button", name="Keep these settings").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    seen = words_on(page, "/journal/") + words_on(page, "/")
    glance.tell("G3", got=TITLE in seen or SECRET in seen)
    glance.tell("G4", got=title != "Leeway")
    page.goto(entry)
    lock(page)
    after = [words_on(page, each) for each in (entry, "/journal/", "/")]
    glance.tell("G6", got=any(SECRET in each or TITLE in each for each in after))
    glance.compare()


def test_somebody_with_the_unlocked_phone_for_ten_minutes(
    new_context: NewContext, server: RealServer
) -> None:
    phone = Evaluation("P")
    page, entry = owner(
        new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    )
    unlocked_long_ago(server)
    changed(page, entry)
    seen = words_on(page, "/journal/"), words_on(page, "/journal/trash/")
    phone.tell("P1", got=TITLE in seen[0] and shows_what_was_changed(page, entry))
    noticed = says_that_it_was_changed(page, entry)
    phone.tell("P8", got=is_rewritten(page, entry), noticed=noticed)
    form = {"what": "all", "form": "json", "password": "a guess at it"}
    phone.tell("P3", got=is_a_file(sent(page, "/journal/export/", **form)))
    form = {"oldpassword": "a guess at it", "password1": THEIRS}
    taken = sent(page, "/account/password/", **form).status == HTTPStatus.SEE_OTHER
    phone.tell("P4", got=taken)
    sent(page, "/vault/recovery/")
    words_on(page, "/vault/recovery/")
    phone.tell("P5", got=page.locator("#code-groups").count() > 0)
    asked = [
        page.goto(address) is not None and page.locator("#id_own_password").count() > 0
        for address in ("/account/passkeys/new/", "/account/second-factor/app/")
    ]
    phone.tell("P6", got=not all(asked))
    form = {"email": "theirs@example.org", "own_password": "a guess at it"}
    phone.tell("P7", got=sent(page, "/account/email/", **form).status < HTTPStatus.BAD_REQUEST)
    seen_there = words_on(page, "/account/")
    phone.tell("P9", got=name_of(page.context) in seen_there)
    sent(page, "/account/delete/", password="a guess at it")
    phone.tell("P10", got=name_of(page.context) not in words_on(page, "/account/"))
    phone.tell(
        "P11", got=page.locator("#account-events ~ * form, #account-events form").count() > 0
    )
    theirs = write(page, body="I was to blame.")
    phone.tell("P15", got="I was to blame." in words_on(page, theirs))
    line = "A setting that keeps the journal from others was loosened"
    phone.tell("P16", got=loosens_the_settings(page), noticed=is_told(page, line))
    draft = a_draft(page)
    sent(page, f"{draft}delete/")
    phone.tell("P14", got=is_gone_for_good(page, draft))
    template = a_template(page)
    sent(page, f"{template}delete/")
    line = "A photo, a template or a quiz result was deleted for good"
    phone.tell("P13", got=is_gone_for_good(page, template), noticed=is_told(page, line))
    entry_id = theirs.rstrip("/").rpartition("/")[2]
    sent(page, "/journal/trash/for-good/", entry=entry_id, sure="yes")
    gone = is_gone_for_good(page, theirs)
    phone.tell("P12", got=gone, noticed=is_told(page, "Pages were deleted for good"))
    idle(server, since="interval '70 minutes'")
    seen_later = [words_on(page, each) for each in (entry, "/journal/", "/journal/trash/")]
    phone.tell("P2", got=any(TITLE in each or SECRET in each for each in seen_later))
    phone.compare()


def test_somebody_who_knows_the_password_and_has_ten_minutes(new_context: NewContext) -> None:
    known = Evaluation("K")
    page, entry = owner(new_context())
    name = name_of(page.context)
    gone = write(page, title="Lighthouse", body="A day by the sea.")
    page.goto("/vault/recovery/")
    code = keep_code(page)

    their = new_context().new_page()
    sign_in(their, name, password=PASSWORD)
    got = SECRET in words_on(their, entry)
    known.tell("K1", got=got, noticed=is_told(page, "a browser that was not known"))
    form = {"what": "all", "form": "json", "password": PASSWORD}
    got = is_a_file(sent(their, "/journal/export/", **form))
    known.tell("K2", got=got, noticed=is_told(page, "Pages were exported"))
    changed(their, entry)
    noticed = says_that_it_was_changed(page, entry)
    known.tell("K3", got=is_rewritten(page, entry), noticed=noticed)
    gone_id = gone.rstrip("/").rpartition("/")[2]
    sent(their, "/journal/trash/for-good/", entry=gone_id, sure="yes", password=PASSWORD)
    answer = their.goto(gone)
    got = answer is not None and answer.status == HTTPStatus.NOT_FOUND
    known.tell("K4", got=got, noticed=is_told(page, "Pages were deleted for good"))
    their.goto("/vault/recovery/")
    their_code = keep_code(their)
    got = is_code(new_context(), name, their_code) and not is_code(new_context(), name, code)
    known.tell("K5", got=got, noticed=is_told(page, "A new recovery code was made"))
    words_on(their, "/account/")
    known.tell(
        "K6", got=their.locator("section[aria-labelledby='account-events'] form").count() > 0
    )

    VirtualAuthenticator(their, gives_keys=True)
    make_passkey(their, "opens")
    form = {"oldpassword": PASSWORD, "password1": THEIRS}
    assert sent(their, "/account/password/", **form).status == HTTPStatus.SEE_OTHER
    out = "/account/sign-in/" in led_to(page, "/journal/")
    known.tell("K7", got=out, noticed=is_told(their, "The password was changed"))

    # The owner, who knows it too, takes everything back: password, key and code.
    sign_in(page, name, password=THEIRS)
    form = {"oldpassword": THEIRS, "password1": NEW_PASSWORD}
    assert sent(page, "/account/password/", **form).status == HTTPStatus.SEE_OTHER
    page.goto("/vault/recovery/")
    code = keep_code(page)
    ended = "/account/sign-in/" in led_to(their, "/journal/")
    tries = [
        sent(their, "/account/sign-in/", login=name, password=THEIRS).status,
        sent(their, "/account/recover/", username=name, code=their_code).status,
    ]
    kept_out = ended and tries == [HTTPStatus.UNPROCESSABLE_ENTITY] * 2
    known.tell("K8", got=not kept_out)

    their.goto("/account/sign-in/")
    their.get_by_role("button", name="Sign in with a passkey").click()
    their.wait_for_url(HOME)
    got = is_rewritten(their, entry)
    known.tell("K10", got=got, noticed=is_told(page, "A passkey was made"))
    log_out(their)

    turn_on_codes(page, NEW_PASSWORD)
    sent(their, "/account/sign-in/", login=name, password=NEW_PASSWORD)
    known.tell("K9", got="/account/sign-in/" not in led_to(their, "/journal/"))
    # Whoever set it up: without its code nobody comes in, and the page of the code says so.
    out = not comes_back_by(new_context().new_page(), name, code, password=THEIRS)
    known.tell("K11", got=out, noticed=out)
    another = member(new_context())
    sent(another, "/account/delete/", password=PASSWORD)
    is_gone = "/account/sign-in/" in led_to(another, "/account/")
    known.tell("K12", got=is_gone, noticed=is_gone)
    known.compare()


def is_code(context: BrowserContext, name: str, code: str) -> bool:
    """Whether this recovery code opens the journal in a browser that was never here."""
    page = context.new_page()
    page.goto("/account/recover/")
    answer = sent(page, "/account/recover/", username=name, code=code)
    return answer.status == HTTPStatus.OK and 'name="password1"' in answer.text()


def mails_of(folder: Path) -> list[str]:
    """What the mails say that were sent to the address, the oldest first."""
    found = sorted((folder / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
    texts = [message_from_bytes(part) for path in found for part in parts_of(path)]
    return [
        f"{each['From']} {each['Subject']}\n{each.get_payload(decode=True)!r}" for each in texts
    ]


def parts_of(path: Path) -> list[bytes]:
    return [part for part in path.read_bytes().split(b"-" * 79) if part.strip()]


def newest_link(page: Page, server: RealServer, *, after: int) -> str:
    until(page, lambda: len(mails_of(server.folder)) > after)
    said = mails_of(server.folder)[-1].replace("\\n", "\n")
    [link] = LINK.findall(said)
    return str(link)


def test_somebody_who_holds_the_mail_account(new_context: NewContext, server: RealServer) -> None:
    mail = Evaluation("M")
    page, entry = owner(new_context())
    name = name_of(page.context)
    page.goto("/vault/recovery/")
    code = keep_code(page)
    before = len(mails_of(server.folder))
    form = {"email": f"{name}@example.org", "own_password": PASSWORD}
    assert sent(page, "/account/email/", **form).status < HTTPStatus.BAD_REQUEST
    page.goto(newest_link(page, server, after=before))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/confirmed/")

    their = new_context().new_page()
    before = len(mails_of(server.folder))
    their.goto("/account/forgotten/email/")
    their.get_by_label("E-mail address").fill(f"{name}@example.org")
    their.locator("main form button[type=submit]").first.click()
    their.wait_for_url("**/sent/")
    link = newest_link(their, server, after=before)
    their.goto(link)
    mail.tell("M1", got=name in their.content())
    mail.tell(
        "M2", got=any(TOPIC.search(each) or "journal" in each for each in mails_of(server.folder))
    )
    their.locator("#id_password1").fill(THEIRS)
    their.locator("main form button[type=submit]").first.click()
    their.wait_for_url("**/reset/done/")
    their.goto("/account/sign-in/")
    their.get_by_label("User name").fill(name)
    their.locator("#id_password").fill(THEIRS)
    their.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    their.get_by_text("Your journal is locked").first.wait_for()
    got = name in words_on(their, "/account/")
    sent(their, "/vault/unlock/", password=THEIRS)
    seen = [words_on(their, each) for each in (entry, "/journal/", "/")]
    mail.tell("M4", got=any(SECRET in each or TITLE in each for each in seen))
    sent(their, "/account/delete/", password=THEIRS)
    form = {"what": "all", "form": "json", "password": THEIRS}
    taken = is_a_file(sent(their, "/journal/export/", **form))
    mail.tell("M5", got=taken or name not in words_on(their, "/account/"))
    notice = "set by e-mail"
    mail.tell("M6", got=notice not in words_on(their, "/account/"))

    turn_on_codes(their, THEIRS)
    # The owner comes back by the recovery code, reads, and takes the address out.
    mail.tell("M8", got=not comes_back_by(page, name, code, password=NEW_PASSWORD))
    mail.tell("M7", got=SECRET not in words_on(page, entry))
    mail.tell("M3", got=got, noticed=is_told(page, notice))
    mail.compare()


def titles_in_history(page: Page) -> list[str]:
    """The titles that the browser's own history of this tab has."""
    entries = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    return [str(each["title"]) for each in entries]


def cookies_of(context: BrowserContext) -> set[str]:
    return {str(each.get("name")) for each in context.cookies()}


def test_somebody_who_shares_the_computer(new_context: NewContext, server: RealServer) -> None:
    shared = Evaluation("S")
    context = new_context()
    page, entry = owner(context)
    name = name_of(context)
    page.goto(entry)
    shared.tell("S7", got=stored_in(page) != [0, 0, 0])
    titles = titles_in_history(page)
    shared.tell("S4", got=any(TITLE in each or SECRET in each for each in titles))
    log_out(page)
    shared.tell("S5", got="__Host-known" in cookies_of(context))
    shared.tell("S1", got=any(shows(page, step) for step in (back, back, back, forward, reload)))

    sign_in(page, name, password=PASSWORD)
    page.goto("/support/")
    page.goto(f"/guides/{SLUG}/")
    public = [each for each in titles_in_history(page) if each != "Leeway"]
    shared.tell("S3", got=bool(public))
    page.goto(entry)
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    page.wait_for_url(lambda address: not address.startswith(server.address))
    until(page, lambda: "__Host-session" not in cookies_of(context))
    shared.tell("S6", got="__Host-known" in cookies_of(context))
    shared.tell("S2", got=any(shows(page, step) for step in (back, back, forward, reload)))

    context.clear_cookies(name="__Host-left")  # ten minutes later
    left_open = context.new_page()
    sign_in(left_open, name, password=PASSWORD)
    left_open.close()
    idle(server)
    later = context.new_page()
    seen = [words_on(later, each) for each in (entry, "/journal/")]
    shared.tell("S9", got=any(SECRET in each or TITLE in each for each in seen))
    shared.tell("S8", got=name in words_on(later, "/account/"))
    shared.compare()


def reload(page: Page) -> None:
    page.reload()
    settled(page)


def shows(page: Page, step: Callable[[Page], None]) -> bool:
    """Whether a private word is on the page after this step."""
    step(page)
    seen = page.evaluate(
        "'left' in document.documentElement.dataset ? '' : (document.body?.innerText ?? '')"
    )
    return SECRET in seen or TITLE in seen + page.title()


def stored_in(page: Page) -> Any:
    return page.evaluate(
        "Promise.all([localStorage.length, sessionStorage.length,"
        " indexedDB.databases().then((all) => all.length)])"
    )


def set_a_journal_aside(server: RealServer, name: str) -> None:
    """Another journal of this member, as a new one that was begun beside it leaves it."""
    with psycopg.connect(server.cluster.url()) as connection:
        connection.execute(
            "INSERT INTO vault_vault SELECT (jsonb_populate_record(vault, jsonb_build_object("
            "'id', gen_random_uuid(), 'is_current', false))).* FROM vault_vault vault"
            " JOIN accounts_user member ON member.id = vault.user_id WHERE username = %s",
            [name],
        )


def test_somebody_who_forces_the_owner_to_open_it(
    new_context: NewContext, server: RealServer
) -> None:
    forced = Evaluation("F")
    page, entry = owner(new_context())
    name = name_of(page.context)
    gone = write(page, title="Lighthouse", body="A day by the sea.")
    gone_id = gone.rstrip("/").rpartition("/")[2]
    sent(page, "/journal/trash/for-good/", entry=gone_id, sure="yes", password=PASSWORD)
    trashed = write(page, title="Kettle", body="Into the trash.")
    sent(page, f"{trashed}delete/")
    page.goto("/journal/settings/")
    page.get_by_label("dates only").check()
    page.get_by_role("button", name="Keep these settings").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    lock(page)
    unlock(page)
    forced.tell("F2", got=SECRET in words_on(page, entry))
    page.goto("/journal/trash/")
    in_trash = page.locator(f"main a[href*='{trashed.rstrip('/').rpartition('/')[2]}']").count()
    forced.tell("F1", got=in_trash > 0 and SECRET in words_on(page, entry))
    answer = page.goto(gone)
    forced.tell("F4", got=answer is None or answer.status != HTTPStatus.NOT_FOUND)
    form = {"what": "all", "form": "json", "password": PASSWORD}
    got = is_a_file(sent(page, "/journal/export/", **form))
    forced.tell("F5", got=got, noticed=is_told(page, "Pages were exported"))
    # No other password opens anything else.
    sent(page, "/vault/lock/")
    opened = sent(page, "/vault/unlock/", password=THEIRS).status == HTTPStatus.SEE_OTHER
    forced.tell("F6", got=opened)
    sent(page, "/vault/unlock/", password=PASSWORD)
    set_a_journal_aside(server, name)
    forced.tell("F3", got="You have more than one journal" in words_on(page, "/account/"))
    sent(page, "/account/delete/", password=PASSWORD)
    is_gone = "/account/sign-in/" in led_to(page, "/account/")
    forced.tell("F7", got=is_gone, noticed=is_gone)
    forced.compare()


def led_to(page: Page, address: str) -> str:
    """The address that somebody is led to from this one."""
    page.goto(address)
    return page.url
