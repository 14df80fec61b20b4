"""Public pages travel small, members' pages as they are."""

import gzip

import brotli
import pytest
from django.test import Client

from apps.common.http.compression import coding_for, etag_of
from tests.articles.factories import make_guide


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("BR", "br"),
        ("*", "br"),
        ("*;q=0", ""),
        ("*, br;q=0", "gzip"),
        ("br;q=much", ""),
        ("brotli", ""),
    ],
)
def test_a_coding_is_one_that_the_browser_accepts(accepted: str, coding: str) -> None:
    assert coding_for(accepted) == coding


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/guides/a-guide/", "/guides/", "/safety/", "/guides/feed/"])
def test_each_coding_says_the_same_and_has_the_same_etag(visitor: Client, address: str) -> None:
    make_guide()
    plain = visitor.get(address)
    for _ in range(2):  # made, and then kept
        for coding, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            answer = visitor.get(address, headers={"accept-encoding": coding})
            assert answer["Content-Encoding"] == coding
            assert opened(answer.content) == plain.content
            assert int(answer["Content-Length"]) == len(answer.content) < len(plain.content)
            assert answer["ETag"] == plain["ETag"] == etag_of(plain.content)
            assert answer["Vary"] == plain["Vary"]
            assert answer["Vary"].endswith("Cookie, Accept-Encoding")
            known = {"accept-encoding": coding, "if-none-match": plain["ETag"]}
            again = visitor.get(address, headers=known)
            assert (again.status_code, again.content) == (304, b"")
            assert "Content-Encoding" not in again.headers
    assert "Content-Encoding" not in plain.headers


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/guides/a-guide/", "/journal/", "/account/"])
def test_a_members_page_is_never_compressed(maya: Client, address: str) -> None:
    make_guide()
    answer = maya.get(address, headers={"accept-encoding": "br, gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/sign-in/", "/account/sign-up/"])
def test_neither_is_a_page_that_holds_a_token(visitor: Client, address: str) -> None:
    for _ in range(2):  # with the token's cookie still to come, and with it
        answer = visitor.get(address, headers={"accept-encoding": "br, gzip"})
        assert b"csrfmiddlewaretoken" in answer.content
        assert "Content-Encoding" not in answer.headers
