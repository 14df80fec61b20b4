"""Searches compare letters, not accents, capitals or kinds of quotes."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.text.folding import folded, folded_bytes, folded_spans
from apps.common.text.highlighting import marked, marked_words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Gulls", "gulls"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Straße", "strasse"),
        ("didn’t", "didn't"),
        ("“so”", '"so"'),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Ёлка", "елка"),
        ("ﬁne", "fine"),
        ("Łódź Søren đ ħ ı ŧ", "lodz soren d h i t"),
        ("sœur Æsir Þór Eyðir Öğüt", "soeur aesir thor eydir ogut"),
        ("well‑being – — − ‐ ﹣", "well-being - - - - -"),
        ("pass\u00adword zero\u200bwidth \ufeffa\u2060b", "password zerowidth ab"),
        ("it‘s itʼs it´s it`s it′s it＇s", "it's it's it's it's it's it's"),
        ("«so» „so“ ‹so›", '"so" "so" \'so\''),
        ("½ and 1½", "1/2 and 11/2"),
        ("so **very** _late_ ~~no~~", "so very late no"),
        ("5\\*3 snake\\_case", "53 snakecase"),
        ("[the pier](https://x.org)", "the pier(https://x.org)"),
        ("か が き\u3099 ｶﾞ は ぱ", "か が ぎ ガ は ぱ"),
        ("가 각 \u1100\u1161 \u1100\u1161\u11a8 가\u11a8", "가 각 가 각 각"),
        ("क्या", "क्या"),
        ("❤\ufe0f 👨\u200d👩", "❤ 👨👩"),
    ],
)
def test_letters_are_small_and_without_accents(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text())
def test_what_is_folded_stays_so(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_bytes_fold_to_the_same(text: str) -> None:
    assert folded_bytes(text.encode()) == folded(text)


def test_every_letter_there_is_folds_to_the_same_among_few_and_among_many() -> None:
    """And, of the million numbers that are no letter yet or never will be, every 97th."""
    every = [
        letter
        for number, letter in enumerate(map(chr, range(0x110000)))
        if (kind := unicodedata.category(letter)) != "Cs"
        and (number % 97 == 0 or kind not in {"Cn", "Co"})
    ]
    assert len(every) > 150_000
    assert folded_bytes("".join(every).encode()) == folded("".join(every))
    few = [letter for letter in every if "\x80" <= letter < "\u3000"]
    assert len(few) > 10_000
    assert all(folded_bytes(letter.encode()) == folded(letter) for letter in few)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_text_folds_piece_by_piece(one: str, other: str) -> None:
    """So a word is found wherever it stands."""
    assert folded(one + "\n" + other) == folded(one) + "\n" + folded(other)


@pytest.mark.parametrize("text", ["A café late", "A cafe\u0301 late", "A CAFE late", "ﬀ café ß"])
def test_a_found_word_is_marked_as_it_is_written(text: str) -> None:
    [(start, end)] = folded_spans(text, re.compile("cafe"))
    assert folded(text[start:end]) == "cafe"
    assert text[end : end + 1] in {"", " "}


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("in Łódź.", "lodz", "Łódź"),
        ("a pass\u00adword!", "password", "pass\u00adword"),
        ("so **very** late", "very", "very"),
        ("well‑being", "well-being", "well‑being"),
        ("Ægir", "aegir", "Ægir"),
        ("か か\u3099 が", "が", "か\u3099"),
        ("\u1100\u1161\u11a8", "각", "\u1100\u1161\u11a8"),
        ("1½", "1/2", "½"),
        ("a snake\\_case", "snakecase", "snake\\_case"),
    ],
)
def test_what_is_found_is_marked_as_it_is_written(text: str, asked: str, found: str) -> None:
    [(start, end), *_more] = folded_spans(text, re.compile(re.escape(asked)))
    assert text[start:end] == found
    assert f"<mark>{found}</mark>" in marked_words(text, asked)


@pytest.mark.parametrize(("text", "other"), [("が", "か"), ("각", "가"), ("가\u11a8", "가")])
def test_letters_that_are_others_stay_apart(text: str, other: str) -> None:
    assert other not in folded(text)
    assert folded_spans(text, re.compile(other)) == []


@given(st.text(max_size=60), st.text(min_size=1, max_size=3))
def test_spans_lie_inside_and_hold_what_was_found(text: str, word: str) -> None:
    wanted = folded(word)
    spans = folded_spans(text, re.compile(re.escape(wanted)))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(wanted in folded(text[start:end]) for start, end in spans)


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_marked_words_are_escaped_and_whole(text: str, spans: list[tuple[int, int]]) -> None:
    size = len(text)
    spans = sorted((min(a, b, size), min(max(a, b), size)) for a, b in spans)
    html = marked(text, spans)
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert plain == marked(text, [])
    assert html.count("<mark>") == html.count("</mark>")
    assert "<" not in plain


@given(
    st.text(
        st.sampled_from("aB z*_-–’éÉßæŁ½\u0301\u00ad\u200bがか\u3099각ㄱ\u1100\u1161İ"), max_size=30
    ),
    st.text(st.sampled_from("abz -'esl12"), min_size=1, max_size=3),
)
def test_a_span_holds_what_was_looked_for_and_its_ends_are_those_of_letters(
    text: str, wanted: str
) -> None:
    """What a span takes folds to the wanted letters, and a letter less at either end does not."""
    pattern = re.compile(re.escape(wanted))
    spans = folded_spans(text, pattern)
    assert bool(spans) == bool(pattern.search(folded(text)))
    for start, end in spans:
        assert wanted in folded(text[start:end])
        assert wanted not in folded(text[start:end].rstrip("\u0301\u3099")[:-1])
        assert start == 0 or unicodedata.combining(text[start]) == 0
    assert spans == sorted(spans)
