"""The cookie carries sittings sealed, for two hours, and nobody can put words in it."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.sitting import browser
from apps.quiz.sitting.sitting import Pace, Sitting, Usual
from tests.quiz.sample_forms import EASY, HARD, leaning, self_partner, sitting_with

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def request_with(value: str = "") -> HttpRequest:
    request = RequestFactory().get("/quiz/")
    request.COOKIES[settings.QUIZ_COOKIE_NAME] = value
    return request


def kept(*sittings: Sitting) -> str:
    value = ""
    for sitting in sittings:
        response = HttpResponse()
        browser.keep(request_with(value), response, sitting)
        value = response.cookies[settings.QUIZ_COOKIE_NAME].value
    return value


def carried(value: str) -> Sitting | None:
    return browser.read(request_with(value)).of(self_partner())


@pytest.mark.parametrize("usual", [None, *Usual])
def test_what_was_kept_comes_back(usual: Usual | None) -> None:
    sitting = sitting_with(leaning(EASY, HARD), seed=2**48 - 1, usual=usual)
    assert carried(kept(sitting)) == sitting


def test_the_cookie_is_for_this_host_over_https_alone_and_no_script_reads_it() -> None:
    response = HttpResponse()
    browser.keep(request_with(), response, sitting_with({}))
    morsel = response.cookies["__Host-quiz"]
    assert morsel["secure"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
    assert morsel["domain"] == ""
    assert morsel["max-age"] == 7200


def every_form_begun() -> list[Sitting]:
    return [Sitting(form, 2**48 - 1, "7" * 16, Usual.YES) for form in catalogue().live]


def test_it_is_small_and_its_size_tells_nothing() -> None:
    nothing, everything = sitting_with({}), sitting_with(leaning(EASY, HARD))
    assert len(kept(nothing)) == len(kept(everything)) == len(kept(*every_form_begun())) < 800


def test_it_has_room_for_a_sitting_of_each_form() -> None:
    sittings = every_form_begun()
    assert len(sittings) == 6
    assert list(browser.read(request_with(kept(*sittings))).sittings) == sittings


def test_a_form_that_is_begun_again_takes_the_place_of_the_first() -> None:
    first, other = every_form_begun()[:2]
    again = replace(first, seed=3, marks="1" * 16, usual=None)
    assert browser.read(request_with(kept(first, other, again))).sittings == (again, other)


@pytest.mark.parametrize("pace", Pace)
def test_the_pace_stays_for_the_sitting(pace: Pace) -> None:
    found = carried(kept(Sitting.begin(self_partner(), pace=pace)))
    assert found is not None
    assert found.pace is pace


def test_no_answer_can_be_read_in_it() -> None:
    sitting = sitting_with(leaning(EASY, EASY))
    assert sitting.marks not in kept(sitting)
    assert kept(sitting) != kept(sitting)


def test_it_lasts_two_hours_and_no_longer() -> None:
    with time_machine.travel(NOW, tick=False):
        value = kept(sitting_with({}))
    with time_machine.travel(NOW + timedelta(hours=2, seconds=-1), tick=False):
        assert carried(value) is not None
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert carried(value) is None


@given(st.data())
def test_a_changed_cookie_is_nobodys(data: st.DataObject) -> None:
    value = kept(sitting_with(leaning(EASY, EASY)))
    place = data.draw(st.integers(0, len(value) - 2))
    sign = data.draw(st.sampled_from("ABCXYZabcxyz0189-_."))
    changed = value[:place] + sign + value[place + 1 :]
    assert (carried(changed) is None) or changed == value


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(value: str) -> None:
    assert carried(value) is None
    assert carried("2." + value) is None


@pytest.mark.parametrize("value", ["", "2.", "2.AAAA", "1." + "A" * 80, "2." + "A" * 5000])
def test_odd_cookies_are_nobodys(value: str) -> None:
    assert carried(value) is None


def test_another_secret_key_opens_nothing() -> None:
    value = kept(sitting_with({}))
    with override_settings(SECRET_KEY="another"):
        assert carried(value) is None


@pytest.mark.parametrize(
    "content",
    [
        '[{now},["self-partner","0.9",7,"----------------","","1"]]',
        '[{now},["self-partner","1.9",7,"----------------","","1"]]',
        '[{now},["self-past","9.0",7,"----------------","","1"]]',
        '[{now},["self-partner","3.0",7,"----","","1"]]',
        '[{now},["self-partner","3.0",7,"---------------9","","1"]]',
        '[{now},["self-partner","3.0",7,"----------------","z","1"]]',
        '[{now},["self-partner","3.0",7,"----------------","","9"]]',
        '[{now},["self-partner","3.0","7","----------------","","1"]]',
        '[{now},["self-partner","3.0",7,"----------------",""]]',
        '[["self-partner","3.0",7,"----------------","","1"]]',
        "[{now}]",
        "[]",
        '{{"self-partner":1}}',
        "not json",
        "",
    ],
)
def test_what_an_older_release_sealed_is_a_fresh_start(content: str) -> None:
    plain = content.format(now=int(datetime.now(UTC).timestamp())).encode()
    nonce = b"twelve bytes"
    sealed = nonce + browser._cipher(settings.SECRET_KEY).encrypt(nonce, plain, b"2.")
    assert carried("2." + urlsafe_b64encode(sealed).decode()) is None


def test_forgetting_clears_it_in_the_browser() -> None:
    response = HttpResponse()
    browser.forget(response)
    morsel = response.cookies["__Host-quiz"]
    assert (morsel.value, morsel["max-age"], morsel["path"]) == ("", 0, "/")
    assert morsel["secure"]
