"""Kept words are found again in a guide that was changed since, and never taken for others."""

from hypothesis import given
from hypothesis import strategies as st

from apps.articles.shelf.text_quotes import QuoteMatch, QuoteSection, locate, paragraphs

START = QuoteSection(id="answer", title="The short answer")
HTML = """<h2 id="early">Catch it early</h2>
<p>People press and others go quiet.<a class="cite" href="#s1">1</a> It is <em>common</em>.</p>
<ul><li>Your jaw goes tight.</li><li>The words dry up.</li></ul>
<aside class="tip"><svg><path d="M1"/></svg><h3 id="t">A tip</h3><p>Say it once.</p></aside>
<h2 id="later">Then, later</h2>
<p>Say it once. Come back when you said you would, even if you are not ready.</p>"""
BLOCKS = paragraphs(HTML, section=START)


def found(quote: str, **around: str) -> QuoteMatch:
    place = locate(quote, BLOCKS, **around)
    assert place is not None
    return place


def test_blocks_are_read_in_order_without_the_numbers_of_sources() -> None:
    assert [each.text for each in BLOCKS if each.is_whole] == [
        "People press and others go quiet. It is common.",
        "Your jaw goes tight.",
        "The words dry up.",
        "Say it once.",
        "Say it once. Come back when you said you would, even if you are not ready.",
    ]
    assert [each.section.id for each in BLOCKS] == ["early"] * 6 + ["later"] * 2


def test_words_across_blocks_are_found_whatever_space_a_browser_puts_between() -> None:
    place = found("It is common.\n\n  Your jaw")
    assert (place.section.id, place.is_unchanged) == ("early", True)
    assert place.text == "Itiscommon.Yourjaw"


def test_equal_words_are_told_apart_by_their_neighbours() -> None:
    assert found("Say it once.").section.id == "early"
    assert found("Say it once.", before="A tip").section.id == "early"
    assert found("Say it once.", before="Then, later").section.id == "later"
    assert found("Say it once.", after="Come back").section.id == "later"


def test_a_small_change_inside_is_survived_and_said() -> None:
    kept = "Come back as soon as you said you would, even if you are not ready."
    assert locate(kept, BLOCKS) is None
    changed = "Come back when you said that you would, even if you are not ready"
    place = found(changed, before="Say it once.", after=".")
    assert (place.section.id, place.is_unchanged) == ("later", False)
    assert place.text.startswith("Comebackwhen")


def test_other_words_between_the_same_neighbours_are_not_the_passage() -> None:
    assert locate("Ring your mother.", BLOCKS, before="dry up.", after="Say it once.") is None


def test_nothing_is_found_in_nothing() -> None:
    assert locate("", BLOCKS) is None
    assert locate("Words", []) is None


@given(st.text(), st.text(max_size=60), st.text(max_size=60))
def test_any_words_at_all_are_answered(quote: str, before: str, after: str) -> None:
    place = locate(quote, BLOCKS, before=before, after=after)
    assert place is None or place.section.id in {"early", "later"}
