"""Questions, the reading list and the editors' page: cited like guides, and true about dates."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.articles.content.checks import RefusedError, read_library
from apps.articles.models import Book, ReaderQuestion, ReferencePage
from tests.articles.factories import make_guide, make_topic, write_library

NOT_SAID = "is an opinion, and the sentence does not say whose"
QUESTIONS = '''
[[question]]
slug = "why"
topic = "talking"
question = "Why do they leave?"
answer = """
One presses, & one leaves.[F10.1]

See [support](/support/).
"""
guide = "stopping-in-time"

[[question]]
slug = "when"
topic = "talking"
question = "When will they come back?"
answer = "Nobody can say."
'''
BOOKS = """
[[book]]
slug = "a-book"
title = "A Book"
authors = ["Ann Able", "Bo Baker"]
year = 1999
for_whom = "Anybody."
note = "It says that one leaves.[F10.1] It is clear."
care = "Long.[F10.2]"
"""
EDITORS = "Somebody writes.[F10.1]\n\n## How it is checked\n\nBy hand.\n"


def library(folder: Path, **changed: str) -> Path:
    write_library(folder)
    (folder / "pages").mkdir(exist_ok=True)
    files = {"questions.toml": QUESTIONS, "reading-list.toml": BOOKS, "pages/editors.md": EDITORS}
    for name, text in (files | changed).items():
        (folder / name).write_text(text, "utf-8")
    return folder


def load(folder: Path) -> None:
    call_command("load_guides", folder=folder, verbosity=0)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def assert_cited(html: str) -> None:
    """Every number leads to a source of the page, and every source back."""
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    cited = set(re.findall(r'class="cite" id="[^"]+" href="#(s\d+)"', html))
    assert cited
    assert cited <= set(ids)
    assert html.count("Back to the text: ") == html.count('class="cite"')


@pytest.mark.django_db
def test_questions_are_answered_with_their_sources(
    tmp_path: Path, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(library(tmp_path))
    with django_assert_num_queries(5):
        html = read(visitor, "/guides/topics/talking/questions/")
    assert html.index('id="why"') < html.index("&amp; one leaves.") < html.index('id="when"')
    assert 'Read more: <a href="/guides/stopping-in-time/">' in html
    assert_cited(html)
    data = json.loads(re.findall(r'ld\+json">([^<]*)</script>', html)[-1])
    assert data["@type"] == "FAQPage"
    assert [each["name"] for each in data["mainEntity"]] == [
        "Why do they leave?",
        "When will they come back?",
    ]
    answer = data["mainEntity"][0]["acceptedAnswer"]["text"]
    assert answer == "One presses, & one leaves.\nSee support."


@pytest.mark.django_db
def test_a_topic_leads_to_its_questions_and_may_have_none(visitor: Client) -> None:
    make_topic()
    make_guide()
    address = "/guides/topics/talking/questions/"
    assert f'href="{address}"' in read(visitor, "/guides/topics/talking/")
    html = read(visitor, address)
    assert "No question on this topic has been answered yet." in html
    assert "FAQPage" not in html
    assert visitor.get("/guides/topics/nope/questions/").status_code == 404


@pytest.mark.django_db
def test_the_reading_list_says_whom_a_book_is_for_and_what_to_take_care_of(
    tmp_path: Path, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(library(tmp_path))
    with django_assert_num_queries(3):
        html = read(visitor, "/reading-list/")
    for words in ("<cite>A Book</cite>", "Ann Able, Bo Baker, 1999", "Anybody.", "Long."):
        assert words in html
    assert_cited(html)


@pytest.mark.django_db
def test_the_editors_page_says_when_guides_were_really_checked(
    tmp_path: Path, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(library(tmp_path))
    with django_assert_num_queries(3):
        html = read(visitor, "/guides/editors/")
    assert "The one guide was last checked against its sources on 2 November 2026." in html
    assert 'href="#how-it-is-checked"' in html
    assert_cited(html)
    make_guide("old", reviewed=date(2026, 3, 4), published=date(2026, 3, 4))
    html = read(visitor, "/guides/editors/")
    assert "the longest ago on 4 March 2026, the latest on 2 November 2026." in html


@pytest.mark.django_db
def test_what_is_no_longer_in_the_files_is_removed(tmp_path: Path) -> None:
    load(library(tmp_path))
    load(
        library(tmp_path, **{"questions.toml": "", "reading-list.toml": "", "pages/editors.md": ""})
    )
    assert not ReaderQuestion.objects.exists()
    assert not Book.objects.exists()
    assert ReferencePage.objects.named("editors").body_html == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("questions.toml", "[F10.1]", "[F15.1]", "why: F15.1 is unverified and may not be cited"),
        ("questions.toml", "[F10.1]", "[F15.2]", f"why: F15.2 {NOT_SAID}: One presses, & one"),
        ("reading-list.toml", "[F10.1]", "[F15.2]", f"a-book: F15.2 {NOT_SAID}: "),
        ("pages/editors.md", "[F10.1]", "[F15.2]", f"F15.2 {NOT_SAID}: "),
        ("questions.toml", '"talking"', '"shouting"', "why: unknown topic 'shouting'"),
        ("questions.toml", '"stopping-in-time"', '"gone"', "why: leads to the guide gone, which"),
        ("questions.toml", "(/support/)", "(/guides/gone/)", "why: links to /guides/gone/, which"),
        ("questions.toml", '"when"', '"why"', "why is there twice"),
        ("reading-list.toml", "[F10.1]", "[F99.1]", "a-book: unknown record F99.1"),
        ("reading-list.toml", "[F10.2]", "[F15.1]", "a-book: F15.1 is unverified and may not be"),
        (
            "reading-list.toml",
            "1999",
            '"1999"',
            "book a-book: year must be a whole number, not '1999'",
        ),
        ("pages/editors.md", "[F10.1]", "[F15.1]", "F15.1 is unverified and may not be cited"),
    ],
)
def test_what_breaks_a_rule_is_refused(
    tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    text = {"q": QUESTIONS, "r": BOOKS, "p": EDITORS}[name[0]]
    assert old in text
    with pytest.raises(RefusedError) as refused:
        read_library(library(tmp_path, **{name: text.replace(old, new, 1)}))
    assert refused.value.problems[0].startswith(f"{name.removeprefix('pages/')}: {problem}")
