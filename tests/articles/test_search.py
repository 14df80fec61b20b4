"""What people type finds the guide they mean, misspelt, half typed, or in other words."""

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.models import Guide, SearchWord, Term
from apps.articles.models.search_index import SEARCH_CONFIG, WrittenQuery
from apps.articles.search.search import SearchResults, find, shortened
from apps.articles.search.synonyms import may_mean_harm, same_as
from apps.articles.search.words import words_in
from apps.common.text.highlighting import shown


def look(words: str) -> SearchResults:
    return find(words, among=Guide.objects.published())


def numbers(words: str) -> list[int]:
    return [guide.number for guide in look(words).guides]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("avoident", 2),
        ("silent treatment", 22),
        ("he needs space", 11),
        ("gaslight", 22),
        ("therapist", 24),
        ("self compasion", 20),
        ("pause an argument", 9),
        ("is it getting better", 25),
        ("I need space", 4),
        ("Avoidant", 2),
        ("gaslihgting", 22),
        ("thrapist", 24),
        ("couple counselling", 24),
        ("walking on eggshells", 22),
        ("“silent treatment”", 22),
        ("is it abuse", 22),
    ],
)
def test_people_find_the_guide_they_mean(real_guides: None, words: str, first: int) -> None:
    assert numbers(words)[0] == first


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["avoi", "avoid", "avoida", "avoidan", "avoidanc", "avoidance"])
def test_a_word_is_found_while_it_is_being_typed(real_guides: None, typed: str) -> None:
    assert numbers(typed)[0] == 2


@pytest.mark.django_db
def test_a_misspelling_says_what_was_looked_for(real_guides: None) -> None:
    assert look("thrapist").spelt == [("thrapist", "therapist")]
    assert look("therapist").spelt == []


@pytest.mark.django_db
def test_some_of_the_words_are_better_than_nothing(real_guides: None) -> None:
    found = look("xyzzy imbalance")
    assert (found.loosely, found.hits[0].guide.number) == (True, 23)
    assert not look("xyzzy").hits


@pytest.mark.django_db
def test_common_words_alone_show_everything(real_guides: None) -> None:
    found = look("how do we")
    assert (len(found.hits), found.words) == (Guide.objects.count(), [])


@pytest.mark.django_db
def test_operators_are_understood(real_guides: None) -> None:
    assert 22 in numbers("silence -gottman")
    assert 9 not in numbers("silence -gottman")


@pytest.mark.django_db
def test_words_of_harm_put_safety_first_and_say_so(real_guides: None) -> None:
    found = look("silent treatment")
    assert found.safety_first
    assert found.guides[0].safety
    assert not look("silence").safety_first


@pytest.mark.django_db
def test_the_line_that_has_the_words_is_shown(real_guides: None) -> None:
    hit = next(hit for hit in look("clumsy").hits if hit.guide.number == 22)
    assert hit.line == "Slow and <mark>clumsy</mark>, with some movement over months"
    assert hit.summary == hit.guide.summary


@pytest.mark.django_db
def test_a_hit_leads_to_the_section_that_has_the_words(real_guides: None, visitor: Client) -> None:
    for words in ("eggshells", "therapist", "pause an argument", "boils"):
        for hit in look(words).hits[:5]:
            if hit.section:
                html = hit.guide.answer_html + visitor.get(hit.guide.get_absolute_url()).text
                assert f'id="{hit.section}"' in html
                assert f"#{hit.section}" in visitor.get("/guides/", {"q": words}).text


@pytest.mark.django_db
def test_the_glossary_and_the_questions_answer_too(real_guides: None) -> None:
    assert "/glossary/#gaslighting" in [page.url for page in look("gaslighting").meant_pages]
    asked = [each for each in look("avoidant").answers if each.is_question]
    assert asked
    assert asked[0].url.startswith("/guides/topics/")
    assert not look("xyzzy").answers


@pytest.mark.django_db
def test_what_only_the_glossary_says_is_no_misspelling(real_guides: None) -> None:
    Term.objects.create(slug="x", term="zugzwang", forms=[], short="A move.", text="zugzwang")
    SearchWord.objects.create(word="zugzwang")
    found = look("zugzwang")
    assert (found.hits, found.spelt) == ([], [])
    assert [each.title for each in found.answers] == ["zugzwang"]


@pytest.mark.django_db
def test_words_in_the_summary_are_marked_there(real_guides: None) -> None:
    hit = look("boils").hits[0]
    assert "<mark>boils</mark>" in hit.summary
    assert hit.line == ""


@pytest.mark.django_db
def test_accents_make_no_difference(real_guides: None) -> None:
    assert numbers("thérapist") == numbers("therapist")


@pytest.mark.django_db
def test_the_guides_own_words_are_known(real_guides: None) -> None:
    near = SearchWord.objects.near(["the", "gaslighting", "gasl", "gaslihgting", "xyzzy"])
    assert near["the"].common
    assert near["gaslighting"].known
    assert list(near["gasl"].begun) == ["gaslight", "gaslighting"]
    assert "gaslighting" in near["gaslihgting"].alike
    assert not (near["xyzzy"].known or near["xyzzy"].begun or near["xyzzy"].alike)


def test_words_are_small_and_plain() -> None:
    assert words_in("Doesn’t “Café” cost 3 OK? under_score") == [
        *("doesnt", "cafe", "cost", "3", "ok", "under", "score")
    ]


@given(st.text())
def test_words_hold_nothing_that_a_pattern_could_mean(text: str) -> None:
    assert all(word.isalnum() or not word.isascii() for word in words_in(text))
    assert not set("".join(words_in(text))) & set("%_\\'’\" ")


def test_a_plural_means_what_its_singular_means() -> None:
    assert "fight" in same_as("arguments")
    assert same_as("s") == ()


@pytest.mark.parametrize("words", ["silent treatment", "he threatens me", "afraid of my partner"])
def test_words_of_harm_are_known(words: str) -> None:
    assert may_mean_harm(words)


@pytest.mark.parametrize("words", ["treatment", "needs space", "unafraid", "silent"])
def test_other_words_are_not_taken_for_harm(words: str) -> None:
    assert not may_mean_harm(words)


def test_a_long_line_is_cut_around_its_first_mark() -> None:
    line = "word " * 100 + "\ue000fear\ue001 is the test " + "and more " * 50
    cut = shortened(line)
    assert len(cut) < 200
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert "<mark>fear</mark>" in shown(cut)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 230))
def test_a_cut_line_closes_every_mark(before: int, after: int, long: int) -> None:
    line = "a " * before + "\ue000" + "b" * long + "\ue001" + " c" * after
    cut = shown(shortened(line))
    assert cut.count("<mark>") == cut.count("</mark>")


def test_marks_are_the_only_markup_of_a_line() -> None:
    assert shown("<b> \ue000&\ue001") == "&lt;b&gt; <mark>&amp;</mark>"


@pytest.mark.django_db
def test_the_words_of_a_head_lie_in_the_row(real_guides: None) -> None:
    """The first rank of a search reads the head of every match: packed away, each costs more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute"
            " WHERE attrelid = 'articles_guide'::regclass AND attname = 'head'"
        )
        assert cursor.fetchone() == ("m",)


@pytest.mark.django_db
def test_loading_the_library_counts_its_rows_for_the_planner(real_guides: None) -> None:
    """A search that is planned for empty tables took eight seconds among 2,500 guides."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE reltuples <= 0 AND relname IN"
            " ('articles_guide', 'articles_line', 'articles_word', 'articles_searchphrase')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_a_query_that_was_written_once_says_the_same_wherever_it_stands() -> None:
    quiet, evening, door = (
        SearchQuery(words, config=SEARCH_CONFIG, search_type="phrase")
        for words in ("he went quiet", "100% 'evening'", "door")
    )
    tree = quiet | (evening & door)
    written = WrittenQuery.of(tree)
    for words, best in ((tree, door), (tree | door, quiet)):
        rows = [
            Guide.objects.ranked(query, best=other, safety_first=True, start=0, end=9)
            for query, other in (
                (words, best),
                (WrittenQuery.of(words), WrittenQuery.of(best)),
            )
        ]
        assert rows[0].query.sql_with_params() == rows[1].query.sql_with_params()
    assert written.as_sql()[1].count("100% 'evening'") == 1
