"""What tests send to and read off an account page."""

import re
from http.cookies import SimpleCookie
from typing import Any, Protocol

from django.test import Client

SIGN_IN = "/account/sign-in/"
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


class Answer(Protocol):
    """What the test client hands back, as far as it is read here."""

    @property
    def status_code(self) -> int: ...

    @property
    def content(self) -> Any: ...

    @property
    def cookies(self) -> SimpleCookie: ...


def words_of(response: Answer) -> str:
    """The page without its form tokens, which differ in every answer."""
    return FORM_TOKEN.sub("", str(response.content.decode()))


def describes(response: Answer, field: str, words: str) -> bool:
    """Whether `words` stand beside the field, and the field says so to a screen reader."""
    page = response.content.decode()
    control = re.search(rf'<(?:input|textarea)[^>]*\bname="{field}"[^>]*>', page)
    beside = re.search(rf'<div id="id_{field}_error">(.*?)</div>', page, re.S)
    assert control is not None, f"no field {field}"
    return (
        beside is not None
        and words in beside[1]
        and 'aria-invalid="true"' in control[0]
        and f"id_{field}_error" in control[0]
    )


def cookie(response: Answer, name: str) -> str:
    """The value that an answer gives a cookie; an empty text is one that is taken away."""
    return str(response.cookies[name].value)


def try_once(client: Client, name: str, password: str = "not it at all") -> int:
    return client.post(SIGN_IN, {"login": name, "password": password}).status_code
