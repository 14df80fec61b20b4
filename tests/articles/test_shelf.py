"""A member's shelf: two tabs, a closed vault, no account, another member, a damaged row."""

import json
import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.content import ShelfContent
from apps.articles.shelf.passages import Passage
from apps.vault.codec import replace
from apps.vault.models import UnlockedSession
from tests.articles.factories import make_guide
from tests.factories import PASSWORD, open_vault_of

pytestmark = pytest.mark.django_db

BODY = '<h2 id="early">Catch it early</h2><p>People press and others go quiet.</p><p>Say it.</p>'
QUOTE = "others go quiet"
HX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def guide(db: None) -> Guide:
    return make_guide(body_html=BODY)


def shelf_of(client: Client) -> ShelfContent:
    return Shelf.opened(open_vault_of(client))


def keep(client: Client, quote: str = QUOTE, **more: str) -> Passage:
    assert client.post("/guides/a-guide/passages/", {"quote": quote, **more}).status_code == 303
    return next(each for each in shelf_of(client).passages if each.quote == quote)


def read(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_saving_twice_saves_once_and_releasing_twice_releases(maya: Client) -> None:
    for _press in range(2):
        answer = maya.post("/guides/a-guide/bookmark/", {"kept": "yes"})
        assert (answer.status_code, answer["Location"]) == (303, "/guides/a-guide/")
    assert [each.slug for each in shelf_of(maya).saved] == ["a-guide"]
    assert 'aria-pressed="true"' in read(maya, "/guides/a-guide/mine/", **HX)
    for _press in range(2):
        maya.post("/guides/a-guide/bookmark/", {"kept": "no"})
    assert shelf_of(maya).is_empty


def test_one_sealed_row_holds_everything_and_a_wish_that_changes_nothing_writes_nothing(
    maya: Client,
) -> None:
    maya.post("/guides/a-guide/bookmark/", {"kept": "yes"})
    keep(maya)
    row = Shelf.objects.get()
    assert row.revision == 2
    keep(maya)
    assert (Shelf.objects.get().revision, len(shelf_of(maya).passages)) == (2, 1)


def test_two_tabs_never_lose_one_anothers_change(maya: Client) -> None:
    """Each tab still shows the shelf as it was; both wishes are done to what is there now."""
    kept = keep(maya)
    keep(maya, "Say it.")
    maya.post("/guides/a-guide/bookmark/", {"kept": "yes"})
    maya.post("/guides/a-guide/place/", {"section": "early"})
    maya.post(f"/guides/shelf/passages/{kept.id}/", {"kept": "no"})
    shelf = shelf_of(maya)
    assert [each.quote for each in shelf.passages] == ["Say it."]
    assert shelf.has("a-guide")
    assert shelf.position_in("a-guide") is not None


def test_a_note_changed_in_two_tabs_shows_both(maya: Client) -> None:
    address = f"/guides/shelf/passages/{keep(maya).id}/"
    assert maya.post(address, {"note": "theirs", "revision": "1"}).status_code == 303
    answer = maya.post(address, {"note": "mine", "revision": "1"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "theirs" in html
    assert "mine" in html
    assert shelf_of(maya).passages[0].note == "theirs"
    revision = html.split('name="revision" value="')[1].split('"')[0]
    assert maya.post(address, {"note": "both", "revision": revision}).status_code == 303
    assert shelf_of(maya).passages[0].note == "both"


def test_a_passage_remembers_its_neighbours_and_leads_to_its_section(maya: Client) -> None:
    kept = keep(maya, note="Like\r\nus.")
    assert (kept.before, kept.after) == (
        "nybody.Nobody.CatchitearlyPeoplepressand",
        ".Sayit.Theend.",
    )
    assert kept.note == "Like\nus."
    html = read(maya, "/guides/shelf/")
    assert 'href="/guides/a-guide/#early"' in html
    assert "changed since" not in html


def test_a_passage_stays_when_its_guide_changes_or_goes(maya: Client) -> None:
    keep(maya)
    Guide.objects.update(body_html='<h2 id="other">Another</h2><p>All new.</p>')
    html = read(maya, "/guides/shelf/")
    assert QUOTE in html
    assert "The guide has changed since." in html
    Guide.objects.all().delete()
    html = read(maya, "/guides/shelf/")
    assert QUOTE in html
    assert "not in the library any more" in html
    kept = shelf_of(maya).passages[0]
    gone = maya.post(f"/guides/shelf/passages/{kept.id}/", {"kept": "no"}, headers=HX)
    assert gone["HX-Redirect"] == "/guides/shelf/"


def test_the_questions_of_a_guide_are_a_place_to_stop_at(maya: Client) -> None:
    assert maya.post("/guides/a-guide/place/", {"section": "try-this"}).status_code == 204
    stopped = shelf_of(maya).position_in("a-guide")
    assert stopped is not None
    assert stopped.section == "try-this"


def test_a_place_is_a_section_of_the_guide_and_can_be_switched_off(maya: Client) -> None:
    address = "/guides/a-guide/place/"
    assert maya.post(address, {"section": "nowhere"}).status_code == 422
    assert maya.post(address, {"section": "early"}).status_code == 204
    assert "Continue where you stopped" in read(maya, "/guides/a-guide/mine/", **HX)
    maya.post("/guides/shelf/settings/", {"reading_as": ""})
    maya.post(address, {"section": "early"})
    assert shelf_of(maya).places == ()
    assert "reading-position" not in read(maya, "/guides/a-guide/mine/", **HX)


def test_another_note_to_a_kept_passage_comes_back_whole_and_changes_nothing(maya: Client) -> None:
    address, quote = "/guides/a-guide/passages/", "Some words of a guide"
    assert maya.post(address, {"quote": quote, "note": "first"}).status_code == 303
    answer = maya.post(address, {"quote": quote, "note": "second"})
    assert answer.status_code == 422
    assert "second" in answer.text
    assert "Open My shelf to change that one" in answer.text
    assert [each.note for each in shelf_of(maya).passages] == ["first"]


def test_words_that_are_too_long_come_back_whole(maya: Client) -> None:
    answer = maya.post("/guides/a-guide/passages/", {"quote": "x" * 1001, "note": "why"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 1001 in html
    assert "why" in html
    assert "1,000 characters" in html
    assert shelf_of(maya).is_empty


def test_with_the_vault_closed_the_buttons_say_so_and_the_password_does_what_was_asked(
    maya: Client,
) -> None:
    UnlockedSession.objects.all().delete()
    assert "Your journal is locked" in read(maya, "/guides/a-guide/mine/", **HX)
    form = {"quote": QUOTE, "before": "press and", "next": "/guides/a-guide/"}
    answer = maya.post("/guides/a-guide/passages/", form)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Location" not in answer
    assert f'name="quote" value="{QUOTE}"' in html
    assert 'name="vault_password"' in html
    answer = maya.post("/guides/a-guide/passages/", {**form, "vault_password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (303, "/guides/a-guide/")
    assert [each.quote for each in shelf_of(maya).passages] == [QUOTE]


def test_signed_out_name_and_password_keep_the_passage(maya: Client) -> None:
    visitor = Client()
    form = {"quote": QUOTE, "sign_in_name": "maya", "sign_in_password": PASSWORD}
    refused = visitor.post("/guides/a-guide/passages/", {"quote": QUOTE})
    assert refused.status_code == 403
    assert QUOTE in refused.content.decode()
    assert visitor.post("/guides/a-guide/passages/", form).status_code == 303
    assert [each.quote for each in shelf_of(visitor).passages] == [QUOTE]


def test_a_visitors_guide_asks_nothing_sets_nothing_and_is_told_once(
    visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        answer = visitor.get("/guides/a-guide/")
    html = answer.content.decode()
    assert not answer.cookies
    assert html.count("a shelf for guides and passages") == 1
    assert "hx-get" not in html
    assert "/mine/" not in html
    assert "shelf.js" not in html


def test_a_member_without_scripts_can_save_from_the_guide(maya: Client) -> None:
    html = read(maya, "/guides/a-guide/")
    assert 'action="/guides/a-guide/bookmark/"' in html
    assert 'href="/guides/a-guide/mine/"' in html
    assert "a shelf for guides and passages" not in html


def test_without_scripts_a_paragraph_is_chosen_from_a_list(maya: Client) -> None:
    html = read(maya, "/guides/a-guide/passages/")
    assert 'name="quote" value="People press and others go quiet."' in html
    assert "<h2>Catch it early</h2>" in html


def test_search_folds_case_and_accents_and_is_no_part_of_an_address(maya: Client) -> None:
    keep(maya, note="Café at NOON")
    keep(maya, "Say it.")
    html = maya.post("/guides/shelf/", {"q": "cafe noon"}).content.decode()
    assert QUOTE in html
    assert "<mark>Café</mark> at <mark>NOON</mark>" in html
    assert "<blockquote" in html
    assert "Say it.</blockquote>" not in html
    assert "has these words" in maya.post("/guides/shelf/", {"q": "kettle"}).content.decode()
    assert QUOTE in maya.get("/guides/shelf/", {"q": "kettle"}).content.decode()


def test_the_shelf_asks_no_more_for_more_guides(maya: Client) -> None:
    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            read(maya, "/guides/shelf/")
        return len(queries)

    keep(maya)
    few = asked()
    for n in range(12):
        make_guide(f"more-{n}", body_html=BODY)
        maya.post(f"/guides/more-{n}/passages/", {"quote": QUOTE})
    assert asked() == few


def test_the_shelf_is_taken_along_behind_the_password(maya: Client) -> None:
    keep(maya, note="Like us.")
    address = "/guides/shelf/export/"
    refused = maya.post(address, {"form": "json", "password": "not this one"})
    assert (refused.status_code, QUOTE in refused.content.decode()) == (422, False)
    answer = maya.post(address, {"form": "json", "password": PASSWORD})
    assert ShelfContent.from_bytes(json.dumps(json.loads(answer.content)).encode()) == shelf_of(
        maya
    )
    assert re.fullmatch(
        r'attachment; filename="pages-\d{4}-\d\d-\d\d\.json"', answer["Content-Disposition"]
    )
    assert answer["Cache-Control"] == "no-store, private"
    text = maya.post(address, {"form": "markdown", "password": PASSWORD}).content.decode()
    assert f"> {QUOTE}" in text
    assert "Like us." in text


def test_another_member_has_another_shelf(maya: Client, sol: Client) -> None:
    keep(maya)
    assert QUOTE not in read(sol, "/guides/shelf/")
    assert QUOTE not in read(sol, "/guides/a-guide/mine/", **HX)
    assert shelf_of(sol).is_empty


def test_a_full_shelf_says_so_kindly(maya: Client) -> None:
    def fill(shelf: ShelfContent) -> ShelfContent:
        one = Passage.new(slug="a-guide", title="A guide", quote="x", on=date(2026, 1, 1))
        return replace(shelf, passages=tuple(replace(one, quote=str(n)) for n in range(1000)))

    Shelf.change(open_vault_of(maya), fill)
    answer = maya.post("/guides/a-guide/passages/", {"quote": QUOTE})
    assert answer.status_code == 422
    assert "room for 1,000 passages" in answer.content.decode()
    assert QUOTE in answer.content.decode()


def test_today_offers_to_go_on_where_reading_stopped(maya: Client) -> None:
    assert "Continue reading" not in read(maya, "/")
    maya.post("/guides/a-guide/place/", {"section": "early"})
    html = read(maya, "/")
    assert 'href="/guides/a-guide/#early"' in html
    assert "You stopped at “<bdi>Catch it early</bdi>”." in html
    Shelf.objects.update(revision=9)
    assert "Continue reading" not in read(maya, "/")


def test_reading_as_is_sealed_and_chooses_the_librarys_first_filter(maya: Client) -> None:
    make_guide("for-partners", title="For partners only", reader="partner")
    maya.post("/guides/shelf/settings/", {"reading_as": "self", "keeps_places": "on"})
    assert "For partners only" not in read(maya, "/guides/")
    assert "For partners only" in read(maya, "/guides/?for=")
    assert "For partners only" in read(Client(), "/guides/")
    UnlockedSession.objects.all().delete()
    assert "For partners only" in read(maya, "/guides/")


def test_a_setting_that_is_none_is_refused_and_changes_nothing(maya: Client) -> None:
    answer = maya.post("/guides/shelf/settings/", {"reading_as": "somebody"})
    assert answer.status_code == 422
    assert shelf_of(maya) == ShelfContent()
