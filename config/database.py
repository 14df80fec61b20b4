"""A PostgreSQL address as Django's database settings, with a connection pool."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from config.env import BadEnvironment

# Tries to connect end after this, or after the wait of a request; the pool then begins anew with
# the next request, and not after waits that double up to minutes.
RECONNECT_SECONDS: Final = 2.0
# Parameters of libpq: a machine that is gone without a word is noticed within half a minute.
KEEPALIVE: Final = {
    "connect_timeout": "3",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}

FORM: Final = (
    "{variable} must read postgresql://user:password@host:port/name, with / # ? % and @ in the "
    "password written as %2F %23 %3F %25 and %40."
)
REPLICA_OPEN_SECONDS: Final = 300  # for which a thread keeps its line to the replica


def connection_from_url(
    url: str,
    *,
    pool_size: int,
    test_name: str,
    wait_ms: int = 10_000,
    statement_ms: int = 0,
    variable: str = "DATABASE_URL",
    parameters: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Settings for `postgresql://user:password@host:port/name?host=/socket/folder&sslmode=…`.

    `wait_ms` is how long a request waits for a connection, `statement_ms` after how long the
    database ends a statement, and both are milliseconds; 0 sets no end to a statement. A
    `pool_size` of 0 makes no pool. Parameters of libpq in the address win over those that are set
    here, and over `parameters`. `variable` is the name that an error says. An empty address gives
    no settings. Raises BadEnvironment, never with a part of the address, where it is not one of
    PostgreSQL or names no database.
    """
    if not url:  # that it is missing was said already
        return {}
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:  # an unwritten sign in the password, or a port that is no number
        raise BadEnvironment(FORM.format(variable=variable)) from None
    name = parts.path.lstrip("/")
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise BadEnvironment(FORM.format(variable=variable))
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_pool(pool_size, wait_seconds=wait_ms / 1000),
            **KEEPALIVE,
            **_limits(statement_ms),
            **(parameters or {}),
            **query,
        },
        "TEST": {"NAME": test_name},
    }


def replica_from_url(url: str) -> dict[str, Any]:
    """Settings for the replica of public reads, as `connection_from_url` makes them.

    No pool: each thread keeps one line, so that one that fails is given up at once. Nothing is
    written there, and what takes two seconds is ended.
    """
    made = connection_from_url(
        url,
        pool_size=0,
        test_name="",
        variable="DATABASE_REPLICA_URL",
        parameters={
            "connect_timeout": "2",  # the least that libpq takes
            "options": "-c statement_timeout=2000 -c default_transaction_read_only=on",
        },
    )
    made["TEST"] = {"MIRROR": "default"}
    return made | {"CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": REPLICA_OPEN_SECONDS}


def _pool(size: int, *, wait_seconds: float) -> dict[str, Any]:
    if not size:
        return {}
    reconnect = max(RECONNECT_SECONDS, wait_seconds)
    return {
        "pool": {
            "min_size": 1,
            "max_size": size,
            "timeout": wait_seconds,
            "reconnect_timeout": reconnect,
        }
    }


def _limits(statement_ms: int) -> dict[str, str]:
    """Parameters of a session in which no statement, and no wait for a lock, goes on for ever."""
    if not statement_ms:
        return {}
    return {"options": f"-c statement_timeout={statement_ms} -c lock_timeout={statement_ms}"}
