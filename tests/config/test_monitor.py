"""A worker's monitor: health and numbers on a port of its own, which tell nothing of anybody."""

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.common.http.heavy_work import HeavyWork
from apps.common.http.request_log import NO_ROUTE
from apps.common.models import JobRun
from apps.journal.models import Draft
from config import health_check, monitor
from tests.faults.server import free_port
from tests.journal.entry_samples import a_page, keep

LABELS = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def asked(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


@pytest.fixture
def port() -> Iterator[int]:
    first = free_port()
    server = monitor.start("127.0.0.1", first)
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_each_worker_takes_the_next_port_and_the_check_asks_them_all(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = monitor.start("127.0.0.1", port)
    monkeypatch.setenv("LEEWAY_MONITOR_PORT", str(port))
    monkeypatch.setattr(health_check, "MOST_WORKERS", second.server_port - port + 1)
    monkeypatch.setattr(health_check, "SECONDS", 5)
    try:
        assert second.server_port > port
        assert asked(port, "/healthz/") == asked(second.server_port, "/healthz/") == "ok\n"
        with pytest.raises(urllib.error.HTTPError):
            asked(port, "/journal/")
        assert health_check.main() == 0
    finally:
        second.shutdown()
    monkeypatch.setattr(health_check, "SECONDS", 0.2)
    assert health_check.main() == 1, "one that listens and does not answer is not well"
    second.server_close()
    monkeypatch.setattr(health_check, "SECONDS", 5)
    assert health_check.main() == 0


def test_without_any_worker_the_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        monkeypatch.setenv("LEEWAY_MONITOR_PORT", str(taken.getsockname()[1]))
        monkeypatch.setattr(health_check, "MOST_WORKERS", 1)
        assert health_check.main() == 1


def view_names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from view_names(each.url_patterns, inner)
        elif each.name:
            yield f"{space}{each.name}"


@pytest.mark.django_db
def test_no_label_holds_a_name_a_path_or_an_id(
    maya: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "_known", (float("-inf"), {}))
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # that of this test
    entry = keep(maya, a_page("a gull"))
    paths = (f"/journal/{entry.id}/", "/journal/?tag=maya", "/nowhere/maya/", "/guides/?q=maya")
    for path in paths:
        maya.get(path)
        visitor.get(path)
    visitor.post("/account/sign-in/", {"login": "maya", "password": "wrong"})
    JobRun.note("backup")
    told = monitor.metrics().decode()
    routes = {*view_names(get_resolver().url_patterns), NO_ROUTE}
    allowed = {
        "route": routes,
        "status": {"1xx", "2xx", "3xx", "4xx", "5xx", "429", "503"},
        "work": {work.value for work in HeavyWork},
        "outcome": {"begun", "refused"},
    }
    found = LABELS.findall(told)
    assert ("route", "journal:entry") in found
    for name, value in found:
        if name == "le":
            float(value)
        elif value.startswith("tests."):  # a view of another test in this process
            assert name == "route"
        else:
            assert value in allowed[name], (name, value)
    assert "maya" not in told
    assert str(entry.id) not in told
    numbers = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert float(numbers["leeway_drafts"]) == Draft.objects.count()
    assert float(numbers["leeway_database_up"]) == 1
    assert 0 <= float(numbers["leeway_backup_age_seconds"]) < 600
    assert "leeway_tidy_age_seconds" not in numbers
    assert float(numbers['leeway_derivations_total{outcome="begun"}']) > 0
    ended = 'leeway_requests_total{route="journal:entry",status="2xx"}'
    assert float(numbers[ended]) >= 1
    count = 'leeway_request_seconds_count{route="journal:entry"}'
    assert float(numbers[count]) >= float(numbers[ended])
