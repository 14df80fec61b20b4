"""Find pages by words and conditions, in memory, by POST alone."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.models import Entry
from apps.journal.search import scan
from apps.journal.search import search as looking
from apps.journal.search.query import JournalQuery, pieces_of
from apps.journal.search.search import find
from tests.factories import open_vault_of
from tests.journal.entry_samples import a_page, keep
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
HX = {"hx-request": "true"}


def titles(client: Client, q: str = "", **conditions: Any) -> list[str]:
    found = find(open_vault_of(client), JournalQuery(pieces=pieces_of(q), **conditions))
    return [hit.head.title for hit in found.hits]


def sitting(text: str, **head: Any) -> EntryContent:
    head = {"day": date(2026, 11, 20), "practice": "small-win", "practice_version": 1, **head}
    return EntryContent(head=EntryHead(**head), body="", answers=(PromptAnswer("win", text),))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Gulls  gulls", ("gulls",)),
        ('late "So  LATE" again', ("late", "so late", "again")),
        ("“so late”", ("so late",)),
        ('"not closed yet', ("not closed yet",)),
        ("didn’t - ? “”", ("didn't",)),
        ("❤", ("❤",)),
    ],
)
def test_words_and_phrases_are_read(text: str, pieces: tuple[str, ...]) -> None:
    assert pieces_of(text) == pieces


def test_all_words_must_occur_in_title_body_or_answers(maya: Client) -> None:
    keep(maya, a_page("The ferry was late.", title="Pier"))
    keep(maya, a_page("Nobody came.", title="Ferry"))
    keep(maya, sitting("I took the ferry", title="Win"))
    assert titles(maya, "ferry") == ["Win", "Ferry", "Pier"]
    assert titles(maya, "pier ferry") == ["Pier"]
    assert titles(maya, "took ferr") == ["Win"]
    assert titles(maya, "ferry gulls") == []


def test_accents_capitals_and_quotes_make_no_difference(maya: Client) -> None:
    keep(maya, a_page("Im CAFÉ, and he didn’t mind", title="A"))
    keep(maya, a_page("im cafe, he didn't mind", title="B"))
    for words in ("café", "Cafe", "DIDN'T", "didn’t mind"):
        assert titles(maya, words) == ["B", "A"], words


SEEN = {
    "Łódź": "lodz",
    "Søren": "soren",
    "sœur": "soeur",
    "well‑being": "well-being",
    "pass\u00adword": "password",
    "don`t": "don't",
    "½ mile": "1/2 mile",
    "so **very** late": '"so very late"',
    "in `code` too": '"in code too"',
    "see [the pier](https://x.org)": '"see the pier"',
    "snake\\_case": "snake_case",
    "> so\n> tired": '"so tired"',
    "5\\*3": "5*3",
    "か\u3099く": "がく",
    "각": "\u1100\u1161\u11a8",
}


@pytest.mark.parametrize(("written", "typed"), SEEN.items())
def test_what_is_seen_is_found_by_what_a_keyboard_types(
    maya: Client, written: str, typed: str
) -> None:
    keep(maya, a_page(f"It was {written} there", title="Page"))
    keep(maya, sitting(f"It was {written} there", title="Win"))
    keep(maya, a_page("Nothing.", title="Other"))
    assert titles(maya, typed) == ["Win", "Page"]
    if "\n" not in written and "\\" not in written:
        assert titles(maya, f'"{written}"') == ["Win", "Page"]
        keep(maya, a_page("x", title=written))
        assert titles(maya, typed) == [written, "Win", "Page"]


def test_letters_that_are_others_are_not_found(maya: Client) -> None:
    keep(maya, a_page("がく 각", title="A"))
    assert titles(maya, "がく") == titles(maya, "각") == ["A"]
    assert titles(maya, "か") == titles(maya, "가") == []


def test_a_phrase_is_looked_for_as_it_stands_also_over_two_lines(maya: Client) -> None:
    keep(maya, a_page("we were so\nlate for it", title="A"))
    keep(maya, a_page("late, and so tired", title="B"))
    assert titles(maya, '"so late"') == ["A"]
    assert titles(maya, "so late") == ["B", "A"]


def test_the_names_of_fields_are_not_words_of_a_page(maya: Client) -> None:
    keep(maya, a_page("Nothing.", title="A", water=2, feelings=("sad",)))
    keep(maya, sitting("Nothing.", title="B"))
    for word in ("title", "water", "feelings", "answers", "practice", "2026"):
        assert titles(maya, word) == []


def test_a_backslash_or_a_quote_in_answers_is_found(maya: Client) -> None:
    keep(maya, sitting("He said\\wrote it.\nTwice", title="Win"))
    assert titles(maya, "said\\wrote") == ["Win"]
    assert titles(maya, '"it. Twice"') == ["Win"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"feeling": "WAR"}, ["A"]),
        ({"tag": "wórk"}, ["A"]),
        ({"person": "r"}, ["B"]),
        ({"practice": "small-win"}, ["C"]),
        ({"first_day": date(2026, 11, 21)}, ["B"]),
        ({"last_day": date(2026, 11, 19)}, ["A"]),
        ({"first_day": date(2026, 11, 20), "last_day": date(2026, 11, 20)}, ["C"]),
        ({"feeling": "wary", "person": "r"}, []),
    ],
)
def test_conditions_narrow_with_words_and_without(
    maya: Client, condition: dict[str, Any], found: list[str]
) -> None:
    pages = [
        EntryContent(
            head=EntryHead(day=date(2026, 11, 19), title="A", feelings=("wary",), tags=("Work",)),
            body="gulls",
        ),
        EntryContent(
            head=EntryHead(day=date(2026, 11, 22), title="B", people=("R.",)), body="gulls"
        ),
        sitting("gulls", title="C"),
    ]
    for page in pages:
        keep(maya, page)
    assert titles(maya, **condition) == found
    assert titles(maya, "gulls", **condition) == found
    assert titles(maya, "ravens", **condition) == []


@pytest.mark.parametrize("few", [1, 4000])
def test_heads_and_bodies_that_are_fetched_apart_find_what_reading_every_page_finds(
    maya: Client, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(scan, "FEW", few)
    monkeypatch.setattr(scan, "AT_ONCE", 2)
    for number in range(7):
        tags = ("Work",) if number % 2 else ("walk",)
        keep(maya, a_page("gulls" if number % 3 else "terns", title=str(number), tags=tags))
    vault = open_vault_of(maya)
    every = [row.page(vault) for row in Entry.objects.order_by("-number")]
    for words, tag in (
        ("gulls", "wo"),
        ("", "w"),
        ("terns", "walk"),
        ("x", "work"),
        ("gulls", "x"),
    ):
        asked = JournalQuery(pieces=pieces_of(words), tag=tag)
        plain = [
            page.head.title
            for page in every
            if asked.suits(page.head) and asked.says([page.head.title, page.body])
        ]
        assert titles(maya, words, tag=tag) == plain


def test_newest_days_come_first_whenever_they_were_written(maya: Client) -> None:
    for day in (5, 25, 15):
        keep(
            maya,
            EntryContent(head=EntryHead(day=date(2026, 10, day), title=str(day)), body="gulls"),
        )
    assert titles(maya, "gulls") == ["25", "15", "5"]


def test_it_stops_at_the_most_hits_and_says_so(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_HITS", 2)
    monkeypatch.setattr(scan, "AT_ONCE", 2)
    for title in "ABCDE":
        keep(maya, a_page("gulls", title=title))
    found = find(open_vault_of(maya), JournalQuery(pieces=("gulls",)))
    assert [hit.head.title for hit in found.hits] == ["E", "D"]
    assert found.more
    assert not find(open_vault_of(maya), JournalQuery(pieces=("ravens",))).more


def test_marks_stand_around_escaped_words(maya: Client) -> None:
    keep(maya, a_page("a <b>gull</b> & a gull " * 20, title="Gull <i>"))
    html = maya.post("/journal/search/", {"q": "gull <"}).content.decode()
    assert "<mark>Gull</mark> &lt;i&gt;" in html
    assert "&lt;b&gt;<mark>gull</mark>&lt;/b&gt; &amp; a <mark>gull</mark>" in html
    assert "<b>gull" not in html


def test_a_damaged_page_is_counted_and_hides_no_other(maya: Client) -> None:
    for title in "ABC":
        keep(maya, a_page("gulls", title=title))
    rows = list(Entry.objects.order_by("number"))
    set_field(rows[0], "head", b"nothing")
    set_field(rows[1], "body", bytes(rows[2].body))
    found = find(open_vault_of(maya), JournalQuery(pieces=("gulls",)))
    assert ([hit.head.title for hit in found.hits], found.damaged) == (["C"], 2)
    assert "2 pages could not be opened" in maya.post("/journal/search/", {"q": "x"}).text


def test_pages_in_the_trash_and_of_others_are_not_found(maya: Client, sol: Client) -> None:
    keep(maya, a_page("gulls", title="A")).trash()
    keep(sol, a_page("gulls", title="B"))
    assert titles(maya, "gulls") == []
    assert titles(sol, "gulls") == ["B"]


def test_a_look_at_the_address_never_searches(maya: Client) -> None:
    keep(maya, a_page("gulls", title="Nine herons"))
    html = maya.get("/journal/search/?q=gulls").content.decode()
    assert "Nine herons" not in html
    assert 'value="gulls"' not in html


def test_refused_days_keep_every_word(maya: Client) -> None:
    form = {"q": "gulls", "tag": "work", "first_day": "yesterday", "last_day": "2026-11-01"}
    answer = maya.post("/journal/search/", form)
    assert answer.status_code == 422
    for value in ("gulls", "work", "yesterday", "2026-11-01"):
        assert f'value="{value}"' in answer.text
    days = {"first_day": "2026-11-02", "last_day": "2026-11-01"}
    turned = maya.post("/journal/search/", days)
    assert "before the first one" in turned.text
    assert " autofocus" in turned.text
    while_typing = maya.post("/journal/search/", days, headers=HX).text
    assert "before the first one" in while_typing
    assert " autofocus" not in while_typing, "it would take the focus out of a field"


def test_htmx_gets_the_results_alone_and_an_empty_answer_has_a_way_on(maya: Client) -> None:
    answer = maya.post("/journal/search/", {"q": "gulls"}, headers=HX)
    assert "<html" not in answer.text
    assert 'id="found"' in answer.text
    assert "No page has all of this." in answer.text
    assert 'href="/journal/search/"' in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_a_search_asks_as_often_in_a_long_journal_as_in_a_short_one(maya: Client) -> None:
    counts = []
    for pages in (2, 30):
        for _ in range(pages):
            keep(maya, a_page("gulls"))
        with CaptureQueriesContext(connection) as queries:
            maya.post("/journal/search/", {"q": "gulls"})
            maya.post("/journal/search/", {"q": "gulls", "last_day": "2026-12-31"})
        counts.append(len(queries))
    assert counts[0] == counts[1] < 24


def test_an_excerpt_stays_short_beside_a_word_without_an_end(maya: Client) -> None:
    keep(maya, a_page(title="Long", body=f"{'a' * 400} gull {'b' * 400}"))
    found = find(open_vault_of(maya), JournalQuery(pieces=pieces_of("gull")))
    [hit] = found.hits
    assert "<mark>gull</mark>" in hit.excerpt
    assert len(hit.excerpt) < 300
