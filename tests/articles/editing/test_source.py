"""A guide's text goes through the editor's fields and comes back as it was written."""

import tomllib
from datetime import date

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.content.parse import guide_from
from apps.articles.editing.front_matter import KEYS, body_of, other_of, rewritten, toml, values_of
from tests.articles.factories import GUIDE

FILES = sorted((settings.BASE_DIR / "fixtures" / "guides").glob("*.md"))


def again(text: str, **changed: object) -> str:
    values = {key: values_of(text).get(key) for key in KEYS} | changed
    return rewritten(text, values=values, other=other_of(text), body=body_of(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_guide_comes_back_as_it_was(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert again(text) == text


@pytest.mark.parametrize("path", FILES[:3], ids=lambda path: path.stem)
def test_one_changed_line_is_all_that_changes(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    changed = again(text, summary='It says "this", and no more.')
    differing = set(changed.splitlines()) ^ set(text.splitlines())
    assert len(differing - {""}) == 2
    assert values_of(changed)["summary"] == 'It says "this", and no more.'


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))), st.integers(0, 99))
def test_whatever_is_written_can_be_read(words: str, number: int) -> None:
    values = {"a": words, "b": [words, words], "c": number, "d": True, "e": date(2026, 11, 24)}
    values["f"] = [{"date": date(2026, 1, 2), "note": words}]
    written = "\n".join(toml(key, value) for key, value in values.items())
    assert tomllib.loads(written) == values


def test_lines_that_no_field_is_for_stay(db: None) -> None:
    text = GUIDE.replace('content_note = ""', 'content_note = ""\nlanguage = "en"')
    assert other_of(text) == 'language = "en"'
    assert again(text) == text
    assert values_of(again(text, title="New"))["language"] == "en"
    moved = rewritten(text, values={"title": "New"}, other='tone = "calm"', body="Body.")
    assert values_of(moved) == {"title": "New", "tone": "calm"}


def test_a_text_made_of_values_alone_is_a_guide() -> None:
    values = values_of(GUIDE)
    made = rewritten("+++\n\n+++\n", values=values, other="", body=body_of(GUIDE))
    ours, theirs = guide_from(made, name="a.md"), guide_from(GUIDE, name="a.md")
    assert values_of(made) == values
    assert ours.body.strip() == theirs.body.strip()
