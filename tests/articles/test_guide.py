"""A guide's own page: answer first, sources that can be checked, and safety before all else."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.articles import prompts
from tests.articles.factories import make_guide

pytestmark = pytest.mark.django_db


def read(client: Client, slug: str = "a-guide") -> str:
    response = client.get(f"/guides/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_reading_a_guide_takes_two_queries(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_guide("b-guide")
    make_guide(related=["b-guide", "c-guide", "d-guide"])
    with django_assert_num_queries(2):
        read(visitor)


def test_the_answer_comes_before_everything_else(visitor: Client) -> None:
    make_guide()
    html = read(visitor)
    order = ["<h1>", "It is this.", "If you only have a minute", "Who this is for", "The text."]
    order += ["Try this", "The end.", 'id="sources"', "Dates and changes"]
    places = [html.index(each, html.index("<main")) for each in order]
    assert places == sorted(places)


@pytest.mark.parametrize("slug", ["nope", "topics", "a_guide"])
def test_an_unknown_guide_is_not_found(visitor: Client, slug: str) -> None:
    assert visitor.get(f"/guides/{slug}/").status_code == 404


def test_an_unpublished_guide_is_not_found(visitor: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(1)
    make_guide(published=tomorrow, reviewed=tomorrow)
    assert visitor.get("/guides/a-guide/").status_code == 404


def test_related_guides_that_are_not_there_yet_are_left_out(visitor: Client) -> None:
    make_guide("second", title="The second")
    make_guide("first", title="The first")
    make_guide(related=["first", "missing", "second"])
    html = read(visitor).partition("Read next")[2]
    assert html.index("The first") < html.index("The second")
    assert "missing" not in html


def test_prompts_lead_to_the_journal_by_opaque_ids_alone(visitor: Client) -> None:
    make_guide(number=9)
    html = read(visitor)
    way = r'href="/account/sign-up/\?next=/guides/a-guide/%3Fanswer%3D([^"]+)"'
    assert re.findall(way, html) == ["9-1", "9-2", "9-3"]
    assert "<q>First?</q>" in html


def test_the_journal_can_ask_for_a_prompt(visitor: Client) -> None:
    guide = make_guide(number=9)
    found = prompts.find("9-2")
    assert found is not None
    assert (found.text, found.source_title, found.source_url) == (
        "Second?",
        guide.title,
        "/guides/a-guide/",
    )


@pytest.mark.parametrize(
    "prompt_id", ["", "9", "9-0", "9-4", "8-1", "9-1 ", "09-1", "x-1", "9" * 40]
)
def test_an_unknown_prompt_is_nobodys(prompt_id: str) -> None:
    make_guide(number=9)
    assert prompts.find(prompt_id) is None


def test_a_safety_guide_asks_first_who_can_see_the_device(visitor: Client) -> None:
    make_guide(safety=True)
    html = read(visitor)
    asked = html.index("can anyone else see this device")
    assert asked < html.index("Yes, or I am not sure") < html.index("No, only I can")
    assert html.index("No, only I can") < html.index("/journal/new/")
    assert " open>" not in html
    support = html.index('href="/support/"', html.index("<main"))
    assert support < html.index("It is this.")


def test_every_guide_links_to_support(visitor: Client) -> None:
    make_guide()
    main = read(visitor).partition("<main")[2].partition("</main>")[0]
    assert 'href="/support/"' in main


def test_dates_and_changes_are_open_to_readers(visitor: Client) -> None:
    make_guide(
        published=date(2026, 11, 21),
        reviewed=date(2026, 12, 1),
        review_due=date(2099, 5, 21),
        changes=[{"date": "2026-12-01", "note": "A figure put right."}],
    )
    html = read(visitor)
    assert "First published 21 November 2026." in html
    assert "Last checked against its sources 1 December 2026; due again by 21 May 2099." in html
    assert "1 December 2026: A figure put right." in html
    assert "due for a new check" not in html


def test_a_guide_that_is_overdue_says_so(visitor: Client) -> None:
    yesterday = timezone.localdate() - timedelta(1)
    guide = make_guide(published=date(2020, 1, 1), reviewed=date(2020, 1, 1), review_due=yesterday)
    assert "due for a new check" in read(visitor)
    assert not guide.is_overdue(today=yesterday)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("en", "ltr")])
def test_a_guide_is_set_in_the_direction_of_its_language(
    visitor: Client, language: str, direction: str
) -> None:
    make_guide(language=language)
    assert f'lang="{language}" dir="{direction}"' in read(visitor)


def test_listening_is_hidden_until_a_script_finds_a_voice_of_the_device(visitor: Client) -> None:
    make_guide()
    assert "<read-aloud hidden " in read(visitor)


def test_a_content_note_stands_before_the_text(visitor: Client) -> None:
    make_guide(content_note_html="Speaks of harm.")
    html = read(visitor)
    assert html.index("Speaks of harm.") < html.index("It is this.")
    assert "Before you read" not in read_another(visitor)


def read_another(visitor: Client) -> str:
    make_guide("plain")
    return read(visitor, "plain")
