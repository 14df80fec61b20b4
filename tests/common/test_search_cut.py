"""A search that takes less than was typed says so, and how much it looked for."""

import pytest
from django.test import Client

from apps.articles.search.search import MOST_WORDS
from tests.factories import open_vault_of
from tests.sample_objects import keep_passage

pytestmark = pytest.mark.django_db

ONE_WORD_MORE = "gull " * (MOST_WORDS + 1)
LIMITS = f"Only the first {MOST_WORDS} words, and 100 characters at most, were looked for."
LONG = "gull " * 60


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("harbour gull", ""),
        ("gull    " * MOST_WORDS, ""),
        (ONE_WORD_MORE, LIMITS),
        (LONG, LIMITS),
        ("x" * 5000, LIMITS),
    ],
)
def test_the_library_says_what_it_left_out(visitor: Client, words: str, said: str) -> None:
    html = visitor.get("/guides/", {"q": words}).content.decode()
    assert ("more than a search takes" in html) == bool(said)
    assert said in html


def test_practices_and_the_shelf_say_it_too(maya: Client) -> None:
    keep_passage(open_vault_of(maya))
    for words, is_cut in [("gull", False), (LONG, True)]:
        for page, most in [
            (maya.get("/journal/practices/", {"q": words}), 100),
            (maya.post("/guides/shelf/", {"q": words}), 200),
        ]:
            said = f"Only the first {most} characters were looked for."
            assert (said in page.content.decode()) == is_cut
