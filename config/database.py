"""A PostgreSQL address as Django's database settings, with a connection pool."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from config.env import BadEnvironment


def connection_from_url(url: str, *, pool_size: int, test_name: str) -> dict[str, Any]:
    """Settings for `postgresql://user:password@host:port/name?host=/socket/folder&sslmode=…`.

    Raises BadEnvironment where the address is not PostgreSQL's or names no database.
    """
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise BadEnvironment("DATABASE_URL must read postgresql://user:password@host:port/name.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": pool_size, "timeout": 10}, **query},
        "TEST": {"NAME": test_name},
    }
