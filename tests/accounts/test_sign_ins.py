"""The page of one's sign-ins: what it shows, what it keeps back, and what the password ends."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.accounts.models import AccountEvent, EndedSignIn, FailedTries, SignIn, User
from apps.pages.retention import tidy
from apps.vault.models import UnlockedSession
from tests.accounts.account_pages import describes, try_once
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
    assert "A tablet" not in page.split("Elsewhere")[0]
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


# --- Ended ones and failed tries ------------------------------------------------------------------


def ended_part(client: Client) -> str:
    return page_words(client).partition("Ended in the last 30 days")[2]


def page_words(client: Client) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()).split())


def test_a_sign_in_that_ended_is_told_for_30_days_however_it_ended(
    maya: Client, maya_user: User
) -> None:
    assert "Ended in the last 30 days" not in page_words(maya)
    elsewhere("phone").post("/account/sign-out/")
    left = elsewhere("tablet")
    left.post("/leave/", headers={"sec-fetch-site": "same-origin"})
    elsewhere("computer")
    elsewhere("computer")
    assert maya.post(PAGE, {"which": "others", "own_password": PASSWORD}).status_code == 303
    told = ended_part(maya)
    for device in ("A phone", "A tablet", "A computer"):
        assert f"{device}: signed in on" in told
    assert ADDRESS not in database_dump()
    run_out = elsewhere("phone")
    SignIn.objects.named(run_out.cookies["__Host-session"].value).update(expires=timezone.now())
    tidy()
    assert "2 times" in ended_part(maya)
    later = timezone.now() + timedelta(days=40)
    with time_machine.travel(later):
        tidy()
    assert not EndedSignIn.objects.filter(user=maya_user).exists()


def test_unlocking_and_a_new_password_here_end_no_sign_in_of_this_browser(
    maya: Client, maya_user: User
) -> None:
    maya.post("/vault/lock/")
    maya.post("/vault/unlock/", {"password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "quiet lantern over shingle"}
    assert maya.post("/account/password/", new).status_code == 303
    assert not EndedSignIn.objects.filter(user=maya_user).exists()


def test_failed_tries_are_counted_by_day_and_nobody_can_clear_them(
    maya: Client, maya_user: User
) -> None:
    assert "None in the last 30 days." in page_words(maya)
    for _ in range(3):
        assert try_once(Client(REMOTE_ADDR=ADDRESS), "Maya") == 422
    assert try_once(Client(), "nobody-at-all") == 422
    assert "3 tries to sign in failed" in page_words(maya)
    assert ADDRESS not in database_dump()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert try_once(Client(), "maya") == 422
        again = sign_in(Client(), "maya")
        assert "1 try to sign in failed" in page_words(again)
        assert "3 tries to sign in failed" in page_words(again)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert list(FailedTries.objects.of(maya_user).values_list("count", flat=True)) == [1]
        tidy()
    assert FailedTries.objects.count() == 1


def kinds_told(user: User) -> list[str]:
    return list(user.events.lately().values_list("kind", flat=True))


def leave(client: Client) -> None:
    client.post("/leave/", headers={"sec-fetch-site": "same-origin"})


def test_a_sign_in_after_leave_has_a_line_of_its_own_once_and_is_no_news(
    maya: Client, maya_user: User
) -> None:
    AccountEvent.objects.all().delete()
    leave(maya)
    sign_in(maya, "maya")
    assert kinds_told(maya_user) == ["back-after-leave"]
    assert not maya_user.has_news()
    sign_in(Client(), "maya")
    assert kinds_told(maya_user) == ["sign-in", "back-after-leave"], "Leave counts for one"
    assert maya_user.has_news()


def test_only_a_known_browser_that_left_lately_on_such_a_device_counts(
    maya: Client, maya_user: User
) -> None:
    def told_after(client: Client, **headers: str) -> list[str]:
        AccountEvent.objects.all().delete()
        leave(client)
        sign_in(Client(headers=headers), "maya")
        return kinds_told(maya_user)

    assert told_after(maya, **{"user-agent": "Mozilla/5.0 (iPhone) Mobile"}) == ["sign-in"]
    EndedSignIn.objects.all().delete()
    stolen = Client()
    stolen.cookies["__Host-session"] = sign_in(Client(), "maya").cookies["__Host-session"].value
    assert told_after(stolen) == ["sign-in"], "a session without the mark of its browser"
    EndedSignIn.objects.all().delete()
    other = sign_in(Client(), "maya")
    leave(other)
    AccountEvent.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        sign_in(Client(), "maya")
        assert kinds_told(maya_user) == ["sign-in"]
