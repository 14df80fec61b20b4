"""What the owner of an account is told for 30 days: taken, deleted, signed in elsewhere."""

import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.models import AccountEvent, User
from apps.common.text.account_events import Happened
from tests.accounts.account_pages import try_once
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import keep
from tests.sample_objects import keep_photo, keep_result, keep_template

pytestmark = pytest.mark.django_db
TODAY_LINE = "Something changed in your account in the last seven days"
LINE = "There was a sign-in in a browser that was not known here"


def kinds(user: User) -> list[str]:
    return [event.kind for event in AccountEvent.objects.of(user).lately()]


def test_a_sign_in_is_told_where_the_browser_has_no_mark(maya: Client, maya_user: User) -> None:
    before = kinds(maya_user).count(Happened.SIGN_IN)
    maya.post("/account/sign-out/")
    sign_in(maya, "maya")
    assert kinds(maya_user).count(Happened.SIGN_IN) == before
    assert try_once(Client(), "maya") == 422
    assert kinds(maya_user).count(Happened.SIGN_IN) == before
    sign_in(Client(), "maya")
    assert kinds(maya_user).count(Happened.SIGN_IN) == before + 1
    page = maya.get("/account/").content.decode()
    assert page.count(LINE) == before + 1


def test_nothing_is_told_of_the_browser_in_which_the_account_was_made(visitor: Client) -> None:
    form: dict[str, Any] = {"username": "heron", "password1": "quay tern lamp moss four"}
    answer = visitor.post("/account/sign-up/", {**form, "is_adult": "on", "understands": "on"})
    assert answer.status_code == 303
    assert kinds(User.objects.get(username="heron")) == []


def test_an_export_is_told_and_a_refused_one_is_not(maya: Client, maya_user: User) -> None:
    keep(maya)
    form = {"what": "all", "form": "json", "password": "not it at all"}
    maya.post("/journal/export/", form)
    assert Happened.EXPORT not in kinds(maya_user)
    answer = maya.post("/journal/export/", {**form, "password": PASSWORD})
    assert answer["Content-Disposition"].startswith("attachment"), answer.status_code
    assert kinds(maya_user).count(Happened.EXPORT) == 1


def test_a_password_that_a_command_sets_is_told_and_one_of_our_pages_is_told_once(
    maya: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "quiet lantern over shingle"
    monkeypatch.setattr("getpass.getpass", lambda **_options: new)
    call_command("changepassword", "maya", stdout=StringIO())
    assert [kind for kind in kinds(maya_user) if kind != Happened.SIGN_IN] == ["password-set"]
    browser = Client()
    assert try_once(browser, "maya", new) == 200  # the journal stays locked with the earlier one
    AccountEvent.objects.all().delete()
    form = {"oldpassword": new, "password1": "willow pewter lantern eleven"}
    assert browser.post("/account/password/", form).status_code == 303
    assert kinds(maya_user) == [Happened.PASSWORD]


def test_a_photo_a_template_and_a_result_deleted_for_good_are_told(
    maya: Client, maya_user: User
) -> None:
    vault = open_vault_of(maya)
    entry = keep(maya)
    photo, template = keep_photo(vault, entry), keep_template(vault)
    one, _another = keep_result(vault), keep_result(vault)
    remove = f"/journal/{entry.id}/photos/{photo.id}"
    for number, address in enumerate(
        (
            f"{remove}/erase/",
            f"/journal/templates/{template.id}/delete/",
            f"/quiz/results/{one.id}/delete/",
            "/quiz/results/delete/",
        ),
        start=1,
    ):
        if number == 1:
            assert maya.post(f"{remove}/remove/").status_code == 303
            assert Happened.PARTS not in kinds(maya_user), "it can be taken back"
        assert maya.post(address).status_code == 303, address
        assert kinds(maya_user).count(Happened.PARTS) == number, address
    assert "A photo, a template or a quiz result" in maya.get("/account/").content.decode()


def test_one_page_deleted_for_good_is_told_and_the_question_is_not(
    maya: Client, maya_user: User
) -> None:
    entry_id = keep(maya).id
    maya.post("/journal/trash/for-good/", {"entry": str(entry_id)})
    maya.post("/journal/trash/for-good/", {"entry": str(uuid.uuid4()), "sure": "yes"})
    assert Happened.DELETION not in kinds(maya_user)
    maya.post("/journal/trash/for-good/", {"entry": str(entry_id), "sure": "yes"})
    assert kinds(maya_user).count(Happened.DELETION) == 1
    maya.post("/journal/trash/for-good/", {"entry": str(keep(maya).id), "sure": "yes"})
    assert maya.get("/account/").content.decode().count("Pages were deleted for good") == 1


def test_today_has_a_line_for_seven_days(maya: Client, maya_user: User) -> None:
    AccountEvent.objects.all().delete()
    assert TODAY_LINE not in maya.get("/").content.decode()
    maya_user.note(Happened.EXPORT)
    assert TODAY_LINE in maya.get("/").content.decode()
    AccountEvent.objects.update(at=timezone.now() - timedelta(days=7, seconds=1))
    assert TODAY_LINE not in maya.get("/").content.decode()


SETTINGS = "/journal/settings/"
KEPT_CLOSE = {
    "quiet_minutes": "5",
    "cover_seconds": "60",
    "leaves_by_shift": "on",
    "dates_only": "on",
    "shows_last_opening": "on",
}


@pytest.mark.parametrize(
    "change",
    [
        {"quiet_minutes": "15"},
        {"cover_seconds": "300"},
        {"cover_seconds": "0"},
        {"leaves_by_shift": ""},
        {"dates_only": ""},
        {"shows_last_opening": ""},
    ],
    ids=str,
)
def test_a_setting_that_is_loosened_leaves_a_line_and_one_that_is_tightened_none(
    maya: Client, maya_user: User, change: dict[str, str]
) -> None:
    loosened = {name: sent for name, sent in {**KEPT_CLOSE, **change}.items() if sent}
    assert maya.post(SETTINGS, KEPT_CLOSE).status_code == 303
    assert Happened.LOOSENED not in kinds(maya_user)
    maya.post(SETTINGS, loosened)
    maya.post(SETTINGS, {**loosened, "zone": "Asia/Tokyo"})
    maya.post(SETTINGS, {**KEPT_CLOSE, "cover_seconds": "1"})
    assert kinds(maya_user).count(Happened.LOOSENED) == 1
    assert str(Happened.LOOSENED.label) in maya.get("/account/").content.decode()
