"""A name or a password that is longer than any: said beside its field, before anything is done."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import normalized_name
from tests.accounts.account_pages import SIGN_IN, describes
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_name_longer_than_any_is_refused_beside_the_field_and_stays() -> None:
    name = "n" * 65
    answer = Client().post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert answer.status_code == 422
    assert describes(answer, "login", "A user name has room for 64 characters.")
    assert name in answer.content.decode()


def test_a_password_longer_than_any_is_refused_beside_the_field() -> None:
    answer = Client().post(SIGN_IN, {"login": "maya", "password": "p" * 1001})
    assert answer.status_code == 422
    assert describes(answer, "password", "That is longer than any password here.")


def test_a_refused_save_says_that_a_name_is_too_long_and_keeps_its_words() -> None:
    proof = {"sign_in_name": "n" * 65, "sign_in_password": PASSWORD}
    answer = Client().post(reverse("journal:new"), {"body": "The gulls again.", **proof})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "A user name has room for 64 characters." in html
    assert "The gulls again." in html


def test_a_name_that_is_too_long_is_not_normalised() -> None:
    marks = "a" + "\u0300" * 60 + "\u0316" * 60
    assert normalized_name(f" {marks} ") == marks
    assert normalized_name("e\u0301") == "\u00e9"
