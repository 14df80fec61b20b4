"""What a file says of a page is the whole page, and nothing but a page is read out of a file."""

import json
from typing import Any

import pytest
from hypothesis import given

from apps.journal.entries.content import EntryContent
from apps.journal.exporting.entry_json import entry_data, page_of
from apps.journal.exporting.markdown_file import as_markdown, parse_markdown
from apps.vault.registry import Unreadable
from tests.journal.entry_samples import a_page
from tests.journal.strategies import pages


@given(pages())
def test_any_page_comes_back_from_json_as_it_was(page: EntryContent) -> None:
    assert page_of(json.loads(json.dumps(entry_data(page)))) == page


@given(pages())
def test_any_page_comes_back_from_markdown_as_it_was(page: EntryContent) -> None:
    assert page_of(parse_markdown(as_markdown(entry_data(page)))) == page


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": None},
        {"day": "yesterday"},
        {"day": 20261121},
        {"water": 6},
        {"water": True},
        {"water": "3"},
        {"before": -1},
        {"title": ["a"]},
        {"title": "x" * 1001},
        {"title": "\ud800"},
        {"feelings": "sad"},
        {"feelings": [1]},
        {"body": None},
        {"body": "x" * 200_001},
        {"answers": [{"question": "a"}]},
        {"answers": "none"},
    ],
    ids=str,
)
def test_what_is_no_page_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        page_of({**entry_data(a_page()), **wrong})


def test_what_a_later_version_says_is_passed_over() -> None:
    assert page_of({**entry_data(a_page()), "weather": {"wind": 3}}) == a_page()
