"""Health and metrics of one worker, on a thread and a port of its own.

Requests wait for a thread of the server; whoever watches over it does not. The first worker takes
the port of the setting, the next one the port after it, and so on.
"""

import errno
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from typing import Any, Final

MOST_WORKERS: Final = 32  # ports that are tried
CLIENT_SECONDS: Final = 2.0  # after which a watcher that says nothing is left
JOBS: Final = ("tidy", "backup")
DATABASE_SECONDS: Final = 30.0  # for so long numbers out of the database are told again

logger = logging.getLogger(__name__)


class WorkerMonitor(ThreadingHTTPServer):
    """Answers `/healthz/` and `/metrics`."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 32


class _Handler(BaseHTTPRequestHandler):
    timeout = CLIENT_SECONDS
    server_version, sys_version = "leeway", ""

    def do_GET(self) -> None:
        if self.path.rstrip("/") == "/healthz":
            self._answer(b"ok\n")
        elif self.path.partition("?")[0].rstrip("/") == "/metrics":
            self._answer(metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")
        else:
            self._answer(b"not here\n", status=HTTPStatus.NOT_FOUND)

    def _answer(
        self, body: bytes, *, content_type: str = "text/plain", status: int = HTTPStatus.OK
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """A watcher asks every few seconds, and is no news."""


def start(host: str, port: int) -> WorkerMonitor:
    """Serve on the first free port from `port` on. Raises OSError where none is free."""
    for number in range(port, port + MOST_WORKERS):
        try:
            monitor = WorkerMonitor((host, number), _Handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            threading.Thread(target=monitor.serve_forever, name="monitor", daemon=True).start()
            return monitor
    raise OSError(errno.EADDRINUSE, f"No port is free from {port} on.")


def metrics() -> bytes:
    """The numbers of this worker, as Prometheus reads them."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_WorkerCollector())  # type: ignore[arg-type,unused-ignore]
    return bytes(generate_latest(registry))


class _WorkerCollector:
    def collect(self) -> Iterator[Any]:
        yield from _of_requests()
        yield from _of_heavy_work()
        yield from _of_derivations()
        yield from _of_pool()
        yield from _of_public_reads()
        yield from _of_database()


def _counter(name: str, what: str, label: str, values: Iterable[tuple[str, float]]) -> Any:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(name, what, labels=[label])
    for value, count in values:
        family.add_metric([value], count)
    return family


def _gauge(name: str, what: str, value: float) -> Any:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(name, what, value=value)


def _of_requests() -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    from apps.common.http.request_tally import BUCKETS, ended_requests

    ended = CounterMetricFamily(
        "leeway_requests", "Requests that ended.", labels=["route", "status"]
    )
    for kind, count in ended_requests.ended().items():
        ended.add_metric([kind.route, kind.status], count)
    yield ended
    durations = HistogramMetricFamily(
        "leeway_request_seconds", "How long requests took.", labels=["route"]
    )
    ends = [*map(str, BUCKETS), "+Inf"]
    for route, tally in ended_requests.durations().items():
        buckets = list(zip(ends, accumulate(tally.within), strict=True))
        durations.add_metric([route], buckets=buckets, sum_value=tally.seconds)
    yield durations


def _of_heavy_work() -> Iterator[Any]:
    from prometheus_client.core import GaugeMetricFamily

    from apps.common.http.heavy_work import in_use, refused

    used = GaugeMetricFamily("leeway_heavy_work", "Places that are held now.", labels=["work"])
    for work, count in in_use().items():
        used.add_metric([work.value], count)
    yield used
    told = [(work.value, count) for work, count in refused().items()]
    yield _counter("leeway_heavy_work_refused", "Heavy work without a place.", "work", told)


def _of_derivations() -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily

    from apps.vault.crypto.kdf_limit import stuck, tally

    counts = [("begun", tally.begun), ("refused", tally.refused)]
    yield _counter("leeway_derivations", "Derivations by what became of them.", "outcome", counts)
    yield CounterMetricFamily(
        "leeway_derivation_wait_seconds", "Waits for a derivation.", value=tally.waited_seconds
    )
    yield _gauge("leeway_derivations_stuck", "Derivations that do not end.", stuck())


def _of_pool() -> Iterator[Any]:
    from django.db import connection

    told = connection.pool.get_stats()  # type: ignore[attr-defined]
    yield _gauge("leeway_database_connections", "Connections open.", told.get("pool_size", 0))
    available = told.get("pool_available", 0)
    yield _gauge("leeway_database_connections_free", "Connections that nobody uses.", available)
    waiting = told.get("requests_waiting", 0)
    yield _gauge("leeway_database_waiting", "Requests that wait for a connection.", waiting)


def _of_public_reads() -> Iterator[Any]:
    from django.conf import settings

    from apps.common.replica.reads import REPLICA, tally

    if REPLICA in settings.DATABASES:
        told = [(by.value, count) for by, count in tally().items()]
        yield _counter("leeway_public_reads", "Public pages by who was read.", "by", told)


_known: tuple[float, dict[str, tuple[str, float]]] = (float("-inf"), {})
_asking = threading.Lock()


def _of_database() -> Iterator[Any]:
    """Numbers of the whole site, the same in each worker; none while the database is away."""
    global _known
    with _asking:
        if time.monotonic() - _known[0] > DATABASE_SECONDS:
            _known = (time.monotonic(), _asked())
        told = _known[1]
    yield _gauge("leeway_database_up", "Whether the database answered.", float(bool(told)))
    for name, (what, value) in told.items():
        yield _gauge(name, what, value)


def _of_replica() -> dict[str, tuple[str, float]]:
    from apps.common.replica.lag import replica_lag

    lag = replica_lag()
    if lag is None:
        return {}
    told = {"leeway_replica_up": ("Whether the replica answered.", float(lag.is_up))}
    if lag.is_up:
        told["leeway_replica_lag_seconds"] = ("Behind the primary.", lag.seconds)
        told["leeway_replica_lag_bytes"] = ("Of the log, yet to replay.", lag.bytes_behind)
    return told


def _asked() -> dict[str, tuple[str, float]]:
    from django.db import DatabaseError, connections
    from django.utils import timezone

    from apps.common.models import JobRun
    from apps.journal.models import Draft

    told = {}
    try:
        told["leeway_drafts"] = ("Drafts of all members.", float(Draft.objects.count()))
        for job in JOBS:
            if ended := JobRun.last(job):
                age = (timezone.now() - ended).total_seconds()
                told[f"leeway_{job}_age_seconds"] = (f"Since {job} last ended well.", age)
        return told | _of_replica()
    except DatabaseError:
        return {}
    finally:
        connections.close_all()
