"""A sign-in is remembered with its kind of device, and with nothing finer."""

import pytest
from django.test import Client

from apps.accounts.models import SignIn, User
from apps.common.http.device_kind import kind_of
from tests.factories import PASSWORD

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (PHONE, "phone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile/15E148", "tablet"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/140 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "computer"),
        ("", ""),
    ],
)
def test_a_browser_is_a_phone_a_tablet_or_a_computer(told: str, kind: str) -> None:
    assert kind_of(told) == kind


@pytest.mark.django_db
def test_the_kind_survives_the_new_session_id_of_unlocking(
    visitor: Client, maya_user: User
) -> None:
    sent = {"login": "maya", "password": PASSWORD}
    visitor.post("/account/sign-in/", sent, headers={"user-agent": PHONE})
    assert SignIn.objects.get().device == "phone"
