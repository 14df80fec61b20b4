"""The shelf as pure data: verbs that say what is wanted, limits, and bytes that read back."""

import json
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.articles.shelf.content import (
    MOST_PASSAGES,
    MOST_POSITIONS,
    MOST_SAVED,
    ReadingPosition,
    SavedGuide,
    ShelfContent,
    ShelfFull,
)
from apps.articles.shelf.passages import LONGEST_NOTE, LONGEST_QUOTE, NoteConflict, Passage
from apps.vault.codec import replace
from apps.vault.crypto.sealing import MAX_PLAINTEXT_BYTES, Damaged

DAY = date(2026, 11, 24)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
shelves = st.builds(
    ShelfContent,
    saved=st.lists(st.builds(SavedGuide, slug=text, title=text, on=st.dates()), max_size=2).map(
        tuple
    ),
    places=st.lists(
        st.builds(
            ReadingPosition, slug=text, title=text, section=text, heading=text, on=st.dates()
        ),
        max_size=2,
    ).map(tuple),
    passages=st.lists(
        st.builds(Passage, slug=text, title=text, quote=text, note=text, on=st.dates()), max_size=2
    ).map(tuple),
    reading_as=text,
    keeps_places=st.booleans(),
)


def saved(slug: str = "a") -> SavedGuide:
    return SavedGuide(slug=slug, title=slug.upper(), on=DAY)


def place(slug: str = "a", section: str = "one") -> ReadingPosition:
    return ReadingPosition(slug=slug, title=slug.upper(), section=section, heading=section, on=DAY)


def passage(quote: str = "Words.", **more: str) -> Passage:
    return Passage.new(slug="a", title="A", quote=quote, on=DAY, **more)


@settings(
    max_examples=min(40, settings().max_examples), suppress_health_check=[HealthCheck.too_slow]
)
@given(shelves)
def test_a_shelf_reads_back_as_it_was_kept(contents: ShelfContent) -> None:
    assert ShelfContent.from_bytes(contents.to_bytes()) == contents


def test_the_shape_of_version_1_is_read_for_ever() -> None:
    data = (
        '{"version": 1, "saved": [{"slug": "a", "title": "A", "on": "2026-11-24"}], '
        '"places": [{"slug": "a", "title": "A", "section": "one", "heading": "One", '
        '"on": "2026-11-24"}], "passages": [{"id": "6f1c2a54-6f0e-4f2e-9a0c-0d5e2b1c3a4f", '
        '"slug": "a", "title": "A", "quote": "Words.", "before": "x", "after": "y", '
        '"note": "é", "revision": 3, "on": "2026-11-24"}], "reading_as": "self", '
        '"keeps_places": false}'
    )
    contents = ShelfContent.from_bytes(data.encode())
    assert (contents.reading_as, contents.keeps_places) == ("self", False)
    assert (contents.passages[0].note, contents.passages[0].revision) == ("é", 3)
    assert json.loads(contents.to_bytes()) == json.loads(data)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"version": 2}', b'{"version": 1, "saved": [{}]}']
)
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        ShelfContent.from_bytes(data)


def test_the_same_wish_twice_changes_nothing_the_second_time() -> None:
    once = ShelfContent().keep(saved()).stop_at(place()).keep_passage(passage())
    assert once.keep(saved()).stop_at(place()).keep_passage(passage()) == once
    none = once.release("a").leave("a").drop_passage(once.passages[0].id)
    assert none == ShelfContent()
    assert none.release("a").leave("a").drop_passage(uuid4()) == none


def test_a_full_shelf_says_so_and_keeps_what_it_has() -> None:
    full = ShelfContent(
        saved=tuple(saved(str(n)) for n in range(MOST_SAVED)),
        passages=tuple(passage(str(n)) for n in range(MOST_PASSAGES)),
        places=tuple(place(str(n)) for n in range(MOST_POSITIONS)),
    )
    with pytest.raises(ShelfFull):
        full.keep(saved("one more"))
    with pytest.raises(ShelfFull):
        full.keep_passage(passage("one more"))
    moved = full.stop_at(place("one more"))
    assert len(moved.places) == MOST_POSITIONS
    assert moved.position_in("0") is None
    assert moved.position_in("one more") is not None


def test_the_fullest_shelf_still_fits_into_one_blob() -> None:
    big = passage("\U0001f300" * LONGEST_QUOTE, note="\U0001f300" * LONGEST_NOTE)
    full = ShelfContent(passages=(big,) * MOST_PASSAGES, saved=(saved("x" * 80),) * MOST_SAVED)
    assert len(full.to_bytes()) < MAX_PLAINTEXT_BYTES - 2_000_000


def test_a_note_comes_to_a_passage_that_has_none_and_never_over_another() -> None:
    bare = ShelfContent().keep_passage(passage())
    noted = bare.keep_passage(passage(note="why"))
    assert [each.note for each in noted.passages] == ["why"]
    assert noted.keep_passage(passage()) == noted
    assert noted.keep_passage(passage(note="why")) == noted
    with pytest.raises(NoteConflict):
        noted.keep_passage(passage(note="another"))


def test_a_note_is_written_over_only_as_it_was_opened() -> None:
    shelf = ShelfContent().keep_passage(passage(note="first"))
    known = shelf.passages[0].id
    second = shelf.change_note(known, "second", expected=1)
    assert (second.passages[0].note, second.passages[0].revision) == ("second", 2)
    assert second.change_note(known, "second", expected=1) == second
    with pytest.raises(NoteConflict) as conflict:
        second.change_note(known, "third", expected=1)
    assert conflict.value.kept.note == "second"
    with pytest.raises(KeyError):
        shelf.change_note(uuid4(), "x", expected=1)


def test_without_places_those_that_are_kept_go_and_none_is_added() -> None:
    shelf = ShelfContent().stop_at(place()).read_as("partner", keeps_places=False)
    assert (shelf.places, shelf.reading_as) == ((), "partner")
    assert shelf.stop_at(place()) == shelf
    assert replace(shelf, keeps_places=True).stop_at(place()).places == (place(),)
