"""Every setting on one page with what it is now, and a new user name."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import AccountEvent, User
from apps.accounts.rate_limits import NEW_NAME_LIMIT, SIGN_UP_LIMIT
from apps.common.text.account_events import Happened
from apps.journal.models import Preferences
from apps.vault.codec import replace
from tests.accounts.account_pages import describes, try_once
from tests.accounts.mailbox import mails
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in

pytestmark = pytest.mark.django_db
PAGE, NAME = "/account/", "/account/name/"
NEW = "heron"


def values(client: Client) -> dict[str, str]:
    """What the page says of each setting, by its anchor."""
    rows = re.findall(r'<li id="([a-z-]+)">\s*<h3>[^<]*</h3>\s*<p>(.*?)</p>', page_of(client), re.S)
    return {name: " ".join(re.sub(r"<[^>]+>", "", said).split()) for name, said in rows}


def page_of(client: Client) -> str:
    return client.get(PAGE).content.decode()


def rename(client: Client, name: str, password: str = PASSWORD) -> int:
    return client.post(NAME, {"username": name, "own_password": password}).status_code


def test_each_setting_says_what_it_is_now_and_leads_to_its_form(
    maya: Client, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    usual = values(maya)
    assert usual["time-zone"] == "Not chosen: UTC"
    assert usual["leave-target"] == "Weather"
    assert usual["locking"] == "After 15 minutes unused"
    assert (usual["passkeys"], usual["e-mail"]) == ("None", "None")
    assert (usual["sign-ins"], usual["user-name"]) == ("In 1 browser", "maya")
    Preferences.change(
        open_vault_of(maya),
        lambda now: replace(
            now,
            zone="Asia/Tokyo",
            quiet_minutes=5,
            leaves_by_shift=False,
            leave_target="news",
            dates_only=True,
            checks_spelling=True,
            has_shortcuts=False,
            shows_this_day=False,
            shows_passage=False,
        ),
    )
    now = values(maya)
    assert (now["time-zone"], now["locking"]) == ("Tokyo", "After 5 minutes unused")
    assert (now["leave-target"], now["shift"]) == ("News", "Off")
    assert (now["lists"], now["spelling"]) == ("Days without titles", "Checked by the browser")
    assert (now["single-keys"], now["shift"]) == ("Off", "Off")
    assert now["today"] != usual["today"]
    for address, anchor in re.findall(
        r'<a class="more" href="(/[^"#]*)(?:#([^"]*))?">', page_of(maya)
    ):
        answer = maya.get(address)
        assert answer.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in answer.content.decode(), anchor


def test_the_menu_leads_to_it_from_every_page(maya: Client) -> None:
    for address in ("/", "/guides/", "/journal/", "/account/delete/"):
        assert f'<li><a href="{PAGE}">Settings</a></li>' in maya.get(address).content.decode()


def test_what_lies_in_the_journal_is_not_told_while_that_is_locked(maya: Client) -> None:
    maya.post("/journal/settings/", {"zone": "Asia/Tokyo"})
    maya.post("/vault/lock/")
    locked = values(maya)
    assert "user-name" in locked
    assert not {"time-zone", "leave-target", "locking"} & set(locked)
    assert "Tokyo" not in page_of(maya)
    assert f"/vault/unlock/?next={PAGE}" in page_of(maya)


def test_damaged_settings_are_told_and_hide_nothing_else(maya: Client) -> None:
    maya.post("/journal/settings/", {"zone": "Asia/Tokyo"})
    Preferences.objects.update(sealed=b"broken")
    assert "/journal/settings/anew/" in page_of(maya)
    assert values(maya)["user-name"] == "maya"


# --- The user name --------------------------------------------------------------------------------


def test_the_new_name_signs_in_at_once_and_the_old_one_is_free(
    maya: Client, maya_user: User
) -> None:
    answer = maya.post(NAME, {"username": f" {NEW} ", "own_password": PASSWORD})
    assert answer["Location"] == f"{PAGE}?kept=user-name#user-name"
    page = maya.get(answer["Location"]).content.decode()
    assert '<strong role="status">Kept.</strong>' in page
    assert maya.get("/journal/").status_code == 200, "still signed in, and the journal is open"
    assert try_once(Client(), "maya", PASSWORD) == 422
    assert sign_in(Client(), NEW.upper()).get("/journal/").status_code == 200
    make_member("maya")
    kinds = AccountEvent.objects.of(maya_user).values_list("kind", flat=True)
    assert Happened.NAME in set(kinds)


def test_a_name_of_another_or_a_wrong_password_changes_nothing(maya: Client, sol: Client) -> None:
    taken = maya.post(NAME, {"username": "SOL", "own_password": PASSWORD})
    assert (taken.status_code, describes(taken, "username", "is taken")) == (422, True)
    wrong = maya.post(NAME, {"username": NEW, "own_password": "not it at all"})
    assert (wrong.status_code, describes(wrong, "own_password", "stays as it is")) == (422, True)
    assert f'value="{NEW}"' in wrong.content.decode()
    for name in (
        "",
        "two words",
        "x" * 65,
        "\ufdfa" * 60,
        "harbourtern velvetladder",
        "harbour.tern.velvet.ladder",
    ):
        assert rename(maya, name) == 422, name
    assert set(User.objects.values_list("username", flat=True)) == {"maya", "sol"}


def test_whether_a_name_is_taken_is_told_only_after_the_password(maya: Client, sol: Client) -> None:
    def words(name: str) -> str:
        answer = maya.post(NAME, {"username": name, "own_password": "not it at all"})
        return answer.content.decode().replace(name, "").partition("<main")[2]

    taken, free = words("sol"), words("heron")
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert token.sub("", taken) == token.sub("", free)


def test_only_so_many_names_are_tried(
    maya: Client, sol: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [rename(maya, "sol") for _ in range(NEW_NAME_LIMIT.most + 1)] == [422] * 5 + [429]
    stranger = sign_in(Client(), "sol")
    for _ in range(SIGN_UP_LIMIT.most):
        SIGN_UP_LIMIT.take("127.0.0.0/24")
    assert rename(stranger, "maya") == 429, "no more is told than sign-up tells"


def test_soon_after_a_new_password_by_e_mail_the_name_stays(maya: Client, maya_user: User) -> None:
    maya_user.note(Happened.RESET)
    assert rename(maya, NEW) == 403
    assert User.objects.get().username == "maya"


def test_the_change_is_told_by_mail_without_a_name(
    maya: Client, maya_user: User, settings: Settings, tmp_path: Path
) -> None:
    settings.SENDS_MAIL = True
    maya_user.email, maya_user.is_email_verified = "maya@example.org", True
    maya_user.save()
    assert rename(maya, NEW) == 303
    assert "The user name was changed" in mails()[-1].body
    assert NEW not in str(mails()[-1].message())
