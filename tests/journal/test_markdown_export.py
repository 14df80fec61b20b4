"""Every word of a page stands in its Markdown file, in its order, and the file says the same."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.exporting.entry_json import entry_data, page_of
from apps.journal.exporting.markdown_file import as_markdown, parse_markdown
from tests.common.test_member_markdown import DIARIES, words_of
from tests.journal.entry_samples import a_page


def below_the_fields(file: str) -> str:
    return file.partition("\n---\n")[2]


@given(DIARIES, st.text(max_size=60))
def test_every_word_stands_in_the_markdown_file_in_the_same_order(text: str, title: str) -> None:
    page = a_page(text, title=title)
    file = as_markdown(entry_data(page))
    assert below_the_fields(file) == text
    assert words_of(below_the_fields(file)) == words_of(text)
    assert page_of(parse_markdown(file)) == page


@given(DIARIES, DIARIES, DIARIES)
def test_the_answers_to_a_practice_stand_there_in_the_words_of_its_questions(
    first: str, second: str, after: str
) -> None:
    head = EntryHead(day=date(2026, 11, 20), practice="three-columns", practice_version=1)
    answers = (PromptAnswer("happened", first), PromptAnswer("story", second))
    page = EntryContent(head=head, body=after, answers=answers)
    file = as_markdown(entry_data(page))
    left = iter(words_of(below_the_fields(file)))
    assert all(word in left for word in words_of(f"{first}\n{second}\n{after}"))
    assert page_of(parse_markdown(file)) == page
