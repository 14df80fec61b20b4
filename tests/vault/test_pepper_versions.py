"""Versions of the pepper, and what the database knows of each, without any member."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.vault.crypto.sealing import Damaged
from apps.vault.key_changes import peppers
from apps.vault.key_changes.peppers import PepperMismatch, check_peppers, pepper_known_as, problems
from apps.vault.models import PepperCheck
from tests.peppers import NEW, OLD, begin_with

OTHER = "a pepper of somewhere else, 32 or more"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def old_pepper(settings: Settings) -> None:
    begin_with(settings, {1: OLD})
    check_peppers()


def known() -> list[int]:
    return list(PepperCheck.objects.order_by("version").values_list("version", flat=True))


def test_a_new_version_is_noted_once_and_then_only_looked_at(settings: Settings) -> None:
    assert known() == [1]
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    check_peppers()
    assert known() == [1, 2]
    with CaptureQueriesContext(connection) as statements:
        check_peppers()
    assert [each["sql"].split()[0] for each in statements] == ["SELECT", "SELECT"]


def test_another_process_that_was_quicker_with_another_pepper_is_noticed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = QuerySet.bulk_create

    def overtaken(rows: QuerySet[PepperCheck], new: Any, **how: Any) -> Any:
        PepperCheck.objects.create(version=2, check_value=bytes(32))
        return create(rows, new, **how)

    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    monkeypatch.setattr(QuerySet, "bulk_create", overtaken)
    with pytest.raises(PepperMismatch, match="LEEWAY_VAULT_PEPPER_2"):
        check_peppers()


def test_a_retired_version_needs_a_newer_one_and_may_stay_beside_it(settings: Settings) -> None:
    peppers.note_retired(1)
    assert problems() == ["LEEWAY_VAULT_PEPPER was retired: no newer version is set."]
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert problems() == []
    settings.VAULT_PEPPERS = {2: NEW}
    assert problems() == []


def test_nothing_is_sealed_under_a_pepper_of_somewhere_else_and_the_log_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert peppers.pepper_to_seal_with() == 1
    settings.VAULT_PEPPERS = {1: OTHER}
    with pytest.raises(PepperMismatch):
        peppers.pepper_to_seal_with()
    assert "Nothing is sealed for a password" in caplog.text
    assert OTHER not in caplog.text


def test_a_version_that_this_process_lacks_is_told_from_one_that_nobody_has(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    check_peppers()
    settings.VAULT_PEPPERS = {1: OLD}
    assert pepper_known_as(1) == OLD.encode()
    with pytest.raises(PepperMismatch):
        pepper_known_as(2)
    assert "A password cannot be compared" in caplog.text
    with pytest.raises(Damaged):
        pepper_known_as(3)
    peppers.note_retired(2)
    with pytest.raises(Damaged):
        pepper_known_as(2)
