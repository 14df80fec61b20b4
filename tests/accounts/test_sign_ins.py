"""The page of one's sign-ins: what it shows, what it keeps back, and what the password ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn, User
from apps.vault.models import UnlockedSession
from tests.accounts.account_pages import describes
from tests.database_dump import database_dump
from tests.factories import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/account/sign-ins/"
ADDRESS = "198.51.100.7"


def elsewhere(device: str = "phone") -> Client:
    """Another browser of maya's, whose kind of device is the given one."""
    client = sign_in(Client(REMOTE_ADDR=ADDRESS), "maya")
    key = client.cookies["__Host-session"].value
    SignIn.objects.named(key).update(device=device)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def choices(client: Client) -> list[str]:
    page = client.get(PAGE).content.decode()
    return re.findall(r'name="which" value="([^"]*)"', page)


def test_the_others_are_listed_by_day_and_kind_and_this_one_is_marked(
    maya: Client, sol: Client
) -> None:
    assert "You are signed in nowhere else." in maya.get(PAGE).content.decode()
    other = elsewhere()
    ended = elsewhere("tablet")
    SignIn.objects.named(ended.cookies["__Host-session"].value).update(expires=timezone.now())
    page = maya.get(PAGE).content.decode()
    here, rest = page.split("Elsewhere")
    assert "A phone: signed in on" in rest
    assert "A phone" not in here.split("This browser")[1]
    assert "A tablet" not in page
    assert "signed in on" in here.split("This browser")[1]
    assert len(choices(maya)) == 1
    assert ADDRESS not in page
    assert ADDRESS not in database_dump()
    assert "Pixel" not in page
    for row in SignIn.objects.all():
        assert bytes(row.key_hash).hex() not in page
    assert other.cookies["__Host-session"].value not in page


def test_one_ends_with_the_password_and_the_journal_is_locked_there(
    maya: Client, maya_user: User
) -> None:
    first, second = elsewhere(), elsewhere("tablet")
    chosen = SignIn.objects.get(device="phone").public_id
    before = UnlockedSession.objects.of_member(maya_user).count()
    answer = maya.post(PAGE, {"which": chosen, "own_password": PASSWORD}, follow=True)
    assert "Ended. Nobody is signed in there any more" in answer.content.decode()
    assert [is_signed_in(each) for each in (maya, first, second)] == [True, False, True]
    assert UnlockedSession.objects.of_member(maya_user).count() == before - 1


def test_all_others_end_and_nobody_elses_do(maya: Client, sol: Client) -> None:
    clients = [maya, elsewhere(), elsewhere("tablet"), sol]
    maya.post(PAGE, {"which": "others", "own_password": PASSWORD})
    assert [is_signed_in(each) for each in clients] == [True, False, False, True]
    assert maya.get("/journal/").status_code == 200


def test_without_the_password_none_ends(maya: Client) -> None:
    other = elsewhere()
    chosen = choices(maya)[0]
    answer = maya.post(PAGE, {"which": chosen, "own_password": "not it at all"})
    assert answer.status_code == 422
    assert describes(answer, "own_password", "No sign-in was ended.")
    assert maya.post(PAGE, {"which": chosen}).status_code == 422
    assert is_signed_in(other)


def test_one_of_another_member_and_one_that_has_ended_are_no_choice(
    maya: Client, sol: Client, sol_user: User
) -> None:
    elsewhere()
    theirs = SignIn.objects.get(user=sol_user).public_id
    own = SignIn.objects.named(maya.cookies["__Host-session"].value).get().public_id
    for which in (theirs, own, "0" * 16):
        answer = maya.post(PAGE, {"which": which, "own_password": PASSWORD})
        assert "That one has ended meanwhile." in answer.content.decode()
    assert is_signed_in(sol)
    assert is_signed_in(maya)


def test_a_sign_in_that_is_not_used_leaves_the_list(maya: Client) -> None:
    elsewhere()
    SignIn.objects.filter(device="phone").update(expires=timezone.now() - timedelta(seconds=1))
    assert choices(maya) == []
