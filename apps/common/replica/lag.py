"""How far the replica of public reads is behind the primary, for the operator."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connections

from apps.common.http.outage import OUTAGES
from apps.common.replica.reads import PRIMARY, REPLICA, SLOWEST, cut_off_after

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


def replica_lag() -> ReplicaLag | None:
    """The lag just now; None where no replica is set. An outage of the primary is raised."""
    if REPLICA not in settings.DATABASES:
        return None
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(_HERE)
        [written] = cursor.fetchone()
    replica = connections[REPLICA]
    try:
        replica.close_if_unusable_or_obsolete()
        replica.ensure_connection()
        with cut_off_after(replica, SLOWEST), replica.cursor() as cursor:
            cursor.execute(_THERE, [written])
            is_standby, behind, seconds = cursor.fetchone()
    except OUTAGES:
        replica.close()
        return ReplicaLag(is_up=False)
    except DatabaseError:  # a server that knows no such functions
        return ReplicaLag(is_up=True)
    behind = max(0, behind)
    since = float(seconds) if behind else 0.0
    return ReplicaLag(is_up=True, is_standby=is_standby, seconds=since, bytes_behind=behind)
