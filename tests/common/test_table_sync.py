"""A table is brought into line with what it should hold, and only what differs is written."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.articles.models import Fact, FactRecord, Source
from apps.common.content_files.table_sync import TableChanges, sync_table
from apps.support.models import Country, SupportLine

pytestmark = pytest.mark.django_db

COUNTRY = {"slug": "x", "name": "X", "lang": "en", "emergency_note": ""}
CONTACT = {"kind": "phone", "label": "112", "value": "112", "position": 0}


def line(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "crisis",
        "position": 0,
        "confidence": "high",
        "listed": date(2026, 11, 21),
        "contacts": [CONTACT],
        **more,
    }


def sync_lines(*lines: dict[str, Any], removes: bool = True) -> TableChanges:
    sync_table(Country, {"x": COUNTRY}, key="slug")
    country = Country.objects.get().pk
    wanted = {(country, each["name"]): each | {"country_id": country} for each in lines}
    return sync_table(SupportLine, wanted, key=("country_id", "name"), removes=removes)


def test_rows_are_added_changed_and_removed_with_what_they_hold() -> None:
    sync_lines(line("One"), line("Two"))
    done = sync_lines(line("Two", contacts=[CONTACT | {"label": "Call 112"}]), line("Three"))
    assert [key[1] for key in done.removed] == ["One"]
    assert [(key[1], names) for key, names in done.changed.items()] == [("Two", ["contacts"])]
    assert [key[1] for key in done.added] == ["Three"]
    two = SupportLine.objects.get(name="Two")
    assert [each.label for each in two.contacts.all()] == ["Call 112"]
    assert [each.value for each in SupportLine.objects.get(name="Three").contacts.all()] == ["112"]


def test_what_is_right_already_is_neither_written_nor_told() -> None:
    wanted = {"x": COUNTRY}
    sync_table(Country, wanted, key="slug")
    with CaptureQueriesContext(connection) as queries:
        assert sync_table(Country, wanted, key="slug").told() == []
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [each["sql"] for each in queries if each["sql"].startswith(writes)]


def test_rows_that_are_not_wanted_can_be_left_alone() -> None:
    other = COUNTRY | {"slug": "y", "name": "Y"}
    sync_table(Country, {"x": COUNTRY}, key="slug")
    assert sync_table(Country, {"y": other}, key="slug", removes=False).told() == [
        "country y: added"
    ]
    assert Country.objects.count() == 2


def test_many_to_many_holds_exactly_these_keys() -> None:
    sources = {key: {"key": key, "citation": key, "status": "certain"} for key in "ab"}
    sync_table(Source, sources, key="key")
    sync_table(Fact, {1: {"number": 1, "title": "One"}}, key="number")
    record = {"id": "F1.1", "fact_id": 1, "text": "So.", "status": "certain", "strength": ""}
    sync_table(FactRecord, {"F1.1": record | {"sources": {"a"}}}, key="id")
    done = sync_table(FactRecord, {"F1.1": record | {"sources": {"b"}}}, key="id")
    assert done.changed == {"F1.1": ["sources"]}
    assert [each.pk for each in FactRecord.objects.get().sources.all()] == ["b"]
