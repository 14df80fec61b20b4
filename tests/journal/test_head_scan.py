"""What is told by the bytes of a page alone is what reading it would tell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.text.folding import folded
from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.entries.head_scan import answers_a_practice, may_answer, title_in
from apps.journal.search.prefilter import may_say, may_suit
from apps.journal.search.query import JournalQuery, pieces_of
from apps.vault.codec import replace
from tests.journal.strategies import HEADS, TEXT, pages

NASTY = ('"day": "2026-11-01"', '"title": "x"', '"practice": "y"', "\\", '\\"', "a\nb", "é’ Σ")


def texts_of(page: EntryContent) -> list[str]:
    return [page.head.title, page.body, *(answer.text for answer in page.answers)]


@given(HEADS)
def test_the_practice_is_seen(head: EntryHead) -> None:
    data = head.to_bytes()
    assert answers_a_practice(data) == bool(head.practice)
    assert not head.practice or may_answer(data, head.practice)


@given(HEADS)
def test_the_title_is_seen_and_no_other_field_where_nothing_is_escaped(head: EntryHead) -> None:
    data = head.to_bytes()
    seen = title_in(data).decode()
    assert seen == (data.decode() if "\\" in data.decode() else head.title)


@pytest.mark.parametrize("text", NASTY)
def test_words_that_look_like_a_field_are_taken_for_none(text: str) -> None:
    head = EntryHead(day=date(2020, 1, 2), prompt_text=text, tags=(text, ": ", text))
    assert not answers_a_practice(head.to_bytes())


@given(HEADS)
def test_a_head_that_was_read_is_the_one_that_was_made(head: EntryHead) -> None:
    read = EntryHead.from_bytes(head.to_bytes())
    assert (read, hash(read)) == (head, hash(head))


@given(st.data())
def test_a_search_rules_out_no_page_that_says_the_words(data: st.DataObject) -> None:
    page = data.draw(pages())
    said = data.draw(st.sampled_from([text or "x" for text in texts_of(page)]))
    start = data.draw(st.integers(0, len(said) - 1))
    words = said[start : start + data.draw(st.integers(1, 9))]
    typed = data.draw(st.sampled_from([words, words.upper(), f'"{words}"', f"{words} {words}"]))
    asked = JournalQuery(pieces=pieces_of(typed))
    if asked.says(texts_of(page)):
        assert may_say(page.head.to_bytes(), page.body_bytes(), asked)


@given(st.data())
def test_a_search_rules_out_no_page_with_the_phrase_over_whatever_space(
    data: st.DataObject,
) -> None:
    space = data.draw(st.text(st.sampled_from(" \n\r\t\f\v\x1c\x1f\x85\u2003"), min_size=1))
    page, text = data.draw(pages()), f"x so{space}late y"
    page = data.draw(
        st.sampled_from(
            [
                replace(page, body=text),
                replace(page, head=replace(page.head, title=text)),
                replace(
                    page, head=replace(page.head, practice="p"), answers=(PromptAnswer("q", text),)
                ),
            ]
        )
    )
    asked = JournalQuery(pieces=("so late",))
    assert asked.says(texts_of(page))
    assert may_say(page.head.to_bytes(), page.body_bytes(), asked)


@given(pages(), TEXT)
def test_a_search_for_anything_is_answered_as_by_reading_every_page(
    page: EntryContent, words: str
) -> None:
    asked = JournalQuery(pieces=pieces_of(words))
    assert may_say(page.head.to_bytes(), page.body_bytes(), asked) >= asked.says(texts_of(page))


@given(st.data())
def test_a_search_rules_out_no_page_with_the_label(data: st.DataObject) -> None:
    head = data.draw(HEADS)
    word = data.draw(st.sampled_from([*head.feelings, *head.tags, *head.people, "x"]))
    start = word[: data.draw(st.integers(1, 9))]
    label = data.draw(st.sampled_from([start, start.upper(), folded(start)]))
    for asked in (JournalQuery(feeling=label), JournalQuery(tag=label), JournalQuery(person=label)):
        assert may_suit(head.to_bytes(), asked) >= asked.suits(head)


def test_the_name_of_a_field_rules_out_every_page_that_does_not_say_it() -> None:
    page = EntryContent(
        head=EntryHead(day=date(2026, 11, 1), title="Pier", water=2, tags=("a",)), body="x"
    )
    for name in ("water", "title", "tags", "day", "2026", "pier x"):
        asked = JournalQuery(pieces=pieces_of(name))
        assert may_say(page.head.to_bytes(), page.body_bytes(), asked) == (name == "pier x")
