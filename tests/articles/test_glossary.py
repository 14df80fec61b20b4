"""The glossary: a page of its own, a link where a guide first uses a word, and checks on both."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.articles.content.checks import RefusedError, read_library
from apps.articles.models import Guide, Term
from tests.articles.factories import GUIDE, write_library

GLOSSARY = """
[[term]]
slug = "the-loop"
term = "the loop"
forms = ["press"]
short = "One presses & one leaves."
more = "It is common.[F10.1] See [support](/support/)."
guide = "stopping-in-time"

[[term]]
slug = "break"
term = "Break"
short = "A pause with an end.[F10.2]"
"""


def library(folder: Path, glossary: str = GLOSSARY, guide: str = GUIDE) -> Path:
    write_library(folder, stopping_in_time=guide)
    (folder / "glossary.toml").write_text(glossary, "utf-8")
    return folder


def load(folder: Path) -> None:
    call_command("load_guides", folder=folder, verbosity=0)


@pytest.mark.django_db
def test_the_glossary_runs_from_a_to_z_and_numbers_its_sources(
    tmp_path: Path, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(library(tmp_path))
    with django_assert_num_queries(4):
        html = visitor.get("/glossary/").content.decode()
    assert html.index('id="letter-b"') < html.index('id="break"') < html.index('id="letter-t"')
    assert html.index('id="letter-t"') < html.index('id="the-loop"')
    assert "One presses &amp; one leaves." in html
    assert 'Read more: <a href="/guides/stopping-in-time/">' in html
    assert html.count('class="cite"') == html.count("Back to the text: ") == 3
    assert 'id="s1"' in html


@pytest.mark.django_db
def test_a_guide_leads_to_the_glossary_and_carries_the_definition(
    tmp_path: Path, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(library(tmp_path))
    with django_assert_num_queries(2):
        html = visitor.get("/guides/stopping-in-time/").content.decode()
    assert 'People <a class="term" href="/glossary/#the-loop">press</a> and others' in html
    assert '<template data-term="the-loop"><p><strong>The loop</strong>: One presses &amp;' in html
    assert 'data-term="break"' not in html
    assert Guide.objects.get().terms == [
        {"slug": "the-loop", "term": "the loop", "short": "One presses & one leaves."}
    ]


@pytest.mark.django_db
def test_a_changed_glossary_changes_the_guides_and_a_second_load_nothing(tmp_path: Path) -> None:
    load(library(tmp_path))
    load(library(tmp_path, GLOSSARY.replace('forms = ["press"]', 'forms = ["go quiet"]')))
    assert ">go quiet</a>" in Guide.objects.get().body_html
    load(library(tmp_path, ""))
    assert 'class="term"' not in Guide.objects.get().body_html
    assert not Term.objects.exists()


@pytest.mark.django_db
def test_an_empty_glossary_says_so(visitor: Client) -> None:
    assert "No word has been explained yet." in visitor.get("/glossary/").content.decode()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"stopping-in-time"', '"gone"', "the-loop: leads to the guide gone, which is not there"),
        ("[F10.1]", "[F15.1]", "the-loop: F15.1 is unverified and may not be cited"),
        ("[F10.2]", "[F99.1]", "break: unknown record F99.1"),
        ('["press"]', '["press[F10.1]"]', "the-loop: a record cannot be cited here: press[F10.1]"),
        ('["press"]', '["break"]', "break: “break” is a wording of the-loop too"),
        ('slug = "break"', 'slug = "the-loop"', "the-loop is there twice"),
        ('slug = "break"', 'slug = "A Break"', "'A Break' is no address"),
        ('term = "Break"', 'term = ""', "break: term is empty"),
        ("(/support/)", "(/guides/gone/)", "the-loop: links to /guides/gone/, which is not there"),
        ("(/support/)", "(/glossary/#gone)", "the-loop: links to /glossary/#gone, which is not"),
        ("short = ", "brief = ", "term the-loop: brief is not a key here"),
        ("[[term]]\nslug = \"break\"", "[[word]]\nslug = \"break\"", "word is not a key here"),
    ],
)  # fmt: skip
def test_a_broken_term_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GLOSSARY
    with pytest.raises(RefusedError) as refused:
        read_library(library(tmp_path, GLOSSARY.replace(old, new, 1)))
    assert refused.value.problems[0].startswith(f"glossary.toml: {problem}")
