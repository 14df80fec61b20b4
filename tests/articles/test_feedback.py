"""What readers say about a guide: open to everybody, kept without a name, and never lost."""

import logging

import pytest
from django.test import Client

from apps.articles import feedback
from apps.articles.models import Feedback
from apps.common.models import Tries
from apps.common.rate_limits import RateLimit
from tests.articles.factories import make_guide

pytestmark = pytest.mark.django_db

PLACE = "/guides/a-guide/feedback/"
OURSELVES = {"sec-fetch-site": "same-origin"}
HX = {**OURSELVES, "hx-request": "true"}


def test_an_answer_is_kept_with_its_guide_version_and_day_alone(visitor: Client) -> None:
    guide = make_guide()
    said = {"useful": "partly", "missing": "A part about letters."}
    response = visitor.post(PLACE, said, headers=OURSELVES)
    assert (response.status_code, response["Location"]) == (303, f"{PLACE}thanks/")
    assert not response.cookies
    kept = Feedback.objects.get()
    assert (kept.guide, kept.version, kept.useful) == (guide, guide.reviewed, "partly")
    assert kept.missing == "A part about letters."
    columns = {field.name for field in Feedback._meta.get_fields()}
    assert columns == {"id", "guide", "version", "useful", "missing", "day"}
    thanks = visitor.get(response["Location"]).content.decode()
    assert "Thank you" in thanks
    assert 'href="/guides/a-guide/"' in thanks


def test_words_are_not_needed(visitor: Client) -> None:
    make_guide()
    assert visitor.post(PLACE, {"useful": "no"}, headers=OURSELVES).status_code == 303
    assert Feedback.objects.get().missing == ""


def test_htmx_is_thanked_in_place(visitor: Client) -> None:
    make_guide()
    html = visitor.post(PLACE, {"useful": "yes"}, headers=HX).content.decode()
    assert 'role="status"' in html
    assert "<main" not in html


def test_a_form_stands_on_the_guide_and_on_a_page_of_its_own(visitor: Client) -> None:
    make_guide()
    for address in ("/guides/a-guide/", PLACE):
        html = visitor.get(address).content.decode()
        assert f'method="post" action="{PLACE}"' in html, address
        assert "Please write nothing private here" in html, address
        assert "csrf" not in html.lower(), address


@pytest.mark.parametrize("headers", [OURSELVES, HX])
@pytest.mark.parametrize("useful", ["", "perhaps", "yes"])
def test_a_refused_answer_keeps_every_word(
    visitor: Client, headers: dict[str, str], useful: str
) -> None:
    make_guide()
    words = "The long story of <us>. " * (300 if useful == "yes" else 1)
    response = visitor.post(PLACE, {"useful": useful, "missing": words}, headers=headers)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count("The long story of &lt;us&gt;.") == words.count("<us>")
    assert ("Choose one of the three answers." in html) == (useful != "yes")
    assert ("There is room for 4000 characters" in html) == (useful == "yes")
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(("headers", "status"), [(OURSELVES, 429), (HX, 422)])
def test_many_answers_from_one_network_wait_and_keep_their_words(
    visitor: Client, headers: dict[str, str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_guide()
    monkeypatch.setattr(feedback, "FROM_A_NETWORK", RateLimit(scope="feedback", most=1))
    said = {"useful": "yes", "missing": "Kept in the form."}
    assert visitor.post(PLACE, said, headers=headers).status_code in {200, 303}
    response = visitor.post(PLACE, said, headers=headers)
    assert response.status_code == status
    assert "Kept in the form." in response.content.decode()
    assert "A lot of answers came from where you are. Try again in about" in response.text
    assert int(response["Retry-After"]) > 0
    assert Feedback.objects.count() == 1
    other = visitor.post(PLACE, said, headers=headers, REMOTE_ADDR="203.0.113.9")
    assert other.status_code in {200, 303}


def test_no_address_is_kept_in_the_clear(visitor: Client) -> None:
    make_guide()
    visitor.post(PLACE, {"useful": "yes"}, headers=OURSELVES, REMOTE_ADDR="203.0.113.9")
    keys = [bytes(key) for key in Tries.objects.values_list("key", flat=True)]
    assert len(keys) == 2
    assert all(len(key) == 32 and b"203.0.113" not in key for key in keys)


def test_what_is_said_is_not_logged(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    make_guide()
    with caplog.at_level(logging.DEBUG):
        visitor.post(PLACE, {"useful": "yes", "missing": "heronquarterdeck"}, headers=OURSELVES)
        visitor.post(PLACE, {"useful": "?", "missing": "heronquarterdeck"}, headers=OURSELVES)
    told = [record.getMessage() for record in caplog.records]
    assert "heronquarterdeck" not in " ".join(told)


def test_nobody_can_tell_of_a_guide_that_is_not_there(visitor: Client) -> None:
    assert visitor.post(PLACE, {"useful": "yes"}, headers=OURSELVES).status_code == 404
    assert visitor.get(f"{PLACE}thanks/").status_code == 404
