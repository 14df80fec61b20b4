"""What a local copy adds to its environment before Django reads the settings from it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from config import env
from config.local.embedded_postgres import Cluster
from config.local.secrets import stored_secret

HOSTS = "localhost,127.0.0.1"
WAIT_MS = "10000"  # a laptop may be busy with other things while the database starts
PEPPER = re.compile(r"LEEWAY_VAULT_PEPPER(_[0-9]+)?(_FILE)?")


def completed(given: Mapping[str, str]) -> dict[str, str]:
    """The given variables, and those that a local copy makes itself where they are not given.

    The secrets are files in the data folder. A copy without a DATABASE_URL uses the embedded
    PostgreSQL of its data folder, and may then have the demo member.
    """
    folder = env.data_folder(given)
    made = {"LEEWAY_LOCAL": "1", "LEEWAY_HOSTS": HOSTS, "LEEWAY_DATABASE_WAIT_MS": WAIT_MS}
    if not _is_given(given, "LEEWAY_SECRET_KEY"):
        made["LEEWAY_SECRET_KEY"] = stored_secret(folder / "secret-key")
    if not any(_is_given(given, name) for name in given if PEPPER.fullmatch(name)):
        made["LEEWAY_VAULT_PEPPER"] = stored_secret(folder / "pepper")
    if not _is_given(given, "DATABASE_URL"):
        made |= {"DATABASE_URL": _cluster(folder).url(), "LEEWAY_DEMO_MEMBER": "1"}
    return made | {name: value for name, value in given.items() if value or name not in made}


def _is_given(given: Mapping[str, str], name: str) -> bool:
    return bool(given.get(name) or given.get(f"{name}_FILE"))


def complete() -> None:
    """Complete the environment of this process."""
    os.environ.update(completed(os.environ))


def embedded_cluster(given: Mapping[str, str]) -> Cluster | None:
    """The embedded PostgreSQL of the data folder, where DATABASE_URL leads to it."""
    cluster = _cluster(env.data_folder(given))
    return cluster if given.get("DATABASE_URL") == cluster.url() else None


def _cluster(data_folder: Path) -> Cluster:
    return Cluster(folder=data_folder / "postgres")
