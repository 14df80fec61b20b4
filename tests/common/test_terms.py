"""A defined word is linked where a guide first uses it, and nowhere else."""

import re

import pytest

from apps.common.markdown import Definitions, GuideContext, guide_html, guide_line, plain_line

ADDRESSES = {"loop": "#loop", "avoidance": "#avoidance", "high in avoidance": "#avoidance"}
ADDRESSES |= {"don't-know talk": "#talk"}


def linked(text: str) -> list[tuple[str, str]]:
    html = guide_html(text, reading=GuideContext(definitions=Definitions(addresses=ADDRESSES)))
    return re.findall(r'<a class="term" href="([^"]+)">([^<]+)</a>', html)


def test_the_first_use_is_linked_on_the_wording_as_written() -> None:
    assert linked("A Loop, and *the loop* again.\n\nThe loop.") == [("#loop", "Loop")]


def test_the_longest_wording_wins_and_an_address_is_linked_once() -> None:
    text = "People high in avoidance. Then avoidance, and high in avoidance."
    assert linked(text) == [("#avoidance", "high in avoidance")]


def test_emphasis_is_running_text() -> None:
    assert linked("**Avoidance** and a loop.") == [("#avoidance", "Avoidance"), ("#loop", "loop")]


@pytest.mark.parametrize(
    "text",
    [
        "## The loop",
        "[the loop](/guides/loop/)",
        "`loop`",
        "Table: The loop\n\n| a | b |\n| --- | --- |\n| c | d |",
        "| loop | b |\n| --- | --- |\n| avoidance | d |",
        "::: tip The loop\nWords.\n:::",
        "::: example One\n**Loop:** Words.\n:::",
        "loops, the loop-drawer, a deloop and non-avoidance",
        "![loop](x)",
    ],
)
def test_what_is_no_running_text_is_left_alone(text: str) -> None:
    assert linked(text) == []


def test_a_cell_and_an_example_may_hold_a_link() -> None:
    assert linked("| a | b |\n| --- | --- |\n| c | the loop |") == [("#loop", "loop")]
    assert linked("::: example One\n**Ann:** A loop.\n:::\n\n**avoidance**") == [
        ("#loop", "loop"),
        ("#avoidance", "avoidance"),
    ]


def test_both_apostrophes_are_one() -> None:
    assert linked("A don't-know talk.") == [("#talk", "don’t-know talk")]


def test_lines_hold_no_links_and_words_to_search_are_as_written() -> None:
    reading = GuideContext(definitions=Definitions(addresses=ADDRESSES))
    assert "<a" not in guide_line("The loop.", reading=reading)
    assert plain_line("The loop.") == "The loop."


def test_parts_of_one_guide_share_what_is_linked() -> None:
    reading = GuideContext(definitions=Definitions(addresses=ADDRESSES))
    assert "<a" in guide_html("A loop.", reading=reading)
    assert "<a" not in guide_html("A loop.", reading=reading)
    assert reading.definitions is not None
    assert reading.definitions.linked == ["#loop"]


def test_a_writer_cannot_make_a_link_look_like_a_term() -> None:
    assert "<a" not in guide_html('<a class="term" href="/x/">x</a>')


def test_without_definitions_nothing_is_linked() -> None:
    reading = GuideContext(definitions=Definitions(addresses={}))
    assert guide_html("A loop.", reading=reading) == guide_html("A loop.")
