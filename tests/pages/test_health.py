"""Health checks: what a monitor is told."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client


def test_health_asks_no_database(visitor: Client) -> None:
    response = visitor.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readiness_asks_the_database(visitor: Client) -> None:
    assert visitor.get("/readyz/").status_code == 200
    with patch("apps.pages.views.health.connection.cursor", side_effect=OperationalError):
        assert visitor.get("/readyz/").status_code == 503
