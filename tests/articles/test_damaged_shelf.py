"""A shelf that cannot be read: said so, kept until its owner chooses, and begun anew."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.articles.models import Shelf
from tests.articles.factories import make_guide
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import file_in
from tests.sample_objects import keep_passage

pytestmark = pytest.mark.django_db

HX = {"hx-request": "true"}
ANEW = "/guides/shelf/anew/"


@pytest.fixture(autouse=True)
def passage(maya: Client) -> str:
    """The address of a passage that Maya kept."""
    make_guide(body_html='<h2 id="early">Early</h2><p>Others go quiet.</p>')
    return f"/guides/shelf/passages/{keep_passage(open_vault_of(maya)).id}/"


@pytest.fixture
def damage(passage: str) -> None:
    Shelf.objects.update(revision=9)


def kept(client: Client) -> int:
    return len(Shelf.opened(open_vault_of(client)).passages)


@pytest.mark.usefixtures("damage")
def test_it_is_said_everywhere_and_nothing_is_changed(maya: Client, passage: str) -> None:
    before = Shelf.objects.values().get()
    beside = maya.get("/guides/a-guide/mine/", headers=HX).content.decode()
    assert "Your shelf can’t be opened" in beside
    assert maya.get("/guides/a-guide/").status_code == 200
    for answer in (
        maya.get("/guides/shelf/"),
        maya.get("/guides/a-guide/passages/"),
        maya.get(passage),
        maya.post("/guides/a-guide/bookmark/", {"kept": "yes"}),
        maya.post("/guides/a-guide/place/", {"section": "early"}),
        maya.post("/guides/shelf/settings/", {"reading_as": "self"}),
        maya.post("/guides/shelf/export/", {"form": "json", "password": PASSWORD}),
    ):
        assert answer.status_code == 409
        assert f'href="{ANEW}"' in answer.content.decode()
    assert Shelf.objects.values().get() == before


@pytest.mark.usefixtures("damage")
def test_words_sent_to_it_stay_before_their_writer(maya: Client, passage: str) -> None:
    form = {"quote": "Others go quiet.", "note": "An hour of words.", "revision": "1"}
    for address in (passage, "/guides/a-guide/passages/"):
        for headers in ({}, HX):
            answer = maya.post(address, form, headers=headers)
            assert answer.status_code == 409
            for words in ("Others go quiet.", "An hour of words."):
                assert words in answer.content.decode()
            assert ("<html" in answer.content.decode()) == (not headers)


@pytest.mark.usefixtures("damage")
def test_looking_deletes_nothing_and_a_press_begins_anew(maya: Client) -> None:
    assert "deleted for good" in maya.get(ANEW).content.decode()
    assert Shelf.objects.count() == 1
    for _press in range(2):
        assert maya.post(ANEW)["Location"] == "/guides/shelf/"
    assert not Shelf.objects.exists()
    assert maya.post("/guides/a-guide/bookmark/", {"kept": "yes"}).status_code == 303
    assert Shelf.opened(open_vault_of(maya)).has("a-guide")


def test_a_shelf_that_opens_is_never_deleted(maya: Client) -> None:
    for answer in (maya.get(ANEW), maya.post(ANEW)):
        assert (answer.status_code, answer["Location"]) == (303, "/guides/shelf/")
    assert kept(maya) == 1


@pytest.mark.usefixtures("damage")
def test_nobody_deletes_the_shelf_of_another(maya: Client, sol: Client) -> None:
    assert sol.post(ANEW).status_code == 303
    assert Shelf.objects.in_vault(open_vault_of(maya)).exists()


def test_an_export_brings_it_back(maya: Client) -> None:
    wanted = {"what": "all", "form": "zip", "password": PASSWORD}
    export = file_in(maya.post("/journal/export/", wanted))
    Shelf.objects.update(revision=9)
    maya.post(ANEW)
    place = maya.post("/journal/import/", {"file": SimpleUploadedFile("export.zip", export)})
    assert maya.post(place["Location"], {"do": "keep"}).status_code == 303
    assert kept(maya) == 1
