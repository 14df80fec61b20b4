"""Somebody without an account who opens a guide's question comes back to it after signing up."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from apps.vault.models import UnlockedSession
from tests.accounts.test_sign_up import FIELDS, SIGN_UP
from tests.articles.factories import make_guide
from tests.factories import PASSWORD
from tests.vault.test_recovery import PAGE, PROOF, shown_code

pytestmark = pytest.mark.django_db

HIDDEN = re.compile(r'name="next" value="([^"]*)"')
CHOICE = "/vault/recovery/choice/"


@pytest.fixture
def question() -> str:
    """The address of a guide's question in the journal."""
    return f"/journal/new/?from={make_guide().number}-2"


def on_the_way(question: str) -> str:
    return f"{PAGE}?next={quote(question, safe='')}"


def main_of(answer: Any) -> str:
    """The page without its foot, whose forms come back to whatever page they stand on."""
    page: str = answer.content.decode()
    return page.partition("</main>")[0]


def carried(client: Client, address: str) -> str:
    """Where every form of the page leads on to."""
    (onwards,) = set(HIDDEN.findall(main_of(client.get(address))))
    return str(onwards)


def signed_up(client: Client, question: str) -> str:
    """Follow the link of a guide through sign-in to sign-up; the address of the next step."""
    sign_in_page = client.get(question)["Location"]
    page = client.get(sign_in_page).content.decode()
    sign_up = next(each for each in re.findall(r'href="([^"]*)"', page) if SIGN_UP in each)
    fields = {**FIELDS, "next": carried(client, sign_up)}
    address: str = client.post(SIGN_UP, fields)["Location"]
    return address


def test_sign_up_goes_on_to_the_recovery_code_and_then_to_the_question(
    visitor: Client, question: str
) -> None:
    step = signed_up(visitor, question)
    assert step == on_the_way(question)
    assert carried(visitor, step) == question
    step = visitor.post(PAGE, {"next": question})["Location"]
    assert step == on_the_way(question)
    assert carried(visitor, step) == question
    code = shown_code(visitor.get(step))
    assert code is not None
    slip = visitor.post(PROOF, {"first": "XXXX", "second": "XXXX", "next": question})
    assert slip.status_code == 422
    assert f'name="next" value="{question}"' in main_of(slip)
    typed = {"first": code.groups[2], "second": code.groups[5], "next": question}
    assert visitor.post(PROOF, typed)["Location"] == question
    assert "Second?" in main_of(visitor.get(question))


@pytest.mark.parametrize("choice", ["later", "without"])
def test_so_does_each_other_choice(visitor: Client, question: str, choice: str) -> None:
    signed_up(visitor, question)
    answer = visitor.post(CHOICE, {"choice": choice, "next": question})
    assert answer["Location"] == question


def test_the_password_that_is_asked_for_once_more_does_not_lose_the_way(
    visitor: Client, question: str
) -> None:
    signed_up(visitor, question)
    UnlockedSession.objects.update(opened=timezone.now() - timedelta(minutes=12))
    asked = visitor.post(PAGE, {"next": question})
    assert asked.status_code == 403
    again = HIDDEN.findall(main_of(asked))[0]
    opened = visitor.post("/vault/unlock/", {"password": PASSWORD, "next": again})
    assert opened["Location"] == on_the_way(question)


@pytest.mark.parametrize("elsewhere", ["//elsewhere.example/", "https://elsewhere.example/", "x"])
def test_nobody_is_led_out_of_the_house(visitor: Client, elsewhere: str) -> None:
    assert visitor.post(SIGN_UP, {**FIELDS, "next": elsewhere})["Location"] == PAGE
    assert "elsewhere" not in main_of(visitor.get(f"{PAGE}?next={elsewhere}"))
    answer = visitor.post(CHOICE, {"choice": "later", "next": elsewhere})
    assert urlsplit(answer["Location"]).path == "/"
