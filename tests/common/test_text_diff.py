"""A difference leads from one text to the other, whole, and shows what a reader would miss."""

from hypothesis import assume, given
from hypothesis import strategies as st

from apps.common.text.text_diff import differences, lines_differing

LINES = st.lists(st.text(alphabet="ab .,é\t", max_size=12), max_size=8).map("\n".join)


@given(LINES, LINES)
def test_both_texts_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    assume(lines_differing(old, new))
    rows = differences(old, new, around=100)
    olds = [
        "".join(text for kind, text in row.parts if kind != "new")
        for row in rows
        if any(kind != "new" for kind, _text in row.parts)
    ]
    news = [
        "".join(text for kind, text in row.parts if kind != "gone")
        for row in rows
        if any(kind != "gone" for kind, _text in row.parts)
    ]
    assert [each for each in olds if each] == [each for each in old.splitlines() if each]
    assert [each for each in news if each] == [each for each in new.splitlines() if each]


@given(LINES)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert lines_differing(text, text) == 0
    assert all(row.is_same for row in differences(text, text))


def test_one_changed_word_is_shown_inside_its_line() -> None:
    (row,) = differences("It is common, they say.", "It is rare, they say.")
    assert row.parts == (
        ("same", "It is "),
        ("gone", "common"),
        ("new", "rare"),
        ("same", ", they say."),
    )


def test_two_sentences_with_little_in_common_are_shown_whole() -> None:
    (row,) = differences("Say what you need.", "Nobody has shown that.")
    assert row.parts == (("gone", "Say what you need."), ("new", "Nobody has shown that."))


def test_what_is_far_from_a_change_is_counted_and_left_out() -> None:
    old = "\n".join(map(str, range(20)))
    rows = differences(old, old.replace("10", "ten"), around=2)
    assert [row.left_out for row in rows if row.left_out] == [8, 7]
    assert lines_differing(old, old.replace("10", "ten")) == 1


def test_an_added_and_a_removed_line_are_one_each() -> None:
    assert lines_differing("a\nb\nc", "a\nc") == 1
    assert lines_differing("a\nc", "a\nb\nc") == 1
