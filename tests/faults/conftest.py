"""A server that is asked for too much, shared by the tests of that."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.server import FaultServer, fault_server, free_port

THREADS = 8  # as in the Dockerfile and the unit


@pytest.fixture(scope="session")
def busy_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    """With a monitor, and without static files."""
    monitor = str(free_port())
    settings = {"LEEWAY_DEBUG": "1", "LEEWAY_MONITOR_PORT": monitor}
    with fault_server(tmp_path_factory.mktemp("busy"), THREADS, **settings) as built:
        yield built


def forget_tries(home: FaultServer) -> None:
    """One network may sign up only so many members, and here all are of one."""
    with psycopg.connect(home.cluster.url()) as connection:
        connection.execute("DELETE FROM common_tries")
