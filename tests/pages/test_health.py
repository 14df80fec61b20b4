"""Health checks: what a monitor is told."""

from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.content_fixtures import load_content


def test_health_asks_no_database(visitor: Client) -> None:
    response = visitor.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")


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
