"""A covered page says so in each request: a reload that overtakes the lock shows no page."""

import pytest
from django.conf import settings
from django.test import Client

from apps.journal.models import Draft
from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD

MARK = settings.COVERED_COOKIE_NAME
PRIVATE = ("/journal/", "/journal/settings/", "/vault/recovery/")
NAVIGATES = {"sec-fetch-mode": "navigate"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def covered(maya: Client) -> Client:
    """The mark is there, and the request that locks has not come yet."""
    maya.cookies[MARK] = "1"
    return maya


def test_no_private_page_is_shown_although_the_journal_is_not_locked_yet(covered: Client) -> None:
    for address in PRIVATE:
        assert covered.get(address).headers["location"].startswith("/vault/unlock/"), address
    sought = covered.post("/journal/search/", {"q": "tern"}, headers=NAVIGATES)
    assert sought.status_code == 403
    assert 'class="lock" method="post"' not in covered.get("/guides/").content.decode()
    assert UnlockedSession.objects.count() == 1


def test_the_last_words_are_saved_as_ever(covered: Client) -> None:
    sent = {"draft": "0f8fad5b-d9cb-469f-a165-70867728950e:1", "body": "The tern came back."}
    answer = covered.post("/journal/autosave/", sent, headers={"sec-fetch-mode": "cors"})
    assert answer.json()["state"] == "saved"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/vault/unlock/", {"password": PASSWORD}),
        ("/vault/lock/", {}),
        ("/leave/", {}),
        ("/account/sign-out/", {}),
    ],
)
def test_unlocking_locking_and_leaving_take_the_mark_away(
    covered: Client, address: str, sent: dict[str, str]
) -> None:
    same = {**NAVIGATES, "sec-fetch-site": "same-origin"}
    gone = covered.post(address, sent, headers=same).cookies[MARK]
    assert (gone.value, gone["max-age"], gone["secure"]) == ("", 0, True)


def test_a_wrong_password_leaves_it(covered: Client) -> None:
    assert MARK not in covered.post("/vault/unlock/", {"password": "not it"}).cookies
