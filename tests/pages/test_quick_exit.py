"""The way out without scripts: at once, to a listed place, leaving nothing open behind."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import SignIn
from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

OURS = {"sec-fetch-site": "same-origin"}
WEATHER = "https://www.bbc.co.uk/weather"
NEWS = "https://www.bbc.co.uk/news"


def test_leave_answers_with_an_empty_neutral_page(visitor: Client) -> None:
    response = visitor.post("/leave/", headers={**OURS, "accept-language": "en-GB"})
    html = response.content.decode()
    assert response.status_code == 200
    assert response.headers["Refresh"] == f"0; url={WEATHER}"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"  # none for the place it leads to
    assert "Leeway" not in html
    assert WEATHER in html


def test_a_visitor_who_leaves_gets_no_session(visitor: Client) -> None:
    response = visitor.post("/leave/", headers=OURS)
    assert SignIn.objects.count() == 0
    kept = {name for name, morsel in response.cookies.items() if morsel["max-age"] != 0}
    assert kept == {"__Host-left"}


def test_leave_ends_the_session_and_forgets_our_cookies_but_the_look(maya: Client) -> None:
    maya.cookies[settings.DISPLAY_COOKIE_NAME] = "dark.l.wide"
    response = maya.post("/leave/", headers=OURS)
    assert SignIn.objects.count() == 0
    assert UnlockedSession.objects.count() == 0
    gone = {name for name, morsel in response.cookies.items() if morsel["max-age"] == 0}
    assert gone == {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.VAULT_COOKIE_NAME,
        settings.QUIZ_COOKIE_NAME,
        settings.KNOWN_BROWSER_COOKIE_NAME,
        settings.COVERED_COOKIE_NAME,
    }
    stale = Client().post("/leave/", headers=OURS).cookies  # the sign-in ended before
    assert {name for name, morsel in stale.items() if morsel["max-age"] == 0} == gone
    assert settings.DISPLAY_COOKIE_NAME not in response.cookies
    assert all(morsel["secure"] for morsel in response.cookies.values())
    assert maya.get("/journal/").status_code == 302


def test_the_mark_of_having_left_is_short_and_readable_by_our_script(visitor: Client) -> None:
    mark = visitor.post("/leave/", headers=OURS).cookies["__Host-left"]
    assert (mark["max-age"], mark["secure"], mark["httponly"]) == (600, True, "")
    assert (mark["samesite"], mark["path"]) == ("Lax", "/")


@pytest.mark.parametrize(
    "sent", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\n", "x" * 5000]
)
def test_nothing_that_is_sent_says_where_leave_goes(visitor: Client, sent: str) -> None:
    fields = {"target": sent, "leave_target": sent, "next": sent}
    response = visitor.post("/leave/", fields, headers={**OURS, "accept-language": "en-GB"})
    assert response.status_code == 200
    assert response.headers["Refresh"] == f"0; url={WEATHER}"
    assert "evil" not in response.content.decode()


@pytest.mark.parametrize(
    ("spoken", "address"),
    [
        ("en-GB,en;q=0.9", WEATHER),
        ("en-US,en;q=0.9", "https://www.weather.gov/"),
        ("de-DE,de;q=0.9,en;q=0.8", "https://www.tagesschau.de/wetter"),
        ("en;q=0.2, fr-FR", "https://meteofrance.com/"),
        ("is, da;q=0.5", "https://www.bbc.com/weather"),
        ("", "https://www.bbc.com/weather"),
        ("*, \x7f;q=ä", "https://www.bbc.com/weather"),
    ],
)
def test_a_visitor_goes_to_the_weather_by_the_language_of_the_browser(
    visitor: Client, spoken: str, address: str
) -> None:
    response = visitor.post("/leave/", headers={**OURS, "accept-language": spoken})
    assert response.headers["Refresh"] == f"0; url={address}"


def test_a_page_has_the_places_of_all_languages_and_is_the_same_for_every_visitor(
    visitor: Client,
) -> None:
    answers = [
        visitor.get("/safety/", headers={"accept-language": spoken}).content.decode()
        for spoken in ("en-GB", "de", "")
    ]
    assert len({*answers}) == 1
    assert "https://www.tagesschau.de/wetter" in answers[0]
    assert "https://www.weather.gov/" in answers[0]


def test_a_member_chooses_where_leave_goes_for_while_the_journal_is_unlocked(
    maya: Client,
) -> None:
    def target(client: Client) -> str:
        html = client.get("/journal/", follow=True).content.decode()
        found = re.search(r'data-leave-url="([^"]*)"', html)
        return found[1] if found else ""

    english = {"accept-language": "en-GB"}
    maya.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-GB"
    assert target(maya) == WEATHER
    for chosen, address in (("news.de", "https://www.tagesschau.de/"), ("news", NEWS)):
        sent = {"quiet_minutes": "15", "leave_target": chosen}
        assert maya.post("/journal/settings/", sent).status_code == 303
        assert target(maya) == address
    maya.post("/vault/lock/")
    assert target(maya) == WEATHER
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert target(maya) == NEWS  # the settings are sealed and hold again
    answer = maya.post("/leave/", headers={**OURS, **english})
    assert answer.headers["Refresh"] == f"0; url={NEWS}"


def test_a_place_that_is_not_in_the_list_is_refused_by_the_settings(maya: Client) -> None:
    sent = {"quiet_minutes": "15", "leave_target": "https://evil.example/"}
    answer = maya.post("/journal/settings/", sent)
    assert answer.status_code == 422
    assert "Choose a page from the list." in answer.content.decode()


def test_another_site_cannot_sign_anyone_out(maya: Client) -> None:
    assert maya.post("/leave/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert maya.post("/leave/").status_code == 403
    assert SignIn.objects.count() == 1


def test_opening_the_address_explains_and_ends_nothing(maya: Client) -> None:
    response = maya.get("/leave/")
    assert response.status_code == 200
    assert '<form method="post" action="/leave/">' in response.content.decode()
    assert SignIn.objects.count() == 1


def test_leave_is_explained_once_before_the_first_private_page(visitor: Client) -> None:
    """On the step after sign-up, which costs no further one and leads on to where one was going."""
    fields = {"username": "lena", "password1": PASSWORD, "is_adult": "on", "understands": "on"}
    answer = visitor.post("/account/sign-up/", {**fields, "next": "/journal/new/?day=2026-11-03"})
    page = visitor.get(answer["Location"]).content.decode().partition("</main>")[0]
    for said in (
        "One press, and another site shows",
        "still has the pages you saw before",
        "A hidden app on the device, and the router at home",
        "To come back, open this site and sign in again.",
    ):
        assert said in page, said
    assert page.index("If somebody comes in: Leave") < page.index("a recovery code")
    going = {"choice": "later", "next": "/journal/new/?day=2026-11-03"}
    assert f'name="next" value="{going["next"]}"' in page
    on = visitor.post("/vault/recovery/choice/", going)
    assert on["Location"] == going["next"]
    assert "If somebody comes in" not in visitor.get("/vault/recovery/").content.decode()


def test_it_is_explained_too_to_somebody_whom_a_command_made(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They never saw a sign-up: the page comes at their first sign-in, and never again."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="keeper", verbosity=0)
    form = {"login": "keeper", "password": PASSWORD, "next": "/journal/new/"}
    first = visitor.post("/account/sign-in/", form)
    assert first["Location"] == "/vault/recovery/?next=%2Fjournal%2Fnew%2F"
    page = visitor.get(first["Location"]).content.decode()
    assert "If somebody comes in: Leave" in page
    assert 'name="next" value="/journal/new/"' in page
    again = Client().post("/account/sign-in/", form)
    assert again["Location"] == "/journal/new/"


def test_leave_is_a_plain_form_on_every_page_of_ours(visitor: Client) -> None:
    for address in ("/", "/support/", "/safety/", "/privacy/"):
        html = visitor.get(address).content.decode()
        assert 'method="post" action="/leave/"' in html
