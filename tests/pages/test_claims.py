"""What pages say that the software does, or does not do, beside what it does.

`claims.toml` beside this has every sentence that may say so, from templates, messages and fixtures,
with the test that would fail if it were untrue.
"""

import ast
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from apps.accounts.models import User
from apps.articles.editing.forms import GuideForm, NewGuideForm
from apps.articles.models import Feedback
from tests.articles.factories import make_guide
from tests.factories import PASSWORD
from tests.journal.entry_samples import keep
from tests.named_tests import is_there
from tests.pages.claim_sentences import ROOT, found
from tests.pages.held_sentences import NO_CLAIM, PAGES, texts_of
from tests.sources import nodes_of

pytestmark = pytest.mark.django_db

SENDS = {
    *("aiohttp", "asyncio", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests"),
    *("smtplib", "socket", "socketserver", "telnetlib", "urllib.request", "urllib3", "xmlrpc"),
    *("django.core.mail", "django.utils.asyncio"),
}
# Pieces of a page whose figures stand in the table of another piece of the same page.
TABLE_ELSEWHERE = {"quiz/_map.html": "quiz/_numbers.html", "quiz/_line.html": "quiz/_numbers.html"}


def _claims() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "claims.toml").read_text())


def test_every_sentence_that_promises_something_is_known_with_its_test() -> None:
    known = _claims()
    listed = [each for group in known.values() for some in group.values() for each in some]
    here = found()
    new = [each for each in here if each not in listed]
    assert not new, f"in claims.toml, under the test that holds it: {new}"
    gone = [each for each in listed if each not in here]
    assert not gone, f"not on any page: {gone}"
    assert len(listed) == len(here)
    for test in known["proved"]:
        path, _, name = test.partition("::")
        assert re.search(rf"^ *def {name}\(", (ROOT / path).read_text(), re.M), test


@pytest.mark.parametrize("page", PAGES)
def test_each_sentence_of_the_honest_pages_names_the_test_that_holds_it(page: str) -> None:
    """In the source, before its text; tests/pages/held_sentences.py says how."""
    texts = [*texts_of(page)]
    assert sum(len(said.sentences) for said in texts) >= 20
    unmarked = [said.sentences for said in texts if len(said.marks) != len(said.sentences)]
    assert unmarked == [], "one mark for each sentence: {# held: tests/…::test_… | advice #}"
    odd = [
        (mark, sentence)
        for said in texts
        for mark, sentence in zip(said.marks, said.sentences, strict=True)
        if mark not in NO_CLAIM and not is_there(mark)
    ]
    assert odd == [], "no such test, and no reason why there is none"


def test_what_says_what_leeway_does_is_marked_by_a_test() -> None:
    """A sentence about us, the site, the journal or Leave is no advice and nothing outside."""
    known = {each for group in _claims()["proved"].values() for each in group}
    for page in PAGES:
        for said in texts_of(page):
            for mark, sentence in zip(said.marks, said.sentences, strict=True):
                if f"templates/pages/{page}.html: {sentence}" in known:
                    assert mark != "advice", sentence


def test_no_room_can_send_anything_anywhere() -> None:
    """No code that answers a visitor has a way to another machine.

    One module alone has a way to a mailbox, for members who gave an address.
    """
    mails = ROOT / "apps/accounts/email/sending.py"
    for path in sorted({*(ROOT / "apps").rglob("*.py")} - {mails}):
        for node in nodes_of(path):
            if isinstance(node, ast.Import):
                named = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                named = [f"{node.module}.{each.name}" for each in node.names]
            else:
                continue
            for name in named:
                parts = name.split(".")
                upwards = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
                assert not upwards & SENDS, (path, name)


def test_every_chart_has_a_table_beside_it() -> None:
    folder = ROOT / "templates"
    drawn = [
        each
        for room in ("journal", "quiz")
        for each in (folder / room).rglob("*.html")
        if re.search(r'class="(?:plot|bars)\b|class="over-time"', each.read_text())
    ]
    assert len(drawn) > 10
    for each in drawn:
        name = each.relative_to(folder).as_posix()
        assert "<table" in (folder / TABLE_ELSEWHERE.get(name, name)).read_text(), name
    for page in ("result", "kept"):  # both include the numbers of the map
        assert "_figures.html" in (folder / f"quiz/{page}.html").read_text()
    assert "quiz/_numbers.html" in (folder / "quiz/_figures.html").read_text()


def test_the_address_of_a_guide_stays_as_it_is() -> None:
    assert "slug" in NewGuideForm.base_fields
    assert "slug" not in GuideForm.base_fields
    refused = NewGuideForm({"title": "A guide", "slug": "A_guide"})
    assert "Only small letters, digits, and a hyphen between them." in refused.errors["slug"]


def words(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_before_an_account_is_deleted_its_pages_can_be_taken_along(maya: Client) -> None:
    keep(maya)
    html = maya.get("/account/delete/").content.decode()
    assert "no way yet" not in html
    (link,) = re.findall(r'<a href="([^"]+)">export all that is yours</a>', html)
    assert maya.get(link).status_code == 200
    for kind in ("zip", "pdf"):
        taken = maya.post(link, {"what": "all", "form": kind, "password": PASSWORD})
        assert taken.status_code == 200
        assert "attachment" in taken["Content-Disposition"]
        assert taken.getvalue()


def test_what_was_given_without_a_name_stays_as_the_page_says(maya: Client) -> None:
    guide = make_guide()
    Feedback.objects.create(guide=guide, version=date(2026, 11, 21), useful="yes")
    assert "What you gave us without your name stays" in words(maya, "/account/delete/")
    maya.post("/account/delete/", {"password": PASSWORD})
    assert not User.objects.filter(username="maya").exists()
    assert Feedback.objects.count() == 1


def test_who_puts_the_code_off_is_told_that_today_reminds_them(maya: Client) -> None:
    said = words(maya, "/vault/recovery/")
    assert "nothing else reminds you" not in said
    assert "Today reminds you whenever you open it" in said
    maya.post("/vault/recovery/choice/", {"choice": "later"})
    assert "There is no recovery code yet" in words(maya, "/")


def test_no_page_counts_steps_of_which_one_may_not_come(visitor: Client, maya: Client) -> None:
    """Who signs up on the way to a result is led to the result, not to the code."""
    for client, address in ((visitor, "/account/sign-up/"), (maya, "/vault/recovery/")):
        said = words(client, address)
        assert re.search(r"Step \d of \d|next step", said) is None
    assert "as soon as you are signed in" in words(visitor, "/account/sign-up/")


def test_where_leave_stands_is_told_as_it_is(visitor: Client) -> None:
    """tests/browser/test_phones.py holds it on seven phones."""
    assert "at the top of every page" in words(visitor, "/safety/")


def test_an_account_is_needed_for_all_that_is_kept(visitor: Client) -> None:
    said = words(visitor, "/account/sign-up/")
    assert "You only need an account to keep a journal" not in said
    for kept, address in [
        ("a journal", "/journal/"),
        ("a shelf of guides", "/guides/shelf/"),
        ("results of the quiz", "/quiz/results/"),
    ]:
        assert kept in said
        assert visitor.get(address)["Location"].startswith("/account/sign-in/")


def test_no_page_says_that_nothing_is_recorded_while_the_server_keeps_a_list(
    visitor: Client,
) -> None:
    assert "may keep a short list of requests" in words(visitor, "/privacy/")
    assert "recorded" not in render_to_string("articles/_shelf_hint.html", {"member": None})


def test_what_scripts_add_and_what_ends_by_itself_is_told(visitor: Client) -> None:
    said = words(visitor, "/accessibility/")
    assert "They only make it quicker" not in said
    assert "drafts save themselves" in said
    assert "nothing is saved before you press" in words(visitor, "/safety/")
    assert "unless you start it" in said
    assert "leave this browser after two hours" in said
    assert "Two hours, or until you clear it" in words(visitor, "/privacy/")


def test_that_nothing_is_stored_is_said_of_guests_alone(visitor: Client) -> None:
    assert "Without an account, nothing of it is stored with us." in words(visitor, "/")
    assert "nothing stored" not in visitor.get("/quiz/").content.decode()


def test_how_a_draft_went_is_told_where_the_safety_page_says(visitor: Client, maya: Client) -> None:
    assert "The line at the foot of the text says if it worked." in words(visitor, "/safety/")
    after_text = maya.get("/journal/new/").content.decode().partition("</textarea>")[2]
    foot = after_text.partition("<writing-foot>")[2].partition("</writing-foot>")[0]
    assert "<auto-save" in foot
    assert 'role="status"' in foot
