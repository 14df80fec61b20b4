"""Every word of a diary can be read on its page, as it was typed and in the same order."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.common.markdown import to_html
from tests.slow_machine import is_quick

MARKS = st.sampled_from(
    ["*", "**", "_", "__", "~~", "`", "``", "```", "```python ", "[", "]", "](", "](https://a.b/",
     "![", "<", ">", "<https://", "https://x.org/", "www.", "mailto:", "@", "\\", "&amp;", "&#65;",
     "&copy;", "#", "# ", "- ", "+ ", "1. ", "12) ", "1986. ", "> ", "    ", "\t", "\n", "\n\n",
     "  \n", "\r\n", "---", "===", "***", "|", "|--|", "[x] ", "[^1]: ", "[r]: ", "(", ")", '"',
     "'", ".", ":", "\u2028", "\u2029", "\x0b", "\x00", "\u0301", "\u200b", "<b>", "</p>",
     "<!--", "-->"]
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(["a", "home", "22", "é", "שלום", "東京", "x"]), st.text(max_size=5)
)
DIARIES = st.one_of(st.text(), st.lists(st.one_of(MARKS, WORDS), max_size=40).map("".join))


class Seen(HTMLParser):
    """The words of a piece of HTML that a reader sees, as one text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(text: str) -> str:
    return Seen(to_html(text)).text


def words_of(text: str) -> list[str]:
    """The runs of letters and digits of a text, by Unicode; signs are left out."""
    return re.findall(r"[^\W_]+", text)


@given(DIARIES)
@example("> " * 60 + "deep")
@example("- " * 60 + "deep")
@example("a `b`c `d` e`f`")
@example("a[*b*](https://x.org)")
@example("[a](https://x.org)b")
def test_every_word_stands_on_the_page_in_the_same_order(text: str) -> None:
    assert words_of(seen(text)) == words_of(text)


def test_lines_that_begin_with_brackets_are_lines() -> None:
    text = "[22:10]: home\n\n[22:15]: tea\n\n[22:40]: He slept on the sofa"
    assert seen(text).split("\n") == [*text.replace("\n\n", "\n").split("\n"), ""]
    assert "<a" not in to_html(text)


@pytest.mark.parametrize("indent", ["\t", "    ", "  \t ", "\t\t"])
def test_an_indented_paragraph_is_a_paragraph(indent: str) -> None:
    assert to_html(f"{indent}It was long") == '<p dir="auto">It was long</p>\n'
    assert "<pre" not in to_html(f"One.\n\n{indent}Two.")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x85", "\x0b"])
def test_a_line_break_of_any_program_is_a_line_break(end: str) -> None:
    assert to_html(f"one{end}two") == '<p dir="auto">one<br>\ntwo</p>\n'
    assert to_html("one\u2029two").count("<p ") == 2
    assert "<br>" in to_html(f"`one{end}two`")


@pytest.mark.parametrize(
    "typed",
    [
        "| a | b |",
        "|--|--|",
        "[^1]: note",
        "[tea](tea.md)",
        "[tea](/journal/)",
        "[tea]()",
        "![pier](pier.jpg)",
        "&copy; &amp;",
        "<b>x</b>",
        "5*3*2",
        "un*believ*able",
        "a`b`c",
        "===",
    ],
)
def test_what_has_no_meaning_in_a_diary_stands_as_it_was_typed(typed: str) -> None:
    assert seen(f"One\n{typed}\ntwo") == f"One\n{typed}\ntwo\n"
    assert "<a " not in to_html(typed)


def test_a_list_counts_as_it_was_typed() -> None:
    assert seen("10. went\n12. slept\n").split("\n")[1:3] == ["10. went", "12. slept"]
    assert seen("1986. A year").strip() == "1986. A year"
    assert "[x] done" in to_html("- [ ] open\n- [x] done")


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("See https://x.org/a_b_c.", "https://x.org/a_b_c"),
        ("(https://x.org/a_(b)), then", "https://x.org/a_(b)"),
        ("HTTPS://X.org!", "HTTPS://X.org"),
        ("見https://x.org。次", "https://x.org"),
        ("at www.x.org, there", "https://www.x.org"),
        ("<https://x.org/>", "https://x.org/"),
        ("<me@x.org>", "mailto:me@x.org"),
        ("[*the* pier](https://x.org 'A pier')", "https://x.org"),
    ],
)
def test_an_address_is_a_link_that_tells_nobody_where_it_was_followed_from(
    text: str, href: str
) -> None:
    assert f'<a href="{href}" rel="noreferrer nofollow">' in to_html(text)
    assert words_of(seen(text)) == words_of(text)


@pytest.mark.parametrize(
    "text",
    [
        *("xhttps://x.org", "https://", "http://.", "ahttp://", "https:///etc", "http://?a=b"),
        *("https://#top", "https://-x", "http://:80/", "[tea](https:///x)", "<http://?x>"),
        *("[tea](https://)", "[tea](mailto:)", "<mailto:x>", "[tea](tel:)", "<tel:home>"),
    ],
)
def test_what_is_no_address_is_no_link(text: str) -> None:
    assert "<a" not in to_html(text)


@pytest.mark.parametrize(
    "pattern",
    ["[", "![", "[a](", "[a](https://x", "*a ", "*a*b", "*a_ ", "`a", "> ", ">", "- ", "<a", "\\",
     "https://", "www.", "-\n>\n", "- a\n  - b\n", "a@b.c <"],
)  # fmt: skip
def test_a_page_of_hostile_signs_is_shown_in_a_bounded_time(pattern: str) -> None:
    text = (pattern * 30_000)[:30_000]
    began = time.process_time()
    assert words_of(seen(text)) == words_of(text)
    assert is_quick(time.process_time() - began, limit=2)


@pytest.mark.parametrize("pattern", ["://", "http:///", "http://[x", "http://a@"])
def test_beginnings_of_addresses_are_read_once_each(pattern: str) -> None:
    text = (pattern * 200_000)[:200_000]
    began = time.process_time()
    assert words_of(seen(text)) == words_of(text)
    assert is_quick(time.process_time() - began, limit=6)
