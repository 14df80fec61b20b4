"""The library page: open to everybody, found by words, topic and reader."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.articles.guide_pages import GUIDES_A_PAGE
from apps.articles.models import Reader, SearchWord, Term, search_index
from apps.articles.search.query import LibraryQuery
from apps.articles.shelf.forms import ShelfSettingsForm
from tests.articles.factories import make_guide, make_topic

pytestmark = pytest.mark.django_db

COPIED_APART = {"id", "slug", "number", "head", "search"}
HTMX = {"HX-Request": "true", "HX-Target": "results"}


def page(client: Client, query: str = "", headers: dict[str, str] | None = None) -> str:
    response = client.get(f"/guides/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return [each.partition("</a>")[0] for each in html.split('<h3><a href="/guides/')[1:]]


def test_every_published_guide_is_on_the_page_once(visitor: Client) -> None:
    make_guide("near")
    make_guide("tomorrow", published=timezone.localdate() + timedelta(1), reviewed="2099-01-01")
    html = page(visitor)
    assert titles(html) == ['near/">Near']
    assert "<strong>1 guide</strong>" in html


def test_a_topic_and_a_reader_narrow_the_list(visitor: Client) -> None:
    talking, space = make_topic(), make_topic("space", position=2)
    for reader in ("partner", "self", "both", "couple"):
        make_guide(f"talk-{reader}", topic=talking, reader=reader)
    make_guide("alone", topic=space, reader="self")
    assert len(titles(page(visitor, "?topic=talking"))) == 4
    assert [each.partition("/")[0] for each in titles(page(visitor, "?for=partner"))] == [
        "talk-partner",
        "talk-both",
        "talk-couple",
    ]
    assert [each.partition("/")[0] for each in titles(page(visitor, "?for=couple"))] == [
        "talk-both",
        "talk-couple",
    ]
    assert titles(page(visitor, "?for=self&topic=space")) == ['alone/">Alone']


@pytest.mark.parametrize(
    ("guides", "has_answer", "lists"), [(3, True, 1), (5, False, 1), (5, True, 2)]
)
def test_only_short_answers_part_the_list(
    visitor: Client, guides: int, has_answer: bool, lists: int
) -> None:
    """Else the line below the third guide would be there twice."""
    for number in range(guides):
        make_guide(f"harbour-{number}")
    if has_answer:
        Term.objects.create(slug="harbour", term="harbour", forms=[], short="Calm.", text="harbour")
    html = page(visitor, "?q=harbour")
    assert len(titles(html)) == guides
    assert html.partition('id="results"')[2].count('<ul class="contents">') == lists
    assert html.count("Short answers") == has_answer


def test_a_card_says_what_tells_its_guide_apart(visitor: Client) -> None:
    distance = make_topic("making-sense-of-distance")
    make_guide("near", topic=distance, reader="partner", question="Why do they go cold?")
    make_guide("far", topic=make_topic("own", position=2), reader="self", question="Is it me?")
    near, far = page(visitor).split('<li class="card">')[1:]
    for card, drawing, question, reader in (
        (near, "#compass", "Why do they go cold?", "For partners"),
        (far, "#book", "Is it me?", "If you keep a distance"),
    ):
        assert drawing in card
        assert question in card
        assert reader in card
        assert "minute" not in card


@pytest.mark.parametrize(
    "query", ["?topic=nope", "?for=cats", "?q=", "?q=%00", "?x=1", "?for=both"]
)
def test_what_cannot_be_understood_is_left_out(visitor: Client, query: str) -> None:
    make_guide()
    assert len(titles(page(visitor, query))) == 1


@pytest.mark.parametrize(
    "words",
    ["'", '"', "\\", "%", "_", ":*", "a & b | !c", "<->", "-", '"a', "é" * 300, "😀", "((("],
)
def test_no_words_break_the_search(visitor: Client, words: str) -> None:
    make_guide()
    response = visitor.get("/guides/", {"q": words})
    assert response.status_code == 200


def test_words_come_back_escaped(visitor: Client) -> None:
    make_guide(summary="Use <b> & fear.", text="Use <b> & fear.")
    html = page(visitor, '?q=%3Cscript%3Ealert(1)%3C/script%3E"')
    assert "<script>alert" not in html
    assert "Use &lt;b&gt; &amp; <mark>fear</mark>." in page(visitor, "?q=fear")


def test_a_page_without_results_offers_other_words_and_people(visitor: Client) -> None:
    make_guide()
    html = page(visitor, "?q=xyzzy&for=partner")
    assert "We have nothing on “xyzzy” yet." in html
    assert 'href="/guides/?q=silence"' in html
    assert 'href="/guides/?q=xyzzy"' in html
    assert html.count('href="/support/"') >= 3


def test_htmx_gets_the_piece_that_the_page_shows(visitor: Client) -> None:
    make_guide()
    whole = page(visitor, "?q=guide")
    response = visitor.get("/guides/?q=guide", headers=HTMX)
    piece = response.content.decode()
    assert "<html" not in piece
    assert piece.strip() in whole
    assert "HX-Request" in response["Vary"]


def test_the_form_works_without_scripts(visitor: Client) -> None:
    html = page(visitor, "?q=space&for=self")
    assert 'action="/guides/"' in html
    assert 'name="q" type="search" value="space"' in html
    assert 'name="for" value="self" checked' in html
    assert '<button class="btn" type="submit">Search</button>' in html
    assert ">Clear</a>" in html


def test_the_count_is_announced_from_an_element_that_stays(visitor: Client) -> None:
    html = page(visitor)
    assert '<p role="status" id="found">' in html
    assert 'hx-select-oob="#found:innerHTML,#clear:innerHTML"' in html


@pytest.mark.parametrize("query", ["", "?q=brief", "?q=breif", "?q=xyzzy+brief", "?q=xyzzy"])
def test_25_guides_and_2500_cost_the_same_queries(visitor: Client, query: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(visitor, query)
        return len(queries)

    topic = make_topic()
    SearchWord.objects.become({"what", "brief"}, named={"brief"})
    for n in range(25):
        made = make_guide(f"guide-{n}", topic=topic)
    few = count()
    columns = {str(field.column) for field in made._meta.concrete_fields} - COPIED_APART
    names = ", ".join(sorted(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_guide (slug, number, {names}) SELECT slug || '-' || n,"
            f" number + 25 * n, {names} FROM articles_guide, generate_series(1, 99) AS n"
        )
    assert made._meta.model._default_manager.count() == 2500
    assert count() == few <= 8


def test_a_long_list_is_shown_a_page_at_a_time(visitor: Client) -> None:
    topic = make_topic()
    for n in range(GUIDES_A_PAGE + 2):
        make_guide(f"guide-{n}", topic=topic)
    for address in ("/guides/?q=guide&for=self&", "/guides/?for=&", "/guides/topics/talking/?"):
        first = visitor.get(address).content.decode()
        assert len(titles(first)) == GUIDES_A_PAGE
        ask = address.partition("?")[2].replace("&", "&amp;")
        assert f'href="?{ask}page=2" rel="next"' in first
        second = visitor.get(f"{address}page=2").content.decode()
        assert len(titles(second)) == 2
        assert f'href="?{ask}page=1" rel="prev"' in second
        assert 'rel="next"' not in second
        assert set(titles(first)).isdisjoint(titles(second))
        assert len(titles(visitor.get(f"{address}page=999").content.decode())) == 2
    assert f"<strong>{GUIDES_A_PAGE + 2} pages</strong>" in page(visitor, "?q=guide")


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e9", "99999999999", "\u0661"])
def test_a_page_that_is_no_number_is_the_first(visitor: Client, number: str) -> None:
    make_guide()
    assert len(titles(visitor.get("/guides/", {"page": number}).content.decode())) == 1


def test_results_beyond_the_most_promising_are_all_reached_once(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "PROMISING", GUIDES_A_PAGE)
    topic = make_topic()
    for n in range(GUIDES_A_PAGE * 2 + 5):
        make_guide(f"guide-{n}", topic=topic)
    shown = [each for n in (1, 2, 3) for each in titles(page(visitor, f"?q=guide&page={n}"))]
    assert len(shown) == len(set(shown)) == GUIDES_A_PAGE * 2 + 5


def test_the_topic_page_costs_no_more_queries_for_more_guides(visitor: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/guides/topics/talking/")
        return len(queries)

    topic = make_topic()
    make_guide(topic=topic)
    few = count()
    for n in range(40):
        make_guide(f"guide-{n}", topic=topic)
    assert count() == few


def test_a_visitor_leaves_no_trace(visitor: Client) -> None:
    make_guide()
    for path in ("/guides/", "/guides/?q=fear", "/guides/topics/talking/", "/guides/a-guide/"):
        response = visitor.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()


def test_an_unchanged_page_is_not_sent_again(visitor: Client) -> None:
    make_guide()
    for path in ("/guides/", "/guides/topics/talking/", "/guides/a-guide/"):
        first = visitor.get(path)
        again = visitor.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_only_reading_is_allowed(visitor: Client) -> None:
    make_guide()
    for path in ("/guides/", "/guides/topics/talking/", "/guides/a-guide/"):
        assert visitor.post(path).status_code == 405


def test_a_topic_shows_its_own_guides(visitor: Client) -> None:
    make_guide("here")
    make_guide("there", topic=make_topic("space", position=2))
    response = visitor.get("/guides/topics/talking/")
    html = response.content.decode()
    assert titles(html) == ['here/">Here']
    assert 'aria-current="page">Talking' in html
    assert '<p class="lede">About talking.</p>' in html
    assert visitor.get("/guides/topics/nope/").status_code == 404


def test_topics_stand_in_their_order_with_their_counts(visitor: Client) -> None:
    make_guide(topic=make_topic("second", position=2))
    make_guide("b", topic=make_topic("first", position=1))
    make_topic("empty", position=3)
    html = page(visitor)
    assert html.index("First <span>1</span>") < html.index("Second <span>1</span>")
    assert "Empty" not in html


def test_no_word_that_is_searched_for_reaches_a_log(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    make_guide()
    caplog.set_level("DEBUG")
    page(visitor, "?q=canarybird")
    page(visitor, "?q=canarybird", HTMX)
    assert "canarybird" not in caplog.text


def test_the_codes_of_readers_are_one_list() -> None:
    codes = [code for code, _words in Reader.choices_of_a_visitor()]
    assert set(codes) == set(Reader.values) - {Reader.BOTH}
    for code in [*Reader.values, "cats"]:
        asked = LibraryQuery.of(QueryDict(f"for={code}"), topics=[])
        assert asked.reader == (code if code in codes else "")
    shelf = ShelfSettingsForm().fields["reading_as"]
    assert [code for code, _words in shelf.choices] == ["", *codes]  # type: ignore[attr-defined]
