"""What an editor does, in one line each."""

import re
from html import unescape
from typing import Any

from django.test import Client

from apps.articles.editing.forms import initial_of
from apps.articles.models import Revision
from tests.articles.editing.conftest import SLUG

PLACE = f"/editing/guides/{SLUG}/"


def fields(slug: str = SLUG, **changed: str) -> dict[str, Any]:
    """The form as the page sends it: the current text, with these fields changed."""
    last = Revision.objects.of(slug)[0]
    sent = {name: value for name, value in initial_of(last.text).items() if value is not False}
    return {**sent, "base": str(last.number), "note": "", "state": "draft", **changed}


def body(**replaced: str) -> str:
    """The sample's text with some words replaced: `It is common.` by a `common=…`."""
    text = str(fields()["body"])
    for name, words in {"common": "It is common.", "when": "Say *when*."}.items():
        text = text.replace(words, replaced.get(name, words))
    return text


def save(client: Client, slug: str = SLUG, **changed: str) -> Any:
    return client.post(f"/editing/guides/{slug}/", fields(slug, **changed))


def publish(client: Client, slug: str = SLUG, **changed: str) -> Any:
    return save(client, slug, **{**changed, "state": "published"})


def main_of(answer: Any) -> str:
    """The page's own words, without what stands around them."""
    page = answer.content.decode()
    return unescape(page.partition("<main")[2].partition("</main>")[0])


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(answer)).split())
