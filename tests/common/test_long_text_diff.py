"""A long text is compared in a bounded time, and nothing of it is left out."""

import time

import pytest

from apps.common.text import text_diff
from apps.common.text.text_diff import differences, lines_differing
from tests.slow_machine import is_quick

QUICK = 6.0  # seconds of the processor; unbounded it would be minutes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n" * 100_000, "x\n" + "\n" * 99_000),
        ("word " * 40_000, "word " * 39_000 + "other " * 900),
        ("\n".join(f"line {n}" for n in range(9000)), "\n".join(f"row {n}" for n in range(9000))),
        ("a\nb\n" * 20_000, "b\na\n" * 20_000),
        (("a b " * 370 + "\n") * 130, ("b a " * 370 + "\n") * 130),
    ],
)
def test_the_longest_pages_are_compared_quickly(old: str, new: str) -> None:
    start = time.process_time()
    rows = differences(old, new)
    assert is_quick(time.process_time() - start, limit=QUICK)
    gone = sum(text.count("o") for row in rows for kind, text in row.parts if kind == "gone")
    assert any(kind == "new" for row in rows for kind, _text in row.parts) or gone


def test_what_is_alike_at_both_ends_is_left_out_of_the_comparison() -> None:
    old = "\n".join(["same"] * 5000 + ["before"] + ["end"] * 5000)
    new = "\n".join(["same"] * 5000 + ["after"] + ["end"] * 5000)
    assert lines_differing(old, new) == 1
    shown = [part for row in differences(old, new) for part in row.parts if part[0] != "same"]
    assert shown == [("gone", "before"), ("new", "after")]


def test_where_words_are_not_compared_any_more_the_rows_say_so_and_keep_every_word() -> None:
    old, new = ("a b " * 370 + "\n") * 60, ("b a " * 370 + "\n") * 60
    rows = differences(old, new)
    assert not rows[0].is_shown_whole
    assert rows[-1].is_shown_whole
    assert "".join(text for row in rows for _kind, text in row.old) == old.replace("\n", "")
    assert "".join(text for row in rows for _kind, text in row.new) == new.replace("\n", "")
    assert not any(row.is_shown_whole for row in differences("one two", "one three"))


def test_a_puzzle_of_many_pieces_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "MOST_PARTS", 100)
    old, new = (
        "\n".join(
            " ".join(f"{said if n % 4 == 0 else ''}w{n}l{line}" for n in range(40))
            for line in range(6)
        )
        for said in ("old", "new")
    )
    rows = differences(old, new)
    assert sum(len(row.parts) for row in rows) < 100 + 2 * len(rows)
    assert not rows[0].is_shown_whole
    assert rows[-1].is_shown_whole
