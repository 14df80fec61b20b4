"""Every text stays: what differs is shown, and an old one is taken up again as a draft."""

from pathlib import Path

import pytest
from django.test import Client

from apps.articles.models import Guide, Revision
from tests.articles.editing.conftest import SLUG
from tests.articles.editing.pages import PLACE, body, main_of, publish, save
from tests.articles.factories import GUIDE, write_guides
from tests.articles.test_load import load

pytestmark = pytest.mark.usefixtures("library")


def test_what_differs_is_marked_and_said(ines: Client) -> None:
    save(ines, body=body(common="It is rare."))
    page = main_of(ines.get(f"{PLACE}revisions/?old=1&new=2"))
    assert '<del><span class="vh">Taken out: </span>common' in page
    assert '<ins><span class="vh">Put in: </span>rare' in page
    assert "lines that are the same" in page
    by_itself = main_of(ines.get(f"{PLACE}revisions/"))
    assert '<del><span class="vh">Taken out: </span>common' in by_itself  # the last two
    assert "They say the same." not in page


def test_an_old_text_becomes_a_draft_and_nothing_is_lost(ines: Client) -> None:
    publish(ines, body=body(common="It is rare."))
    answer = ines.post(f"{PLACE}revisions/1/")
    assert (answer.status_code, answer["Location"]) == (303, PLACE)
    last = Revision.objects.of(SLUG)[0]
    assert (last.number, last.state, last.text) == (3, "draft", GUIDE)
    assert "It is rare." in Guide.objects.get(slug=SLUG).text
    assert Revision.objects.of(SLUG).count() == 3


def test_an_old_text_is_shown_as_the_page_it_was(ines: Client) -> None:
    publish(ines, body=body(common="It is rare."))
    page = main_of(ines.get(f"{PLACE}revisions/1/"))
    assert "It is common." in page
    assert "this is not what readers see" in page
    assert ines.get(f"{PLACE}revisions/9/").status_code == 404


def test_the_published_text_taken_up_again_ends_a_draft(ines: Client) -> None:
    save(ines, body=body(common="It is rare."))
    ines.post(f"{PLACE}revisions/1/")
    assert "This is what readers see." in main_of(ines.get(PLACE))


def test_a_conflict_with_the_file_is_offered_and_solved(ines: Client, library: Path) -> None:
    publish(ines, body=body(common="It is rare."))
    write_guides(library, stopping_in_time=GUIDE.replace("It is common.", "It is usual."))
    load(library)
    page = main_of(ines.get(PLACE))
    assert "Edited here, and changed in its file since" in page
    assert "?old=2&new=3" in page
    assert "usual" in main_of(ines.get(f"{PLACE}revisions/?old=2&new=3"))
    ines.post(f"{PLACE}revisions/3/")
    publish(ines)
    assert "The file of this guide says something else" not in main_of(ines.get(PLACE))
    assert len(load(library)) == 1
    assert "It is usual." in Guide.objects.get(slug=SLUG).text
