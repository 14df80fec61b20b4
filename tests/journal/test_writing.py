"""An entry's content survives its bytes, whatever was typed."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.vault.crypto.sealing import Damaged

text = st.text(st.characters(exclude_categories=["Cs"]))
texts = st.lists(text).map(tuple)
strengths = st.none() | st.integers(0, 10)
heads = st.builds(
    EntryHead,
    day=st.dates(),
    time=text,
    zone=text,
    title=text,
    water=st.none() | st.integers(1, 5),
    feelings=texts,
    tags=texts,
    people=texts,
    prompt_id=text,
    prompt_text=text,
    guide=text,
    guide_title=text,
    guide_section=text,
    guide_version=text,
    practice=text,
    practice_version=st.integers(0, 99),
    before=strengths,
    after=strengths,
)
# A head has many fields: on a busy machine Hypothesis calls making one slow.
unhurried = settings(
    max_examples=min(50, settings().max_examples),
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
)
answers = st.lists(st.builds(PromptAnswer, text, text)).map(tuple)


@unhurried
@given(heads)
def test_a_head_reads_back_as_it_was_written(head: EntryHead) -> None:
    assert EntryHead.from_bytes(head.to_bytes()) == head


@unhurried
@given(heads, text, answers)
def test_a_page_reads_back_as_it_was_written(
    head: EntryHead, body: str, answers: tuple[PromptAnswer, ...]
) -> None:
    page = EntryContent(head=head, body=body, answers=answers if head.practice else ())
    assert EntryContent.from_bytes(head.to_bytes(), page.body_bytes()) == page


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"day": 5}', b'{"day": "soon"}', b"\xff"])
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        EntryHead.from_bytes(data)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"plain", b'{"body": "", "answers": [1]}'])
def test_a_practice_without_its_answers_is_damaged(body: bytes) -> None:
    head = EntryHead(day=date(2026, 11, 20), practice="three-columns")
    with pytest.raises(Damaged):
        EntryContent.from_bytes(head.to_bytes(), body)


def test_a_head_of_a_later_version_keeps_what_this_one_knows() -> None:
    data = b'{"day": "2026-11-20", "title": "Pier", "weather": "later"}'
    assert EntryHead.from_bytes(data) == EntryHead(day=date(2026, 11, 20), title="Pier")


def test_a_head_of_the_first_version_reads_as_it_did() -> None:
    data = (
        '{"day": "2026-11-20", "title": "Pier", "water": null, "feelings": ["wary"],'
        ' "prompt_id": "", "prompt_text": ""}'
    )
    kept = EntryHead(day=date(2026, 11, 20), title="Pier", feelings=("wary",))
    assert EntryHead.from_bytes(data.encode()) == kept


def test_what_says_nothing_takes_no_room() -> None:
    assert EntryHead(day=date(2026, 11, 20)).to_bytes() == b'{"day": "2026-11-20"}'


def test_an_answer_in_place_reads_for_ever_as_it_was_kept() -> None:
    data = (
        '{"day": "2026-11-24", "prompt_id": "9-2", "prompt_text": "Our word?", '
        '"guide": "stopping", "guide_title": "Stopping", "guide_section": "try-this", '
        '"guide_version": "2026-11-21"}'
    )
    head = EntryHead.from_bytes(data.encode())
    assert (head.guide, head.guide_title) == ("stopping", "Stopping")
    assert (head.guide_section, head.guide_version) == ("try-this", "2026-11-21")
    assert head.to_bytes().decode() == data
