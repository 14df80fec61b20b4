"""With “dates only in lists” no page shows a word of a journal but one that was opened."""

from datetime import date, timedelta

import pytest
from django.test import Client

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.models import Draft, Preferences
from apps.practices.catalogue import catalogue
from apps.practices.practice import Practice, QuestionKind
from apps.vault.codec import replace
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.routes import private_routes, public_routes
from tests.sample_objects import (
    a_draft_content,
    a_mark,
    has_sample,
    keep_photo,
    private_address,
    public_address,
)

pytestmark = pytest.mark.django_db

WORD = "Quagga"
TODAY = date.today()
# Each opens one page, draft or photo, which was asked for: there its words are shown.
OPENED = {"journal:entry", "journal:edit", "journal:version", "journal:draft", "journal:photo"}
# An earlier answer stands in its field, to be gone on with; a picture has no words.
OPENED |= {"journal:outcome", "journal:photo_file", "journal:photo_thumbnail"}


def head(**changes: object) -> EntryHead:
    said = {
        "day": TODAY,
        "title": WORD,
        "feelings": (WORD,),
        "tags": (WORD,),
        "people": (WORD,),
        "water": 1,
    }
    return EntryHead(**{**said, **changes})  # type: ignore[arg-type]


def answered(practice: Practice, *, day: date) -> EntryContent:
    """One answer to each question that takes words."""
    answers = tuple(
        PromptAnswer(each.id, WORD if each.kind in (QuestionKind.LINE, QuestionKind.TEXT) else "5")
        for each in practice.questions
        if each.kind in (QuestionKind.LINE, QuestionKind.TEXT, QuestionKind.NUMBER)
    )
    said = head(day=day, practice=practice.id, practice_version=practice.version)
    return EntryContent(head=said, body=WORD, answers=answers)


def fill(client: Client) -> UnlockedVault:
    """Pages of every kind, each with one word in every place: of today, of long ago, of all
    practices, in the trash, changed, with a photo; and a draft.
    """
    vault = open_vault_of(client)
    for days in range(6):
        keep(client, EntryContent(head=head(day=TODAY - timedelta(days=days)), body=WORD))
    year_ago = TODAY.replace(year=TODAY.year - 1, day=min(TODAY.day, 28))
    old = head(day=year_ago, prompt_id="1-1", prompt_text="What did you need?")
    keep(client, EntryContent(head=old, body=WORD))
    for practice in catalogue().practices:
        keep(client, answered(practice, day=TODAY - timedelta(days=1)))
    row = keep(client, EntryContent(head=head(), body=WORD))
    row.rewrite(vault, EntryContent(head=head(), body=f"{WORD} again"), expected=1)
    keep_photo(vault, row, description=WORD)
    keep(client, EntryContent(head=head(), body=WORD)).trash()
    Draft.keep(vault, a_draft_content(title=WORD, body=WORD), a_mark())
    client.post("/journal/practices/hard-hour/pin/", {"pinned": "1"})
    pins = (str(row.id),)
    Preferences.change(vault, lambda kept: replace(kept, dates_only=True, pins=pins))
    return vault


def test_no_page_but_an_opened_one_shows_a_word(maya: Client) -> None:
    vault = fill(maya)
    addresses = {
        str(route): public_address(route)
        for route in public_routes()
        if has_sample(route) and route.room in {"journal", "pages", "practices"}
    }
    practices = [each.id for each in catalogue().practices]
    addresses |= {each: f"/journal/practices/{each}/?all=1" for each in practices}
    for route in private_routes():
        if route.name not in OPENED and has_sample(route):
            addresses[str(route)] = private_address(route, owner=vault)
    addresses |= {"months": f"/journal/calendar/{TODAY.year}/{TODAY.month}/"}
    shown = [
        f"{name} {address}"
        for name, address in addresses.items()
        if WORD.encode() in maya.get(address, follow=True).content
    ]
    found = maya.post("/journal/search/", {"q": WORD})
    assert b'href="/journal/' in found.content
    if WORD in found.content.decode().partition('id="results"')[2]:
        shown.append("search")
    assert not shown, "\n".join(shown)

    for address in ("practices/small-win/", "progress/", "insights/"):
        place = f"/journal/{address}"
        assert "Show them here this once" in maya.get(place).content.decode()
        assert WORD in maya.get(place, {"words": "1"}).content.decode()
