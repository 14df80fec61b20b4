"""A view looks up what its page shows, once: no tag queries or unseals, and no blob opens twice."""

import ast
import importlib
import inspect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection, models
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.articles.models import Shelf
from apps.articles.shelf.content import ReadingPosition
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models import Draft, Entry, JournalState, Preferences
from apps.pages.look_back_cards import LookBackCard, card_on
from apps.vault import unlocked_vault
from apps.vault.crypto import sealing
from tests.articles.factories import make_guide
from tests.factories import open_vault_of, sign_in
from tests.journal.entry_samples import sent
from tests.sample_objects import (
    a_draft_content,
    a_mark,
    keep_passage,
    keep_photo,
    keep_result,
    keep_template,
)

TEMPLATE_TAGS: Final = sorted(Path(settings.BASE_DIR).glob("apps/*/templatetags/*.py"))
LAYER_OF_DATA: Final = {"objects", "unseal", "unseal_many"}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)


@pytest.mark.parametrize("path", TEMPLATE_TAGS, ids=module_of)
def test_no_template_tag_knows_a_model_a_query_or_a_sealed_blob(path: Path) -> None:
    module = importlib.import_module(module_of(path))
    found = [
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, models.Model | models.QuerySet)
    ]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in LAYER_OF_DATA:
            found.append(f"{node.attr} in line {node.lineno}")
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("apps.vault"):
            found.append(f"{node.module} in line {node.lineno}")
    assert found == []


@pytest.fixture
def evening() -> Iterator[date]:
    """A day on which the sessions of these tests begin, and no card has its day yet."""
    with time_machine.travel("2027-03-08 18:00", tick=False):
        yield timezone.localdate()


def day_of(card: LookBackCard, *, vault_id: UUID, since: date) -> date:
    days = (since + timedelta(days=n) for n in range(1, 30))
    return next(day for day in days if card_on(day, vault_id=vault_id) is card)


def write_reminded(client: Client, day: date) -> str:
    """The address of an entry that comes back on a day."""
    form = sent(practice_id="look-again", title="Fair", **{"answer-day": day.isoformat()})
    return str(client.post("/journal/new/", form)["Location"])


def fill(client: Client, *, today: date) -> dict[str, str]:
    """A journal with something of everything that these pages show, and the addresses of it.

    One entry is new, pinned, due and of this day a year ago at once.
    """
    vault = open_vault_of(client)
    make_guide()
    place = write_reminded(client, today)
    reminded = Entry.objects.get()
    a_year_ago = EntryHead(day=today.replace(year=today.year - 1), title="Pier")
    entry = Entry.write(vault, EntryContent(head=a_year_ago, body="x"), entry_id=uuid4())
    Entry.objects.filter(pk=entry.pk).update(changed_on=a_year_ago.day)
    Preferences.change(vault, lambda p: p.pinning(entry.id, wanted=True))
    Preferences.change(vault, lambda p: p.pinning(reminded.id, wanted=True))
    JournalState.change(
        vault,
        lambda state: state.waiting_with(
            str(entry.id), until=today.isoformat(), answer="x"
        ).at_step("missing-them", 1),
    )
    template = keep_template(vault)
    keep_photo(vault, entry)
    keep_result(vault)
    Draft.keep(vault, a_draft_content(title="Half a sentence"), a_mark())
    Draft.keep(
        vault, a_draft_content(title="More", entry_id=str(reminded.id), revision="1"), a_mark()
    )
    position = ReadingPosition(
        slug="a-guide", title="x", section="early", heading="Catch it early", on=today
    )
    Shelf.change(vault, lambda shelf: shelf.stop_at(position))
    keep_passage(vault)
    return {
        "Today": "/",
        "the list of entries": "/journal/",
        "a new page": "/journal/new/",
        "a new page from a template": f"/journal/new/?template={template.id}",
        "an entry": f"/journal/{entry.id}/",
        "an entry that comes back": place,
        "an entry to change": f"{place}edit/",
        "its photos": f"/journal/{entry.id}/photos/",
        "the calendar": f"/journal/calendar/{today.year}/{today.month}/",
        "insights": "/journal/insights/?span=all",
        "progress": "/journal/progress/",
        "drafts": "/journal/drafts/",
        "a draft": f"/journal/drafts/{Draft.objects.newest()[0].id}/",
        "templates": "/journal/templates/",
        "settings": "/journal/settings/",
        "trash": "/journal/trash/",
        "the practices": "/journal/practices/",
        "a practice": "/journal/practices/look-again/",
        "a practice that shows another beside it": "/journal/practices/check-in/",
        "a sitting": "/journal/practices/look-again/new/",
        "a course": "/journal/journeys/missing-them/",
    }


@contextmanager
def counted_unseals() -> Iterator[Counter[bytes]]:
    """How often each blob was opened; a blob has a nonce of its own, and so is like no other."""
    counted: Counter[bytes] = Counter()

    def unseal(blob: bytes, **place: Any) -> bytes:
        counted[bytes(blob)] += 1
        return sealing.unseal(blob, **place)

    def unseal_many(blobs: Any, **place: Any) -> Any:
        known = list(blobs)
        counted.update(bytes(blob) for _id, _revision, blob in known)
        return sealing.unseal_many(known, **place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unlocked_vault, "unseal", unseal)
        patch.setattr(unlocked_vault, "unseal_many", unseal_many)
        yield counted


@contextmanager
def lookups_while_rendering(counted: Counter[bytes]) -> Iterator[list[str]]:
    """The SQL that was asked, and the blobs that were opened, while a template was rendered."""
    asked: list[str] = []
    rendered: list[Template] = []
    render = Template.render

    def watched(self: Template, *args: Any, **options: Any) -> Any:
        rendered.append(self)
        before = counted.total()
        with CaptureQueriesContext(connection) as queries:
            answer = render(self, *args, **options)
        asked.extend(query["sql"] for query in queries.captured_queries)
        asked.extend(["unseal"] * (counted.total() - before))
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", watched)
        yield asked
    assert rendered, "nothing was rendered"


@pytest.mark.django_db
@pytest.mark.parametrize("card", LookBackCard)
def test_no_blob_is_opened_twice_and_rendering_asks_nothing(
    evening: date, maya: Client, card: LookBackCard
) -> None:
    today = day_of(card, vault_id=open_vault_of(maya).id, since=evening)
    with time_machine.travel(f"{today} 19:00", tick=False):
        maya = sign_in(Client(), "maya")  # the first session has ended meanwhile
        addresses = fill(maya, today=today)
        for name, address in addresses.items():
            with counted_unseals() as counted, lookups_while_rendering(counted) as asked:
                answer = maya.get(address)
            assert answer.status_code == 200, name
            assert asked == [], name
            assert max(counted.values(), default=0) <= 1, (name, counted.most_common(3))
        html = maya.get("/").content.decode()
    for shown in ("Half a sentence", "Waiting for you", "Begin from a template"):
        assert shown in html
    assert ("On this day" in html) == (card is LookBackCard.THIS_DAY)
