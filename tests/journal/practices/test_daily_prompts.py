"""Each prompt is asked once before any is asked again, and a day is never written down."""

import itertools
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.journal import prompts
from apps.journal.models import JournalState
from apps.journal.prompts import daily_prompts, prompt_on
from tests.factories import open_vault_of

DAY = date(2026, 11, 24)


def over(days: int, vault_id: object) -> list[str]:
    return [
        prompt_on(DAY + timedelta(days=n), vault_id=vault_id, skips=0)  # type: ignore[arg-type]
        for n in range(days)
    ]


def test_no_prompt_comes_again_before_all_of_them_were_asked() -> None:
    vault_id, whole = uuid4(), len(daily_prompts())
    start = -DAY.toordinal() % whole
    asked = over(start + 3 * whole, vault_id)
    for round_number in range(3):
        begin = start + round_number * whole
        assert set(asked[begin : begin + whole]) == set(daily_prompts())
    assert all(one != other for one, other in itertools.pairwise(asked))


def test_each_vault_has_an_order_of_its_own() -> None:
    assert over(60, uuid4()) != over(60, uuid4())


def test_another_one_leads_as_far_as_another_day() -> None:
    vault_id = uuid4()
    later = prompt_on(DAY + timedelta(days=1), vault_id=vault_id, skips=0)
    assert prompt_on(DAY, vault_id=vault_id, skips=1) == later


def test_every_prompt_is_one_kind_question() -> None:
    for prompt_id, text in daily_prompts().items():
        assert re.fullmatch(r"d[1-9][0-9]*", prompt_id)
        assert text.endswith("?")
        assert text.count("?") == 1
        assert "!" not in text
        found = prompts.find(prompt_id)
        assert found is not None
        assert found.text == text
    assert len(set(daily_prompts().values())) == len(daily_prompts()) >= 60


@pytest.mark.django_db
def test_another_one_and_not_today(maya: Client, sol: Client) -> None:
    vault = open_vault_of(maya)

    def shown() -> str:
        found = re.search(r'name="shown" value="(d\d+)"', maya.get("/").content.decode())
        return found[1] if found else ""

    first = shown()
    assert first == prompt_on(timezone.localdate(), vault_id=vault.id, skips=0)
    form = {"shown": first, "wish": "another"}
    assert maya.post("/journal/prompt/", form).status_code == 303
    second = shown()
    assert second not in {first, ""}
    maya.post("/journal/prompt/", form)  # the same press again
    assert shown() == second
    maya.post("/journal/prompt/", {"shown": second, "wish": "none"})
    assert shown() == ""
    assert JournalState.of(open_vault_of(sol)).no_prompt_on == ""
    before = JournalState.of(vault)
    maya.post("/journal/prompt/", {"shown": second, "wish": "everything"})
    assert JournalState.of(vault) == before
