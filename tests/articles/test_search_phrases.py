"""Forty phrases as people type them, and some more: which page comes first, and what is said."""

import re
import tomllib
from pathlib import Path

import pytest
from django.test import Client

from apps.articles.models import Guide, SearchPhrase, SearchWord
from apps.articles.search.search import SearchResults, find
from apps.articles.search.spelling import meant_by, slips
from apps.articles.search.synonyms import concepts
from apps.articles.search.words import words_in
from tests.content_fixtures import load_room

TABLE = tomllib.loads((Path(__file__).parent / "search_phrases.toml").read_text("utf-8"))
ASKED = [(row["typed"], row["first"]) for row in TABLE["asked"]]
MORE = [(row["typed"], row["first"]) for row in TABLE["more"]]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_guides")]


def look(words: str) -> SearchResults:
    return find(words, among=Guide.objects.published())


def shown_first(visitor: Client, words: str) -> str:
    html = visitor.get("/guides/", {"q": words}).text.partition('id="results"')[2]
    found = re.search(r'<h3><a href="([^"]+)"', html)
    return found[1] if found else ""


def test_forty_phrases_lead_to_the_page_that_is_meant(visitor: Client) -> None:
    assert len(ASKED) == 40
    wrong = {typed: shown_first(visitor, typed) for typed, first in ASKED}
    assert {typed: wrong[typed] for typed, first in ASKED if wrong[typed] not in first} == {}


def test_other_words_for_the_same_things_lead_there_too(visitor: Client) -> None:
    wrong = {typed: shown_first(visitor, typed) for typed, first in MORE}
    assert {typed: wrong[typed] for typed, first in MORE if wrong[typed] not in first} == {}


@pytest.mark.parametrize("typed", ["narcissist or avoidant", "love bombing then cold", "he hit me"])
def test_words_that_may_mean_harm_show_the_line_to_help(visitor: Client, typed: str) -> None:
    html = visitor.get("/guides/", {"q": typed}).text
    line, card = html.find("what helps with safety comes first"), html.find("<h3><a href=")
    assert 0 < line < card


def test_divorce_says_honestly_what_is_not_here(visitor: Client) -> None:
    html = visitor.get("/guides/", {"q": "divorce"}).text
    said = html.partition('id="found">')[2].partition("</p>")[0]
    assert "nothing on the law of divorce" in said
    assert "These come nearest:" in said
    assert 'href="/support/"' in html.partition('id="results"')[2]


@pytest.mark.parametrize("typed", ["xyzzy", "quantum", "esther perel"])
def test_an_empty_answer_says_so_and_offers_people(visitor: Client, typed: str) -> None:
    html = visitor.get("/guides/", {"q": typed}).text
    assert f"We have nothing on “{typed}” yet." in html
    results = html.partition('id="results"')[2].partition("</section>")[0]
    assert 'href="/support/"' in results
    assert 'href="/guides/when-someone-pulls-away/"' in results


@pytest.mark.parametrize("typed", [*(typed for typed, _ in ASKED), "partner", "silence", "trust"])
def test_a_count_is_what_can_be_paged_through(visitor: Client, typed: str) -> None:
    seen: list[str] = []
    for page in range(1, 9):
        html = visitor.get("/guides/", {"q": typed, "page": str(page)}).text
        results = html.partition('id="results"')[2]
        seen += re.findall(r'<li class="card">.*?<h3><a href="([^"]+)"', results, re.DOTALL)
        if 'rel="next"' not in results:
            break
    assert len(seen) == len(set(seen)) == look(typed).count


def test_or_is_a_word() -> None:
    for written in ("autism or avoidant", "AUTISM OR AVOIDANT", "Or autism avoidant"):
        assert look(written).guides == look("autism avoidant").guides


@pytest.mark.parametrize(
    ("word", "other"),
    [("ghosting", "getting"), ("kids", "kinds"), ("phobia", "phone"), ("texts", "tests")],
)
def test_a_word_is_never_taken_for_one_that_means_something_else(word: str, other: str) -> None:
    assert meant_by(word, [other]) == ""
    assert look(word).spelt == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("thrapist", "therapist"), ("gaslihgting", "gaslighting")),
        *(("compasion", "compassion"), ("boundries", "boundaries"), ("narcisist", "narcissist")),
    ],
)
def test_a_slip_or_two_are_forgiven_towards_words_of_titles_and_terms(
    typed: str, meant: str
) -> None:
    assert look(typed).spelt == [(typed, meant)]


def test_a_misspelling_is_never_taken_for_a_word_that_only_a_text_has() -> None:
    SearchWord.objects.create(word="quizzically", named=False)
    assert look("quizzicaly").spelt == []
    SearchWord.objects.filter(word="quizzically").update(named=True)
    assert look("quizzicaly").spelt == [("quizzicaly", "quizzically")]


def test_slips_are_counted_as_letters() -> None:
    assert slips("kids", "kinds") == 1
    assert slips("gaslihgting", "gaslighting") == 1
    assert slips("ghosting", "getting") == 3
    assert slips("", "abc") == 3


def test_a_question_that_is_typed_as_we_have_it_stands_on_top(visitor: Client) -> None:
    for question in ("Why does he go cold after a good weekend?", "how long should i wait"):
        first = look(question).meant_pages[0]
        assert first.kind == "question"
        assert shown_first(visitor, question) == first.url


def test_what_is_meant_stands_above_a_page_that_only_has_the_words() -> None:
    found = look("he ignores me")
    assert next(page.guide.slug for page in found.meant_pages if page.guide) == (
        "when-someone-pulls-away"
    )
    assert not set(found.guides[:1]) & {hit.guide for hit in found.hits}


def test_every_page_that_a_phrase_names_answers(visitor: Client) -> None:
    load_room("support")
    urls = {page["url"] for phrase in SearchPhrase.objects.all() for page in phrase.pages}
    assert len(urls) > 150
    anchors: dict[str, str] = {}
    for url in sorted(urls):
        address, _hash, anchor = url.partition("#")
        if address not in anchors:
            answer = visitor.get(address)
            assert answer.status_code in {200, 302}, url
            anchors[address] = answer.text if answer.status_code == 200 else ""
        assert not anchor or f'id="{anchor}"' in anchors[address], url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//elsewhere.example/", "https://x.example"]
)
def test_a_row_that_leads_elsewhere_is_not_shown(visitor: Client, url: str) -> None:
    page = {"url": url, "title": "Help", "summary": "", "kind": "help"}
    SearchPhrase.objects.create(
        key="x: zugzwang", position=0, words=["zugzwang"], weight=10, pages=[page]
    )
    assert url not in visitor.get("/guides/", {"q": "zugzwang"}).text


def test_a_filter_keeps_guides_for_the_other_side_away() -> None:
    found = find("i need space", among=Guide.objects.published().for_reader("partner"))
    assert "if-you-need-space" not in {guide.slug for guide in found.guides}


def test_words_that_mean_the_same_are_one() -> None:
    said = {concepts(words_in(text)) for text in ("He won’t talk", "my boyfriend doesnt speak")}
    assert {" ".join(text.split()[-3:]) for text in said} == {"xpartner xnot xtalk"}


@pytest.mark.parametrize(
    "typed", ["he pushed me", "tracking my phone", "i hit her", "cutting", "my visa depends on him"]
)
def test_danger_in_plain_words_shows_the_line_to_help(visitor: Client, typed: str) -> None:
    assert "what helps with safety comes first" in visitor.get("/guides/", {"q": typed}).text


@pytest.mark.parametrize(
    "typed",
    [
        *("he pushes me to talk", "throwing away 10 years", "cut contact", "cant stop checking"),
        *("how do i say i miss you without scaring her off", "this is killing me"),
        "how do i say i need a break without hurting her",
    ],
)
def test_words_that_only_sound_like_danger_do_not(typed: str) -> None:
    assert not look(typed).safety_first


@pytest.mark.parametrize("typed", ["weed", "menopause", "open relationship", "my mum ignores me"])
def test_it_says_plainly_what_the_library_is_not_about(typed: str) -> None:
    found = look(typed)
    assert found.nothing
    assert found.meant_pages


def test_a_misspelt_word_is_looked_for_with_all_that_it_means() -> None:
    """Beside “boyfriend” the guides say “partner”, however boyfriend was spelt."""
    spelt = {hit.guide.slug for hit in look("boyfreind").hits}
    assert spelt == {hit.guide.slug for hit in look("boyfriend").hits}
    assert spelt
