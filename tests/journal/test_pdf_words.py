"""The text that is read back from a PDF holds every word of its pages."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.exporting import pdf_text
from apps.journal.exporting.pdf import LettersWithoutShape, as_pdf, blocks_of
from apps.journal.exporting.pdf_text import accents_by_number, is_right_to_left, pieces_of
from apps.journal.one_at_a_time import one_at_a_time
from tests.common.test_member_markdown import MARKS
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep

WORDS = st.text(alphabet="abcxyzäßøłþ0123456789ΑλфЖ東京は한글", min_size=1, max_size=40)
DIARIES = st.lists(st.one_of(WORDS, MARKS.filter(lambda mark: mark != "\x00")), max_size=30)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def letters(text: str) -> list[str]:
    return [each for each in unicodedata.normalize("NFKC", text) if each.isalnum()]


def holds(text: str, wanted: Iterable[str]) -> bool:
    """Whether the letters stand in the text in this order; numbers of sheets may be between."""
    left = iter(letters(text))
    return all(each in left for each in wanted)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DIARIES.map("".join), min_size=15, max_size=25))
def test_the_words_of_every_page_are_read_back_in_their_order(diaries: list[str]) -> None:
    pages = [a_page(text) for text in diaries]
    wanted = accents_by_number("\n".join(diaries))
    if wanted != "\n".join(diaries):
        with pytest.raises(LettersWithoutShape):
            as_pdf(pages)
    assert holds(text_of(as_pdf(pages, by_number=True)), letters(wanted))


@pytest.mark.parametrize(
    "word",
    ["w" * 300, "https://x.org/" + "a/b-c=" * 40, "ß" * 90, "東" * 120, "ไทย" * 60],
    ids=["letters", "address", "accents", "japanese", "thai"],
)
def test_a_long_word_is_broken_at_the_edge_and_stays_whole(word: str) -> None:
    head = EntryHead(day=date(2026, 11, 21), title=word[:200], tags=(word,))
    pages = PdfReader(BytesIO(as_pdf([EntryContent(head=head, body=f"It was {word} then.")]))).pages
    said = "".join(page.extract_text() for page in pages)
    assert holds(said, letters(word[:200] + word + "Itwas" + word + "then"))
    longest = max(len(line) for line in said.split("\n"))
    assert longest < 110, "a line goes on past the edge of the sheet"


SCRIPTS = {
    "hebrew": "שלום",
    "arabic": "مرحبا",
    "greek": "Ελληνικά",
    "cyrillic": "Кириллица",
    "devanagari": "नमस्ते",
    "japanese": "今日は静かで",
    "korean": "한국어",
    "chinese": "你好世界",
    "thai": "ภาษา",
    "emoji": "👨‍👩‍👧❤️😀",
    "bengali": "বাংলা",
    "signs": "½→♥✓☂",
}


def test_the_fonts_for_common_scripts_come_along() -> None:
    pdf = as_pdf([a_page(f"{word} {name}", title=word) for name, word in SCRIPTS.items()])
    assert b"pdfuaid" in pdf
    said = text_of(pdf)
    for name, word in SCRIPTS.items():
        first = letters(word)[0] if letters(word) else word[0]
        assert first in unicodedata.normalize("NFKC", said), name
    assert "שלום" in said


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("שלום hello", True), ("hello שלום", False), ("12. مرحبا", True), ("…", False), ("", False)],
)
def test_a_paragraph_is_read_from_the_side_of_its_first_letter(text: str, rtl: bool) -> None:
    assert is_right_to_left(text) is rtl
    assert [block["rtl"] for block in blocks_of(f"> {text}\n\nend")][-1] is False
    assert not text or blocks_of(text)[0]["rtl"] is rtl


def test_a_tab_is_a_space_and_a_second_paragraph_of_an_item_is_indented() -> None:
    assert pieces_of("a\tb\x07") == ["a b"]
    first, second = blocks_of("1. one\n\n   two")
    assert (first["mark"], second["mark"]) == ("1.", "")
    assert first["depth"] == second["depth"] == 1


@given(st.text(max_size=200))
def test_pieces_are_the_text_and_no_letter_is_parted_from_its_signs(text: str) -> None:
    pieces = pieces_of(text)
    shown = [each for each in text if unicodedata.category(each) != "Cc"]
    assert [each for each in "".join(pieces) if each not in " "] == [e for e in shown if e != " "]
    assert not any(unicodedata.category(piece[0])[0] == "M" for piece in pieces[1:])
    assert pieces == [pieces[0]] or len(text) > pdf_text.LONGEST_WHOLE


def test_an_item_without_words_or_with_an_item_first_keeps_its_number() -> None:
    marks = [(each["mark"], each["depth"]) for each in blocks_of("12) \n\nTea.\n\n3. - cake")]
    assert marks == [("12)", 1), ("", 0), ("3.", 1), ("•", 2)]
    said = text_of(as_pdf([a_page("12) \n\nTea.\n\n3. - cake")]))
    assert holds(said, "12Tea3cake")


def test_letters_without_a_shape_are_told_by_number_and_example() -> None:
    with pytest.raises(LettersWithoutShape) as told:
        as_pdf([a_page("𓀀 and 𒀀 and 𓀀")])
    assert (told.value.letters, told.value.count) == (["𓀀", "𒀀"], 3)
    pdf = as_pdf([a_page("𓀀 and 𒀀 and 𓀀")], by_number=True)
    assert "[U+13000] and [U+12000] and [U+13000]" in text_of(pdf)
    assert b"pdfuaid" in pdf


def test_an_accent_on_an_east_asian_letter_is_told_and_never_read_as_another_letter() -> None:
    written = "か\u0301 漢\u0301 가\u0301\u0302 漢\u0301 and e\u0301, が, か\u3099, 𓀀"
    with pytest.raises(LettersWithoutShape) as told:
        as_pdf([a_page(written)])
    assert told.value.letters == ["𓀀", "か\u0301", "漢\u0301", "가\u0301\u0302"]
    assert told.value.count == 5
    with pytest.raises(LettersWithoutShape) as told:
        as_pdf([a_page("漢\u0301 alone")])
    assert (told.value.letters, told.value.count) == (["漢\u0301"], 1)
    said = unicodedata.normalize("NFC", text_of(as_pdf([a_page(written)], by_number=True)))
    assert "か[U+0301] 漢[U+0301] 가[U+0301][U+0302] 漢[U+0301] and é, が, が, [U+13000]" in said


def test_the_export_asks_before_it_gives_a_pdf_without_some_letters(maya: Client) -> None:
    keep(maya, a_page("𓀀 and tea"))
    sent = {"what": "all", "form": "pdf", "password": PASSWORD}
    answer = maya.post("/journal/export/", sent)
    assert answer.status_code == 422
    assert "1 letter of these pages has no shape in our fonts: 𓀀 (U+13000)" in answer.text
    assert 'name="by_number"' in answer.text
    taken = file_in(maya.post("/journal/export/", {**sent, "by_number": "on"}))
    assert "[U+13000] and tea" in text_of(taken)
    assert 'name="by_number"' not in maya.get("/journal/export/").text
    keep(maya, a_page("漢\u0301"))
    assert "𓀀 (U+13000), 漢\u0301 (U+6F22 U+0301)" in maya.post("/journal/export/", sent).text


@pytest.mark.django_db(transaction=True)
def test_one_pdf_is_made_at_a_time_for_each_member(maya: Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    vault = open_vault_of(maya)
    keep(maya)
    sent = {"what": "all", "form": "pdf", "password": PASSWORD}

    def meanwhile() -> int:
        try:
            return maya.post("/journal/export/", sent).status_code
        finally:
            connection.close()

    with one_at_a_time("pdf", vault.id), ThreadPoolExecutor(1) as other:
        assert other.submit(meanwhile).result() == 422
    assert maya.post("/journal/export/", sent).status_code == 200
