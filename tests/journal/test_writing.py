"""An entry's content survives its bytes, whatever was typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.writing import Head
from apps.vault.sealing import Damaged

text = st.text(st.characters(exclude_categories=["Cs"]))
heads = st.builds(
    Head,
    day=st.dates(),
    title=text,
    water=st.none() | st.integers(1, 5),
    feelings=st.lists(text).map(tuple),
    prompt_id=text,
    prompt_text=text,
)


@given(heads)
def test_a_head_reads_back_as_it_was_written(head: Head) -> None:
    assert Head.from_bytes(head.to_bytes()) == head


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"day": 5}', b'{"day": "soon"}', b"\xff"])
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        Head.from_bytes(data)


def test_a_head_of_a_later_version_keeps_what_this_one_knows() -> None:
    data = b'{"day": "2026-11-20", "title": "Pier", "weather": "later"}'
    assert Head.from_bytes(data) == Head(day=date(2026, 11, 20), title="Pier")
