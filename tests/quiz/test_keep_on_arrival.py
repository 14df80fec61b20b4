"""A guest's result travels through sign-up or sign-in, is kept exactly once, and only if wanted."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from apps.quiz.models import KeptResult, SittingDraft
from tests.factories import PASSWORD, open_vault_of
from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.quiz.steps import carrying, text_of
from tests.quiz.test_history import KEEP, RESULTS, give_cookie, keep, records

pytestmark = pytest.mark.django_db

SITTING = sitting_with(leaning(HARD, EASY))
FRIEND = sitting_with(leaning(EASY, HARD), slug="self-friend")
UNFINISHED = sitting_with(leaning(HARD, EASY), usual=None)
LENA = {"username": "lena", "password1": "ninety quiet herons", "is_adult": "on"}
LENA |= {"understands": "on"}
MAYA = {"login": "maya", "password": PASSWORD}


def followed(client: Client, address: str, label: str) -> str:
    """Where a link with this label leads, as it stands on the page."""
    page = client.get(address).content.decode()
    found = re.search(rf'href="([^"]*)">{label}', page)
    assert found, label
    return found[1]


def sign_up_from(client: Client) -> str:
    """Through the links and the hidden field of the real pages."""
    sign_in_page = followed(client, "/quiz/self-partner/result/", "Create an account and keep it")
    page = client.get(sign_in_page).content.decode()
    found = re.search(r'name="next" value="([^"]*)"', page)
    assert found
    answer = client.post("/account/sign-up/", {**LENA, "next": found[1]})
    assert answer.status_code == 303
    explained = client.get(answer["Location"]).content.decode()
    assert "If somebody comes in: Leave" in explained  # before the first page that is private
    on = re.search(r'name="next" value="([^"]*)"', explained)
    assert on
    answer = client.post("/vault/recovery/choice/", {"choice": "later", "next": on[1]})
    return str(answer["Location"])


def is_carried(client: Client) -> bool:
    return bool(client.cookies[settings.QUIZ_COOKIE_NAME].value)


def test_a_guest_who_signs_up_from_the_result_keeps_it() -> None:
    client = carrying(SITTING)
    shown_at = sign_up_from(client)
    row = KeptResult.objects.get()
    assert shown_at == f"{RESULTS}{row.id}/"
    page = text_of(client.get(shown_at).content.decode())
    assert "6.0" in page
    assert "There is no recovery code yet" in page
    assert [record.sitting for record in records(client)] == [SITTING]
    assert not is_carried(client)


def test_sign_in_leads_to_sign_up_with_the_wish_and_back() -> None:
    client = carrying(SITTING)
    sign_in_page = followed(client, "/quiz/self-partner/result/", "Sign in and keep it")
    up = followed(client, sign_in_page, "Create an account")
    assert up.endswith("?next=%2Fquiz%2Fself-partner%2Fkeep%2F")
    assert "next=" in followed(client, up, "I already have one")


def test_a_guest_who_signs_in_from_the_result_keeps_it_once(maya: Client) -> None:
    for _ in range(2):
        client = carrying(SITTING)
        answer = client.post("/account/sign-in/", {**MAYA, "next": KEEP})
        assert answer["Location"] == f"{RESULTS}{KeptResult.objects.get().id}/"
        assert not is_carried(client)


def test_one_that_is_kept_already_stays_as_it_is(maya: Client) -> None:
    row = keep(maya, SITTING, about="the tall one")
    client = carrying(SITTING.marked(1, "4"))
    client.post("/account/sign-in/", {**MAYA, "next": KEEP})
    row.refresh_from_db()
    assert row.contents(open_vault_of(maya)).about == "the tall one"
    assert row.contents(open_vault_of(maya)).sitting == SITTING


def test_answers_changed_since_they_were_kept_are_kept_beside_them(maya: Client) -> None:
    keep(maya, SITTING, about="the tall one")
    changed = SITTING.marked(1, "4")
    carrying(changed).post("/account/sign-in/", {**MAYA, "next": KEEP})
    assert [record.sitting for record in records(maya)] == [changed, SITTING]


@pytest.mark.parametrize("kept_already", [True, False])
def test_what_arrives_no_longer_waits_to_be_gone_on_with(maya: Client, kept_already: bool) -> None:
    vault = open_vault_of(maya)
    if kept_already:
        keep(maya, SITTING)
    SittingDraft.note(vault, UNFINISHED)
    carrying(SITTING).post("/account/sign-in/", {**MAYA, "next": KEEP})
    assert not SittingDraft.objects.exists()
    assert KeptResult.objects.count() == 1


def test_only_what_was_asked_for_is_kept_and_the_rest_stays_in_the_browser() -> None:
    client = carrying(SITTING, FRIEND)
    sign_up_from(client)
    assert [record.slug for record in records(client)] == ["self-partner"]
    assert is_carried(client)
    assert client.get("/quiz/self-friend/result/").status_code == 200


@pytest.mark.parametrize(
    "next_path", ["", "/quiz/self-partner/result/", "/journal/", "//elsewhere.example/", "/quiz/x/"]
)
def test_without_the_wish_nothing_is_stored(next_path: str) -> None:
    client = carrying(SITTING)
    answer = client.post("/account/sign-up/", {**LENA, "next": next_path})
    assert urlsplit(answer["Location"]).path == "/vault/recovery/"
    assert not KeptResult.objects.exists()
    assert is_carried(client)


def test_an_unfinished_one_is_not_kept() -> None:
    client = carrying(UNFINISHED)
    answer = client.post("/account/sign-up/", {**LENA, "next": KEEP})
    assert urlsplit(answer["Location"]).path == "/vault/recovery/"
    assert not KeptResult.objects.exists()


def test_when_the_journal_would_not_open_the_page_still_offers_to_keep_it(maya: Client) -> None:
    maya.post("/vault/lock/")
    give_cookie(maya, SITTING)
    answer = maya.post("/vault/unlock/", {"password": PASSWORD, "next": KEEP})
    assert answer["Location"] == KEEP
    assert "Keep this result?" in maya.get(KEEP).content.decode()
    assert maya.post(KEEP, {"about": "", "note": ""}).status_code == 303
    assert KeptResult.objects.count() == 1


def test_a_refused_sign_up_keeps_the_wish_and_the_answers() -> None:
    client = carrying(SITTING)
    answer = client.post("/account/sign-up/", {**LENA, "password1": "short", "next": KEEP})
    assert answer.status_code == 422
    assert f'value="{KEEP}"' in answer.content.decode()
    assert is_carried(client)
