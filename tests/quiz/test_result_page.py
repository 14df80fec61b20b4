"""The result says in words, a drawing and a table where the answers lead, and where they do not."""

import re
from html import unescape

import pytest
from django.utils.html import escape

from apps.quiz.scoring.score import MIXED_FACTOR, Z_80, Scale, band
from apps.quiz.sitting.sitting import Sitting, Usual
from tests.quiz.sample_forms import (
    BETWEEN,
    EASY,
    HARD,
    SELF,
    leaning,
    scored,
    self_partner,
    sitting_with,
)
from tests.quiz.steps import RESULT, REVIEW, carrying, text_of

# No test in this file is given the database, so any query at all would fail it.


def result_of(sitting: Sitting) -> str:
    response = carrying(sitting).get(RESULT)
    assert response.status_code == 200
    return response.content.decode()


def test_the_result_comes_after_the_review() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    response = client.get(RESULT)
    assert (response.status_code, response["Location"]) == (303, REVIEW)


def heading_of(html: str) -> str:
    return unescape(text_of(html.partition("<h1")[2].partition("</h1>")[0].partition(">")[2]))


def test_the_finding_is_the_heading_and_the_map_comes_right_under_it() -> None:
    html = result_of(sitting_with(leaning(HARD, EASY)))
    assert heading_of(html) == (
        "With this partner, closeness mostly makes you want room, "
        "and the worry of being left is seldom there"
    )
    drawn, worded = html.index('<svg viewBox="0 0 520'), html.index("In plain words")
    between = text_of(html[html.index("</h1>") : drawn])
    assert between == (
        "If these questions are as steady as similar published ones, each half of this sentence "
        "holds about eight times in ten. "
        "Its words fit the whole bar on the map, not only the point."
    )
    below = html.index("Worry also rises where somebody is in fact treated badly.")
    assert drawn < below < worded
    page = text_of(result_of(sitting_with(leaning(EASY, HARD))))
    assert "Discomfort with closeness: in the lower third." in page
    assert "Worry about being left: in the higher third." in page
    assert "closeness comes fairly naturally to you here" in page


@pytest.mark.parametrize("slug", SELF)
@pytest.mark.parametrize("avoidance", [EASY, EASY | {"1": "4", "2": "4"}, BETWEEN, HARD])
def test_the_heading_claims_what_the_whole_range_allows(
    slug: str, avoidance: dict[str, str]
) -> None:
    """The words of a third only where the range of eight times in ten lies in that third."""
    sitting = sitting_with(leaning(avoidance, EASY), slug=slug)
    score, texts = sitting.result.avoidance, scored(slug).lines[Scale.AVOIDANCE].short
    assert score is not None
    half = Z_80 * score.sem * (MIXED_FACTOR if score.mixed else 1)
    held = band(low=max(1, score.value - half), high=min(7, score.value + half))
    heading = heading_of(carrying(sitting).get(f"/quiz/{slug}/result/").content.decode())
    assert texts[held] in heading
    assert not any(words in heading for each, words in texts.items() if each is not held)


def test_a_heading_of_one_line_or_of_alike_answers_says_less() -> None:
    one = result_of(sitting_with(leaning(EASY, {})))
    assert heading_of(one).endswith("closeness comes fairly naturally to you here")
    assert "worry" not in heading_of(one)
    assert "enough answers for one of the two lines" in one
    alike = dict.fromkeys("12345678", "7")
    assert heading_of(result_of(sitting_with(leaning(alike, alike)))).startswith(
        "Take this lightly: with this partner, "
    )


def test_numbers_and_arithmetic_are_folded_and_nothing_honest_is() -> None:
    html = result_of(sitting_with(leaning(EASY, HARD)))
    folded = "".join(re.findall(r"<details class=\"stack on-paper\">(.*?)</details>", html, re.S))
    assert folded.count("<table>") == html.count("<table>") == 3
    seen = text_of(html.replace(folded, ""))
    assert "eight times in ten" in seen
    assert "provisional figures" in seen
    assert "have not been validated" in seen
    for limit in ("A type.", "A diagnosis.", "Your partner.", "Next month."):
        assert limit in seen


def test_a_range_over_a_border_is_placed_between() -> None:
    page = text_of(result_of(sitting_with(leaning(BETWEEN, BETWEEN))))
    assert "in the middle third" in page
    nearly = EASY | {"1": "4", "2": "4"}
    page = text_of(result_of(sitting_with(leaning(nearly, EASY))))
    assert "Discomfort with closeness: between the lower and the middle third." in page


def test_the_drawing_has_words_and_a_table_with_the_same_numbers() -> None:
    html = result_of(sitting_with(leaning(EASY, HARD)))
    description = html.partition('<desc id="map-desc">')[2].partition("</desc>")[0]
    table = html.partition("The same in numbers")[2].partition("</table>")[0]
    for number in ("2.0", "1.4", "2.6", "6.0", "5.4", "6.6"):
        assert number in description
        assert number in table
    assert '<title id="map-title">' in html


def test_no_corner_of_the_map_has_a_name() -> None:
    svg = result_of(sitting_with(leaning(EASY, HARD))).partition('<svg viewBox="0 0 520')[2]
    names = re.findall(r'<text class="name"[^>]*>([^<]+)</text>', svg)
    assert names == [
        "Closeness is easy",
        "Closeness is hard",
        "Rarely worried",
        "Often worried",
        "you, for now",
    ]


def test_the_reader_sees_how_the_score_arose() -> None:
    html = result_of(sitting_with(leaning(EASY | {"8": "0"}, HARD)))
    page = text_of(html)
    assert "8&nbsp;−&nbsp;6&nbsp;=&nbsp;2" in html
    assert "Average: 14 ÷ 7 2.00" in page
    assert "left out" in page
    for item in self_partner().items:
        assert escape(item.text) in html


def test_too_few_answers_give_words_for_the_other_line_and_no_map() -> None:
    html = result_of(sitting_with(leaning(EASY, {})))
    assert "Not enough answers for this line." in html
    assert "enough answers for one of the two lines" in html
    assert "map-title" not in html
    empty = result_of(sitting_with({}))
    assert "Not enough to go by, this time" in empty


def test_the_same_answer_throughout_gets_a_kind_sentence() -> None:
    same = dict.fromkeys("12345678", "7")
    page = text_of(result_of(sitting_with(leaning(same, same))))
    assert "You gave the same answer many times in a row." in page
    assert "Because some answers point in different directions, the range below is wider." in page
    assert "This one is faint" in page
    flat = {number: "4" if int(number) % 3 else "5" for number in "12345678"}
    page = text_of(result_of(sitting_with(leaning(flat, flat))))
    assert "Your answers all lie close together." in page


def test_mixed_answers_widen_the_range_and_say_so() -> None:
    mixed = dict.fromkeys("1234", "6") | dict.fromkeys("5678", "7")
    page = text_of(result_of(sitting_with(leaning(mixed, EASY))))
    assert "Some answers point in different directions." in page


def test_an_unusual_day_is_noted() -> None:
    page = text_of(result_of(sitting_with(leaning(EASY, EASY), usual=Usual.NO)))
    assert "you did not answer as things usually are" in page


def test_an_attentive_usual_sitting_has_no_hints() -> None:
    page = text_of(result_of(sitting_with(leaning(EASY, EASY))))
    assert "wider" not in page.partition("What this cannot tell you")[0]


@pytest.mark.parametrize("marks", [leaning(EASY, EASY), leaning(HARD, HARD), {}])
def test_every_result_leads_to_safety(marks: dict[str, str]) -> None:
    html = result_of(sitting_with(marks))
    assert 'href="/safety/"' in html.partition("<main")[2].partition("</main>")[0]
    assert 'href="/guides/distance-or-harm/"' in html


def test_an_answer_that_may_mean_fear_puts_safety_first() -> None:
    html = result_of(sitting_with(leaning(EASY, EASY) | {"X3": "7"}))
    assert html.index("You answered that you worry that a complaint") < html.index("In plain words")


def test_the_result_suggests_guides_and_prompts() -> None:
    html = result_of(sitting_with(leaning(HARD, EASY)))
    assert 'href="/guides/stopping-and-coming-back/"' in html
    assert 'href="/journal/new/?from=9-1"' in html
    assert "Suggested because your range for discomfort with closeness" in html


def test_the_result_says_that_its_figures_are_provisional() -> None:
    assert "provisional figures" in result_of(sitting_with(leaning(EASY, EASY)))


@pytest.mark.parametrize("word", ["avoidant", "anxious", "dismissive", "percentile", "share this"])
def test_the_result_gives_no_label(word: str) -> None:
    assert word not in text_of(result_of(sitting_with(leaning(HARD, HARD)))).casefold()


def test_the_title_of_a_result_says_nothing() -> None:
    title = re.search("<title>([^<]+)</title>", result_of(sitting_with(leaning(HARD, HARD))))
    assert title is not None
    assert title[1].strip() == "Your result · Leeway"
