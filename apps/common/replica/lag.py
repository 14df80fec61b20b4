"""How far the replica of public reads is behind the primary, for the operator."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connections

from apps.common.http.outage import OUTAGES
from apps.common.replica.reads import (
    PRIMARY,
    REPLICA,
    SLOWEST,
    cut_off_after,
    is_away,
    may_be_asked,
    note_away,
    note_well,
    opened_anew_once,
)

LONGEST_WAIT: Final = 0.3  # seconds that a health check waits for the replica

# What the primary has written, asked first, is compared with what the replica has replayed.
_HERE = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn()::text END"
_THERE = """
    SELECT pg_is_in_recovery(),
           coalesce(pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()), 0)::bigint,
           coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
"""


@dataclass(frozen=True, kw_only=True)
class ReplicaLag:
    """`seconds` since the last change that it replayed was made, 0 where it has all of them;
    `bytes_behind` of the primary's log that it has yet to replay.
    """

    is_up: bool
    is_standby: bool = False
    seconds: float = 0.0
    bytes_behind: int = 0

    def __str__(self) -> str:
        if not self.is_up:
            return "away, the primary answers public reads"
        if not self.is_standby:
            return "not a standby of a primary"
        return f"{self.seconds:.1f} seconds behind ({self.bytes_behind} bytes)"


@dataclass
class LagQuestion:
    """What was last asked of the replica, and since when; the lag as it was told last."""

    answer: Future[ReplicaLag] | None = None
    begun: float = 0.0
    known: ReplicaLag | None = None


_asker: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="replica-lag")
_lock: Final = threading.Lock()
_question: Final = LagQuestion()


def replica_lag() -> ReplicaLag | None:
    """The lag just now; None where no replica is set. An outage of the primary is raised.

    A replica that does not answer within LONGEST_WAIT is waited for by a thread of its own: the
    lag is then as it was told last, or the replica is away if reads found it so.
    """
    if REPLICA not in settings.DATABASES:
        return None
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(_HERE)
        [written] = cursor.fetchone()
    away = ReplicaLag(is_up=False)
    with _lock:
        if _question.answer is None or _question.answer.done():
            if not may_be_asked():
                return away
            _question.begun = monotonic()
            _question.answer = _asker.submit(_ask, written)
        answer, known = _question.answer, _question.known
        ends = _question.begun + (LONGEST_WAIT if known or is_away() else 2 * SLOWEST)
    try:
        lag = answer.result(max(0.0, ends - monotonic()))
    except TimeoutError:
        return away if is_away() or known is None else known
    _question.known = lag
    return lag


def _ask(written: str) -> ReplicaLag:
    """The lag behind what the primary has written; reads hear whether the replica answered."""
    replica = connections[REPLICA]
    replica.close_if_unusable_or_obsolete()
    try:
        is_standby, behind, seconds = opened_anew_once(replica, lambda: _replayed(written))
    except OUTAGES:
        note_away()
        return ReplicaLag(is_up=False)
    except DatabaseError:  # a server that knows no such functions
        note_well()
        return ReplicaLag(is_up=True)
    note_well()
    behind = max(0, behind)
    since = float(seconds) if behind else 0.0
    return ReplicaLag(is_up=True, is_standby=is_standby, seconds=since, bytes_behind=behind)


def _replayed(written: str) -> tuple[bool, int, float]:
    replica = connections[REPLICA]
    replica.ensure_connection()
    with cut_off_after(replica, SLOWEST), replica.cursor() as cursor:
        cursor.execute(_THERE, [written])
        is_standby, behind, seconds = cursor.fetchone()
    return is_standby, behind, seconds
