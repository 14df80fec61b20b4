"""What pages say that the software does, or does not do, beside what it does."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client

from apps.accounts.models import User
from apps.articles.models import Feedback
from tests.articles.factories import make_guide
from tests.factories import PASSWORD
from tests.journal.entry_samples import keep

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_before_an_account_is_deleted_its_pages_can_be_taken_along(maya: Client) -> None:
    keep(maya)
    html = maya.get("/account/delete/").content.decode()
    assert "no way yet" not in html
    (link,) = re.findall(r'<a href="([^"]+)">export your pages</a>', html)
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
