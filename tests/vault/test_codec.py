"""One codec for what is sealed: what it takes, what it refuses, and what it writes."""

from datetime import UTC, datetime
from typing import ClassVar

import pytest

from apps.vault.codec import Content, decode, decode_many
from apps.vault.crypto.sealing import Damaged


class Plain(Content, frozen=True, kw_only=True):
    word: str
    later: int = 0


class Numbered(Content, frozen=True, kw_only=True, tag_field="version", tag=1):
    always_present: ClassVar = frozenset({"version", "words"})

    words: tuple[str, ...] = ()


class Typed(Content, frozen=True, kw_only=True):
    takes_lone_surrogates: ClassVar = True
    always_present: ClassVar = frozenset({"word"})

    word: str = ""
    at: datetime = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)


def test_bytes_are_those_of_every_release_before() -> None:
    assert Plain(word="Příliš\n").to_bytes() == '{"word": "Příliš\\n", "later": 0}'.encode()
    assert Numbered(words=("a", "b")).to_bytes() == b'{"version": 1, "words": ["a", "b"]}'
    assert Typed().to_bytes() == b'{"word": "", "at": "2026-11-21T21:40:00+00:00"}'


def test_an_older_form_lacks_a_name_and_a_later_one_has_more() -> None:
    assert Plain.from_bytes(b'{"word": "x"}') == Plain(word="x")
    assert Plain.from_bytes(b'{"word": "x", "of_a_later_version": [1]}') == Plain(word="x")


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff", b"null", b"[]", b"{}", b'{"word": 1}', b'{"word": null}'),
        *(b'{"word": "x"} x', b'{"word": "x", "later": "1"}', b"[" * 100_000),
        b'{"word": "\xed\xa0\xbd"}',
    ],
)
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        Plain.from_bytes(data)


@pytest.mark.parametrize(
    "data", [b'{"words": []}', b'{"version": 1}', b'{"version": 2, "words": []}']
)
def test_a_numbered_form_is_read_with_its_number_alone(data: bytes) -> None:
    assert Numbered.from_bytes(b'{"version": 1, "words": []}') == Numbered()
    with pytest.raises(Damaged):
        Numbered.from_bytes(data)


def test_half_of_a_surrogate_pair_is_kept_where_a_composer_may_send_one() -> None:
    typed = Typed(word="cut \ud83d")
    assert Typed.from_bytes(typed.to_bytes()) == typed
    for data in (b"\xed\xa0\xbd", b'{"word": "\xed\xa0\xbd"', b'{"at": "\xed\xa0\xbd"}'):
        with pytest.raises(Damaged):
            Typed.from_bytes(data)
    with pytest.raises(UnicodeEncodeError):
        Plain(word="cut \ud83d").to_bytes()


def test_a_list_is_read_by_the_type_of_its_parts() -> None:
    assert decode(list[tuple[str, int]], b'[["a", 1]]') == [("a", 1)]
    with pytest.raises(Damaged):
        decode(list[tuple[str, int]], b'[["a", "b"]]')


@pytest.mark.parametrize("kind", [Plain, Numbered, Typed])
def test_many_are_read_as_one_is(kind: type[Content]) -> None:
    blobs = [
        *(b'{"word": "x"}', b'{"word": 1}', b'{"version": 1, "words": ["a"]}', b"{}", b"", b"\xff"),
        *(b'{"word": "\xed\xa0\x80", "at": "2026-11-21T21:40:00+00:00"}', b"[" * 100_000),
    ]
    found = list(decode_many(kind, blobs))
    for blob, each in zip(blobs, found, strict=True):
        if each is None:
            with pytest.raises(Damaged):
                decode(kind, blob)
        else:
            assert each == decode(kind, blob)
    assert {each is None for each in found} == {True, False}
