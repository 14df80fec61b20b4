"""Broken links are found without a single request to anywhere."""

import socket
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from apps.articles.editing.links import LinkReport, answers_in, problem_with, report
from apps.articles.models import Guide
from tests.articles.editing.conftest import SLUG
from tests.articles.editing.pages import words_of

pytestmark = pytest.mark.usefixtures("library")

DOI = "https://doi.org/10.1080/03637751.2013.813632"


def add(html: str) -> None:
    guide = Guide.objects.get(slug=SLUG)
    guide.body_html += html
    guide.save()


def test_a_sound_library_has_none() -> None:
    found = report()
    assert found.broken == []
    assert found.pages >= 3
    assert found.outside[DOI] == [f"/guides/{SLUG}/", "/guides/a-guide/"] or DOI in found.outside


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("/guides/nowhere/", "is not there (404)"),
        ("/nowhere/", "is not there (404)"),
        ("/guides/a-guide/#nowhere", "has no part called nowhere"),
        ("/support/atlantis/", "is not there (404)"),
        ("#nowhere", "has no part called nowhere"),
        ("http://example.org/", "does not begin with https://"),
        ("https://doi.org/11.5/x", "is no DOI"),
    ],
)
def test_a_broken_link_is_named_with_its_page(link: str, why: str) -> None:
    add(f'<p><a href="{link}">there</a></p>')
    (broken,) = report().broken
    assert (broken.page, broken.address, broken.why) == (f"/guides/{SLUG}/", link, why)


def test_a_link_to_a_part_that_is_there_is_sound() -> None:
    add('<p><a href="/guides/a-guide/#the-return">there</a> <a href="/journal/">private</a></p>')
    assert report().broken == []


def test_a_link_to_sign_up_that_leads_back_is_sound() -> None:
    add('<p><a href="/account/sign-up/?next=/guides/a-guide/">there</a></p>')
    assert report().broken == []


def test_a_link_to_a_guide_that_was_taken_down_is_broken() -> None:
    add('<p><a href="/guides/a-guide/">there</a></p>')
    Guide.objects.filter(slug="a-guide").update(withdrawn=True)
    assert [each.address for each in report().broken] == ["/guides/a-guide/"]


def test_nobody_outside_is_asked(ines: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a request left the house")

    add('<p><a href="https://example.org/a">there</a></p>')
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    page = words_of(ines.get("/editing/links/"))
    assert "0 broken links" in page
    assert "https://example.org/a" in page
    assert "nobody has asked these whether they answer" in page


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (DOI, ""),
        ("https://example.org/a?b=c#d", ""),
        ("mailto:help@example.org", ""),
        ("tel:+442079460000", ""),
        ("mailto:help", "is no e-mail address"),
        ("tel:help", "is no telephone number"),
        ("https://example/", "names no host"),
        ("javascript:alert(1)", "does not begin with https://"),
    ],
)
def test_the_form_of_an_address_is_looked_at(address: str, problem: str) -> None:
    assert problem_with(address) == problem


def test_the_command_takes_the_answers_that_an_editor_collected(tmp_path: Path) -> None:
    out = StringIO()
    call_command("check_links", stdout=out)
    assert "1 of which nobody has asked." in out.getvalue()
    answers = tmp_path / "answers.txt"
    answers.write_text(f"{DOI} 200\n", "utf-8")
    out = StringIO()
    call_command("check_links", answers=answers, stdout=out)
    assert "0 of which nobody has asked." in out.getvalue()
    answers.write_text(f"{DOI} 404\n", "utf-8")
    with pytest.raises(CommandError):
        call_command("check_links", answers=answers, stdout=StringIO())
    out = StringIO()
    call_command("check_links", outside=True, stdout=out)
    assert out.getvalue() == f"{DOI}\n"
    assert answers_in("https://a.example 200 OK\n\nhttps://b.example\n") == {
        "https://a.example": "200 OK",
        "https://b.example": "",
    }


def test_an_address_that_is_none_is_named_and_not_linked(
    ines: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = LinkReport(outside={"javascript:x": ["/guides/"], DOI: ["/guides/"]})
    monkeypatch.setattr("apps.articles.editing.views.links.report", lambda: found)
    html = ines.get("/editing/links/").content.decode()
    assert "<li>javascript:x" in html
    assert f'<li><a href="{DOI}"' in html
