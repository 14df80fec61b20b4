"""The guard of private views: what it lets through, where it leads, and what it makes of errors."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.exceptions import ObjectNotUpdated
from django.http import HttpResponse
from django.test import Client
from django.urls import path, re_path
from pytest_django import Settings

from apps.common.resubmission import ResubmissionPage, ShownField, resubmittable, shown_fields
from apps.journal.models import Entry
from apps.vault import guard
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.models import KeysReplaced, UnlockedSession, Vault
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.browser_session import lock
from apps.vault.unlocking.unlock import CannotOpen, SignInEnded
from config.urls import urlpatterns as house
from tests.factories import PASSWORD

WORDS = "what I wanted to say"
ERRORS: dict[str, type[Exception]] = {
    "damaged": Damaged,
    "account": Vault.DoesNotExist,
    "row": Entry.DoesNotExist,
    "save": ObjectNotUpdated,
    "keys": KeysReplaced,
    "fault": ZeroDivisionError,
}
PAGE = ResubmissionPage(context=shown_fields(ShownField(name="words", label="Words")))
AFTER_DAMAGE = replace(PAGE, after_damage=lambda _request: HttpResponse("shown after damage"))
seen: list[tuple[str, str]] = []
pytestmark = pytest.mark.django_db


def view(request: VaultRequest, /, what: str) -> HttpResponse:
    """The view under test."""
    seen.append((str(request.method), what))
    if what == "lock":
        lock(request)
    if what in ERRORS:
        raise ERRORS[what]
    return HttpResponse(getattr(request, "sensitive_post_parameters", "shown in reports"))


urlpatterns = [
    *house,
    path("plain/<str:what>/", vault_required(view)),
    path("keeping/<str:what>/", resubmittable(PAGE)(vault_required(view))),
    path("after/<str:what>/", resubmittable(AFTER_DAMAGE)(vault_required(view))),
    path("bare/<str:what>/", view),
    re_path("^placed/([a-z]+)/$", vault_required(view)),
]


@pytest.fixture(autouse=True)
def urls_with_the_view(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    seen.clear()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_with_the_vault_closed_every_look_leads_to_unlock_and_back(
    maya: Client, method: str
) -> None:
    maya.post("/vault/lock/")
    response = maya.generic(method, "/plain/page/", QUERY_STRING="of=2&on=3")
    assert response.status_code == 303
    assert response["Location"] == "/vault/unlock/?next=%2Fplain%2Fpage%2F%3Fof%3D2%26on%3D3"
    assert seen == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_with_the_vault_closed_everything_else_is_refused(maya: Client, method: str) -> None:
    maya.post("/vault/lock/")
    assert maya.generic(method, "/plain/page/").status_code == 403
    assert seen == []


def test_an_open_vault_is_touched_and_says_how_long_it_stays_open(maya: Client) -> None:
    opened = UnlockedSession.objects.get()
    UnlockedSession.objects.update(last_used=opened.last_used.replace(year=2000))
    assert maya.get("/plain/page/").status_code == 303  # over for years, and deleted at sight
    assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    response = maya.get("/plain/page/")
    assert 890 <= int(response["Vault-Seconds"]) <= 900
    assert response.content == b"__ALL__"  # no field of a POST is shown in a report of an error
    assert "Vault-Seconds" not in maya.get("/plain/lock/").headers
    assert seen == [("GET", "page"), ("GET", "lock")]


def test_each_request_puts_the_time_off_at_which_the_vault_locks(maya: Client) -> None:
    opened = UnlockedSession.objects.get()
    UnlockedSession.objects.update(last_used=opened.last_used - timedelta(minutes=10))
    assert 890 <= int(maya.get("/plain/page/")["Vault-Seconds"]) <= 900
    assert UnlockedSession.objects.get().last_used >= opened.last_used


def test_a_view_gets_what_its_address_says_by_place_too(maya: Client) -> None:
    assert maya.get("/placed/page/").status_code == 200
    maya.post("/vault/lock/")
    assert maya.post("/placed/page/", {"vault_password": PASSWORD}).status_code == 200
    assert seen == [("GET", "page"), ("POST", "page")]


def test_a_refused_save_asks_for_what_is_missing(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page_where(raised: Exception) -> tuple[str, str]:
        monkeypatch.setattr(guard, "unlock", Mock(side_effect=raised))
        answer = maya.post("/keeping/page/", {"words": WORDS, "vault_password": PASSWORD})
        return answer.headers.get("Retry-After", ""), answer.content.decode()

    maya.post("/vault/lock/")
    page = maya.post("/keeping/page/", {"words": WORDS}).content.decode()
    assert "Your journal locked itself." in page
    assert ('name="vault_password"' in page, 'name="sign_in_name"' in page) == (True, False)
    wait, page = page_where(CannotOpen("Why not.", retry_after=7))
    assert (wait, "Why not." in page) == ("7", True)
    assert ('name="vault_password"' in page, 'name="sign_in_name"' in page) == (True, False)
    _wait, page = page_where(SignInEnded())
    assert "You were signed out meanwhile" in page
    assert ('name="vault_password"' in page, 'name="sign_in_name"' in page) == (False, True)
    assert seen == []


def test_the_password_sent_along_opens_and_the_view_is_asked_once(maya: Client) -> None:
    maya.post("/vault/lock/")
    for wrong in ("", "not it at all"):
        assert maya.post("/plain/page/", {"vault_password": wrong}).status_code == 403
    assert seen == []
    assert maya.post("/plain/page/", {"vault_password": PASSWORD}).status_code == 200
    assert seen == [("POST", "page")]


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize(
    ("what", "plainly", "with_words"), [("damaged", 409, 409), ("account", 409, 403)]
)
def test_damage_and_a_deleted_account_are_told_in_a_page_of_ours(
    maya: Client, what: str, plainly: int, with_words: int, is_closed: bool
) -> None:
    sent = {"words": WORDS, "vault_password": PASSWORD}
    for address, status in ((f"/plain/{what}/", plainly), (f"/keeping/{what}/", with_words)):
        if is_closed:
            maya.post("/vault/lock/")
        response = maya.post(address, sent)
        assert response.status_code == status
        page = response.content.decode()
        assert (WORDS in page) == (status == 403)
        assert ('name="sign_in_name"' in page) == (status == 403)
        assert ("This account was deleted meanwhile." in page) == (status == 403)


@pytest.mark.parametrize("what", ["row", "save"])
def test_a_row_that_went_meanwhile_is_not_found_and_gives_its_words_back(
    maya: Client, what: str
) -> None:
    assert maya.get(f"/plain/{what}/").status_code == 404
    assert maya.post(f"/plain/{what}/", {"words": WORDS}).status_code == 404
    response = maya.post(f"/keeping/{what}/", {"words": WORDS})
    assert response.status_code == 404
    assert WORDS in response.content.decode()
    assert "deleted for good meanwhile" in response.content.decode()


def test_a_fault_of_ours_is_not_taken_for_damage(maya: Client) -> None:
    with pytest.raises(ZeroDivisionError):
        maya.get("/plain/fault/")


def test_the_guard_is_called_as_the_view_is() -> None:
    guarded = vault_required(view)
    assert (guarded.__name__, guarded.__doc__) == ("view", "The view under test.")


def test_a_page_with_an_answer_of_its_own_to_damage_gives_that(maya: Client) -> None:
    assert maya.post("/after/damaged/", {"words": WORDS}).content == b"shown after damage"


@pytest.mark.parametrize("address", ["plain", "bare"])
def test_a_new_data_key_meanwhile_leads_a_look_to_unlock_and_back(
    maya: Client, address: str
) -> None:
    """Also where the view reads the vault and has no guard; any other fault stays one."""
    response = maya.get(f"/{address}/keys/?of=2")
    assert response.status_code == 303
    assert response["Location"] == f"/vault/unlock/?next=%2F{address}%2Fkeys%2F%3Fof%3D2"
    with pytest.raises(ZeroDivisionError):
        maya.get(f"/{address}/fault/")
