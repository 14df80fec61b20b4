"""What programs ask for: robots.txt, the web app manifest, the icon, security.txt."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings


def test_the_manifest_is_neutral_and_its_icons_exist(visitor: Client) -> None:
    response = visitor.get(reverse("pages:manifest"))
    manifest = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["short_name"]) == ("Leeway", "Leeway")
    names = [re.sub(r"\.[0-9a-f]{12}\.", ".", icon["src"]) for icon in manifest["icons"]]
    assert [name for name in names if not finders.find(name.removeprefix("/static/"))] == []
    said = str(manifest).lower()
    assert not [word for word in ("partner", "avoid", "attach", "abuse", "journal") if word in said]


def test_robots_are_kept_out_of_private_rooms(visitor: Client) -> None:
    response = visitor.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain"
    for room in ("/journal/", "/account/", "/vault/"):
        assert f"Disallow: {room}\n" in response.content.decode()


def test_the_styleguide_is_for_builders_alone(visitor: Client) -> None:
    assert visitor.get("/styleguide/").status_code == 404


def test_password_managers_are_led_to_the_page_of_the_password(
    visitor: Client, maya: Client
) -> None:
    for client in (visitor, maya):
        response = client.get("/.well-known/change-password")
        assert (response.status_code, response["Location"]) == (302, "/account/password/")
    assert maya.get("/.well-known/change-password", follow=True).status_code == 200


def test_password_managers_are_told_where_passkeys_are_made_and_managed(visitor: Client) -> None:
    response = visitor.get("/.well-known/passkey-endpoints")
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "enroll": "http://testserver/account/passkeys/new/",
        "manage": "http://testserver/account/passkeys/",
    }
    assert not response.cookies


def test_the_icon_answers_at_the_address_that_programs_guess(visitor: Client) -> None:
    response = visitor.get("/favicon.ico")
    assert response.status_code == 302
    name = re.sub(r"\.[0-9a-f]{12}\.", ".", response["Location"]).removeprefix("/static/")
    assert finders.find(name)


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("help@leeway.example", "mailto:help@leeway.example"),
        ("https://leeway.example/write", "https://leeway.example/write"),
    ],
)
def test_security_txt_names_the_contact_and_a_day_within_a_year(
    visitor: Client, settings: Settings, contact: str, said: str
) -> None:
    settings.CONTACT = contact
    response = visitor.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines["Contact"] == said
    expires = datetime.strptime(lines["Expires"], "%Y-%m-%dT%H:%M:%S%z")
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


def test_without_a_contact_there_is_no_security_txt(visitor: Client, settings: Settings) -> None:
    settings.CONTACT = ""
    assert visitor.get("/.well-known/security.txt").status_code == 404
