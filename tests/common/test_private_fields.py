"""What is typed on a private page goes to us alone: no field lets the browser send it away."""

import re
from html.parser import HTMLParser
from typing import Final

import pytest
from django.test import Client

from tests.factories import open_vault_of
from tests.routes import private_routes
from tests.sample_objects import has_sample, load_text, private_address

pytestmark = pytest.mark.django_db

# What a browser or a password manager is asked to fill in by name.
FILLED_IN: Final = {"username", "new-password", "current-password", "email", "one-time-code"}
NO_WORDS: Final = {
    *("hidden", "checkbox", "radio", "submit", "button", "file"),
    *("number", "date", "time", "datetime-local"),
}
BODY: Final = re.compile(r"<body([^>]*)>")


class Fields(HTMLParser):
    """The fields for words of a page that a browser may complete."""

    def __init__(self) -> None:
        super().__init__()
        self.form_is_off = False
        self.open: list[str] = []
        self.checked: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.form_is_off = said.get("autocomplete") == "off"
        if tag not in ("input", "textarea") or said.get("type", "text") in NO_WORDS:
            return
        self.seen += 1
        name = str(said.get("name") or said.get("id"))
        completes = said.get("autocomplete") or ("off" if self.form_is_off else "")
        if completes not in FILLED_IN | {"off"}:
            self.open.append(name)
        if said.get("spellcheck") == "true" or said.get("writingsuggestions") == "true":
            self.checked.append(name)

    def handle_endtag(self, tag: str) -> None:
        self.form_is_off = self.form_is_off and tag != "form"


@pytest.fixture
def texts(db: None) -> None:
    load_text()


@pytest.mark.usefixtures("texts")
def test_no_field_of_a_private_page_is_completed_checked_or_translated_away(maya: Client) -> None:
    pages, fields, wrong = 0, 0, []
    for route in filter(has_sample, private_routes()):
        if str(route).startswith("editing"):
            continue
        answer = maya.get(private_address(route, owner=open_vault_of(maya)))
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        html = answer.content.decode() if not answer.streaming else ""
        body = BODY.search(html)
        if body is None:  # a piece for htmx
            continue
        pages += 1
        for needed in ('spellcheck="false"', 'writingsuggestions="false"', 'translate="no"'):
            if needed not in body[1]:
                wrong.append(f"{route}: {needed}")
        found = Fields()
        found.feed(html)
        fields += found.seen
        wrong += [f"{route}: {name} is completed" for name in found.open]
        wrong += [f"{route}: {name} is checked" for name in found.checked]
    assert not wrong, "\n".join(wrong)
    assert pages > 30
    assert fields > 60


def test_a_visitors_page_and_a_guide_may_be_translated(visitor: Client, maya: Client) -> None:
    assert "translate=" not in str(BODY.findall(visitor.get("/safety/").content.decode()))
    assert 'translate="no"' not in str(BODY.findall(maya.get("/safety/").content.decode()))
