"""One list of words that nobody is called or promised, whatever is written."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from apps.common.text import style_rules
from apps.common.text.style_rules import (
    IN_GUIDES,
    IN_PRACTICES,
    IN_QUESTIONNAIRES,
    ON_PAGES,
    banned_in,
    without_speech,
)


@pytest.mark.parametrize("banned", [IN_GUIDES, IN_PRACTICES, IN_QUESTIONNAIRES, ON_PAGES])
def test_no_room_calls_somebody_names(banned: tuple[str, ...]) -> None:
    said = "Narcissists are TOXIC, needy and clingy; you will heal!"
    assert [*banned_in(said, banned)][:5] == ["Narcissists", "TOXIC", "needy", "clingy", "heal"]


def test_a_room_may_ban_more_than_another() -> None:
    assert list(banned_in("A diagnosis is no score.", IN_GUIDES)) == []
    assert list(banned_in("A diagnosis is no score.", IN_PRACTICES)) == ["diagnosis", "score"]


def test_speech_may_say_anything() -> None:
    assert list(banned_in(without_speech("She said “You are toxic!” to me."), IN_GUIDES)) == []


def test_no_other_module_has_a_list_of_its_own() -> None:
    """A pattern for a label would begin with the border of a word."""
    own = Path(style_rules.__file__)
    for folder in ("apps", "tests"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            if path not in {own, Path(__file__)}:
                found = re.search(r"narciss\\w|\|(?:needy|clingy)\b", path.read_text("utf-8"))
                assert found is None, path
