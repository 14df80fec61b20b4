"""Markdown in its words alone, as lists show it."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.markdown import to_html
from apps.common.markdown.plain_text import plain_lines

TABLE = """| Day | What he *said* |
|:---|---:|
| Mon | nothing |
Tue | a word
"""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (TABLE, ["Day · What he said", "Mon · nothing", "Tue · a word"]),
        ("one | two in a sentence", ["one | two in a sentence"]),
        ("see [the guide][g] and [that][]\n\n[g]: https://x.example", ["see the guide and that"]),
        ("<https://x.example/a_b> &amp; ![a gull](gull.jpg)", ["https://x.example/a_b & a gull"]),
        ("He was **so\nangry** again", ["He was so", "angry again"]),
        ("**so\n\nangry**", ["**so", "angry**"]),
        ("***both*** ~~gone~~ `code` __under__", ["both gone code under"]),
        (r"\*no\* \[note\] and snake_case_name", ["*no* [note] and snake_case_name"]),
        ("Pier\n===\n## Later ##\n***\n> - [x] done", ["Pier", "Later", "done"]),
        ("2 * 3 * 4 and 1986. A year", ["2 * 3 * 4 and 1986. A year"]),
        ("```\nhe_said(1)\n```", ["he_said(1)"]),
        ("\u200b\n \n", []),
    ],
)
def test_the_words_stay_and_the_signs_go(text: str, lines: list[str]) -> None:
    assert list(plain_lines(text)) == lines


@given(st.text(st.sampled_from("abc *_`~>#-=\n.|"), max_size=40))
def test_a_line_has_the_letters_that_the_page_shows(text: str) -> None:
    """Without links, whose addresses a page does not show either."""
    shown = re.sub(r"<[^>]*>", "", to_html(text))
    said = "".join(plain_lines(text))
    assert re.findall("[abc]", unescape(shown)) == re.findall("[abc]", said)


@pytest.mark.parametrize("sign", ["*", "**", "[", "_a", "| ", "`", "[](", "\\", "- ", "# ", "<a@"])
def test_many_signs_without_an_end_take_no_time(sign: str) -> None:
    list(plain_lines(sign * 30_000))
