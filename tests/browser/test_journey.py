"""The first evening, from sign-up to reading one's own words again, with scripts and without."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import expect

from apps.vault.crypto.keys import Argon2Parameters
from tests.browser.actions import (
    NEW_PASSWORD,
    PASSWORD,
    join,
    keep_code,
    lock,
    log_out,
    member,
    new_name,
    sign_up,
    write,
)
from tests.browser.conftest import NewContext
from tests.browser.page_monitor import path_of
from tests.browser.server import RealServer

BODY = "We walked to the lighthouse and hardly spoke."


@pytest.fixture
def full_cost(server: RealServer) -> Iterator[None]:
    """Keys and hashes as production derives them; in the end the database says that they were."""
    query = (
        "SELECT s.memory_kib, s.iterations, s.lanes, split_part(u.password, '$', 2)"
        " FROM vault_keyslot s JOIN vault_vault v ON v.id = s.vault_id"
        " JOIN accounts_user u ON u.id = v.user_id"
        " WHERE s.kind = 'password' ORDER BY u.id DESC LIMIT 1"
    )
    full = Argon2Parameters()
    hashed = f"m={full.memory_kib},t={full.iterations},p={full.lanes}"
    with server.full_cost():
        yield
    with psycopg.connect(server.cluster.url()) as connection:
        newest = connection.execute(query).fetchone()
    assert newest == (full.memory_kib, full.iterations, full.lanes, hashed)


@pytest.mark.usefixtures("full_cost")
def test_from_sign_up_to_reading_again(new_context: NewContext, either_way: bool) -> None:
    page = new_context(java_script_enabled=either_way).new_page()
    name = new_name()
    sign_up(page, name)
    code = keep_code(page)
    entry = write(page, title="Lighthouse", body=BODY)
    assert page.title() == "Leeway"
    lock(page)
    page.goto(entry)
    assert path_of(page) == "/vault/unlock/"
    assert BODY not in page.content()
    page.locator("#id_password").fill("not the password at all")
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator(".error")).to_contain_text("didn’t fit")
    assert page.locator("#id_password").input_value() == ""
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.wait_for_url(entry)
    expect(page.locator("article")).to_contain_text(BODY)
    log_out(page)
    page.goto("/account/recover/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.locator("#id_password1").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the new password").click()
    page.wait_for_url("**/account/recover/done/")
    expect(page.get_by_role("button", name="Make a new code")).to_be_visible()
    page.goto(entry)
    expect(page.locator("article")).to_contain_text(BODY)


def test_a_page_is_changed_thrown_away_and_taken_back(
    new_context: NewContext, either_way: bool
) -> None:
    page = member(new_context(java_script_enabled=either_way))
    entry = write(page, title="Jetty", body="First words.")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your page").fill("Second words.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(entry)
    expect(page.locator("article")).to_contain_text("Second words.")
    page.locator("article summary", has_text="More").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete the page").click()
    page.wait_for_url("**/journal/trash/**")
    expect(page.locator("main")).to_contain_text("Jetty")
    page.goto("/journal/")
    expect(page.locator("main")).not_to_contain_text("Jetty")
    page.goto("/journal/trash/")
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_url(entry)
    page.goto("/journal/")
    expect(page.locator("main")).to_contain_text("Jetty")


def test_a_guides_question_is_answered_in_the_journal(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/guides/stopping-and-coming-back/")
    page.locator("details.reflect summary").first.click()
    page.locator("details.reflect a").first.click()
    page.wait_for_url("**/account/sign-up/**")
    join(page, new_name())
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/journal/new/?from=**")  # at once, by way of the guide
    asked = page.locator("form h1.page-question").inner_text()
    assert asked
    page.get_by_label("Your page").fill("An answer.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url("**/guides/stopping-and-coming-back/**")  # back where it was asked
    page.goto("/journal/")
    page.locator(".entries a").first.click()
    expect(page.locator("article")).to_contain_text("An answer.")
    expect(page.locator("article")).to_contain_text(asked)
