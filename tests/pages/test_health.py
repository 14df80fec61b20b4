"""Health checks: what a monitor is told."""

import os
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from config import drain
from tests.content_fixtures import load_content
from tests.faults.server import free_port


def test_health_asks_no_database(visitor: Client) -> None:
    response = visitor.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_answers_a_proxy_that_asks_by_the_address_of_the_node(client: Client) -> None:
    """Anything else is refused there."""
    assert client.get("/healthz/", headers={"host": "10.0.0.2:8000"}).status_code == 200
    assert client.get("/readyz/", headers={"host": "10.0.0.2:8000"}).status_code == 400


def test_a_server_that_is_told_to_stop_fails_its_health_alone(
    client: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "draining"
    settings.DRAIN_FILE = str(mark)
    assert client.get("/healthz/").status_code == 200
    monkeypatch.setenv("LEEWAY_DRAIN_FILE", str(mark))
    monkeypatch.setattr(drain, "PORT", free_port())  # nobody answers there
    monkeypatch.setattr(drain, "MOST_SECONDS", 0.3)
    assert drain.main([]) == 0, "the server has ended by itself"
    assert not mark.exists()
    begun = time.monotonic()
    assert drain.main([str(os.getpid())]) == 0
    assert 0.3 <= time.monotonic() - begun < drain.SECONDS
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.content) == (503, b"about to be stopped\n")
    assert client.get("/safety/").status_code == 200
    os.utime(mark, (1000, 1000))
    assert client.get("/healthz/").status_code == 200, "a mark of an earlier server"
    mark.touch()
    assert client.get("/healthz/").status_code == 503
    assert drain.main(["--end"]) == drain.main(["--end"]) == 0
    assert client.get("/healthz/").status_code == 200
    (tmp_path / "file").touch()
    settings.DRAIN_FILE = str(tmp_path / "file" / "draining")
    assert client.get("/healthz/").status_code == 200, "a mark that cannot be looked at"


@pytest.mark.django_db
@pytest.mark.usefixtures("has_content")
def test_readiness_asks_the_database(visitor: Client) -> None:
    assert visitor.get("/readyz/").status_code == 200
    with patch("apps.pages.views.health.connection.cursor", side_effect=OperationalError):
        assert visitor.get("/readyz/").status_code == 503


@pytest.mark.django_db
def test_readiness_names_the_content_that_nobody_loaded(visitor: Client) -> None:
    answer = visitor.get("/readyz/")
    assert answer.status_code == 503
    assert answer.content == b"content is missing: load_guides, load_support\n"
    load_content()
    assert visitor.get("/readyz/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("has_content")
def test_readiness_names_a_migration_that_nobody_ran(visitor: Client) -> None:
    """Even where all of them are missing, which is an empty database."""
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("vault", "0010_cover_screen")
    answer = visitor.get("/readyz/")
    assert answer.status_code == 503
    assert b"(1, the first is vault.0010_cover_screen): migrate" in answer.content
    recorder.Migration.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE vault_peppercheck, articles_guide, django_migrations CASCADE")
    assert b"migrations are missing" in visitor.get("/readyz/").content
