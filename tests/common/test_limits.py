"""A limit that changes changes the sentence that names it."""

import pytest
from django.test import Client
from django.utils.translation import ngettext_lazy

from apps.common.limits import with_limits
from apps.journal.models import EntryTemplate
from apps.journal.preferences.content import PreferencesContent, TooManyPins
from apps.journal.views import entry_templates
from tests.journal.test_entry_templates import NEW, sent

ROOM = ngettext_lazy("Room for %(most)s word.", "Room for %(most)s words.", "most")


@pytest.mark.parametrize(
    ("most", "said"),
    [(1, "Room for 1 word."), (12, "Room for 12 words."), (20_000, "Room for 20,000 words.")],
)
def test_the_number_is_written_as_people_do(most: int, said: str) -> None:
    assert str(with_limits(ROOM, most=most)) == said


def test_the_sentence_on_pins_follows_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from uuid import uuid4

    monkeypatch.setattr("apps.journal.preferences.content.MOST_PINS", 1)
    one = PreferencesContent().pinning(uuid4(), wanted=True)
    with pytest.raises(TooManyPins, match="1 page is pinned already"):
        one.pinning(uuid4(), wanted=True)


@pytest.mark.django_db
def test_the_sentence_on_templates_follows_their_limit(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.journal.models.entry_templates.MOST_TEMPLATES", 2)
    monkeypatch.setattr(entry_templates, "MOST_TEMPLATES", 2)
    for name in ("one", "two"):
        assert maya.post(NEW, sent(title=name)).status_code == 303
    answer = maya.post(NEW, sent(title="three"))
    assert answer.status_code == 422
    assert "2 templates are kept already" in answer.content.decode()
    assert EntryTemplate.objects.count() == 2


@pytest.mark.django_db
def test_the_sentence_on_drafts_follows_their_limit(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.journal.templatetags.journal.MOST_LOCKED_DRAFTS", 3)
    assert "Not saved: 3 drafts already wait" in maya.get("/journal/new/").content.decode()
