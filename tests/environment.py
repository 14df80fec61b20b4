"""Loaded before Django: tests run as a local copy, on a PostgreSQL of their own."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from config.local.embedded_postgres import Cluster
from config.local.environment import complete
from tests.slow import QUICK

# A busy machine is slow to draw, and that says nothing about the code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# `make check` draws a quarter of what `make test` draws.
settings.register_profile("quick", settings.get_profile("any machine"), max_examples=25)
settings.load_profile("any machine")

DATA = Path(__file__).resolve().parent.parent / ".data"
CLUSTER = Cluster(folder=DATA / "postgres-test", durable=False)

os.environ["LEEWAY_LOCAL"] = "1"
os.environ.setdefault("LEEWAY_DATA", str(DATA / "test"))
os.environ.setdefault("LEEWAY_DEBUG", "0")
HAS_OWN_DATABASE = "LEEWAY_TEST_DATABASE_URL" not in os.environ
os.environ["DATABASE_URL"] = os.environ.get("LEEWAY_TEST_DATABASE_URL") or CLUSTER.url()
complete()

_started = False


def profile_of(config: pytest.Config) -> str:
    """How many examples this run draws."""
    return "quick" if config.getoption("markexpr") == QUICK else "any machine"


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the server; workers of the same run find it."""
    global _started
    settings.load_profile(profile_of(config))
    if HAS_OWN_DATABASE and not hasattr(config, "workerinput"):
        _started = CLUSTER.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _started and not CLUSTER.has_guests():
        CLUSTER.stop()
