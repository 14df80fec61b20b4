"""What this process counts of its own work, for a monitor: numbers by route, never by person.

No label holds anything that a request says: a route is a name of our lists of addresses.
"""

import threading
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, NamedTuple

# Seconds; the last bucket is everything longer.
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
TOLD_APART: Final = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
)  # of all others the class is counted


class RequestKind(NamedTuple):
    route: str
    status: str


@dataclass
class DurationTally:
    """How many requests ended within each of BUCKETS, and their seconds together."""

    within: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


class RequestTally:
    """Counts the requests of this process as they end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended: dict[RequestKind, int] = defaultdict(int)
        self._durations: dict[str, DurationTally] = defaultdict(DurationTally)

    def note(self, route: str, status: int, seconds: float) -> None:
        kind = RequestKind(
            route, str(int(status)) if status in TOLD_APART else f"{status // 100}xx"
        )
        with self._lock:
            self._ended[kind] += 1
            durations = self._durations[route]
            durations.within[bisect_left(BUCKETS, seconds)] += 1
            durations.seconds += seconds

    def ended(self) -> dict[RequestKind, int]:
        with self._lock:
            return dict(self._ended)

    def durations(self) -> dict[str, DurationTally]:
        with self._lock:
            return {
                route: DurationTally(list(tally.within), tally.seconds)
                for route, tally in self._durations.items()
            }


ended_requests: Final = RequestTally()
