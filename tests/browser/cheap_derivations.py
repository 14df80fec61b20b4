"""Keys and hashes that cost next to nothing, for the journeys; Leeway itself has no such setting.

tests/browser/server_settings.py alone installs it. The code that derives is Leeway's own; only the
parameters are small. While a file of the data folder says so, the cost is the real one.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from apps.accounts.passwords.hashers import MemberPasswordHasher
from apps.vault.crypto.keys import Argon2Parameters

CHEAP = Argon2Parameters(memory_kib=64, iterations=1, lanes=1)
FULL_COST = "full-cost"


def _is_full(folder: Path) -> bool:
    return (folder / FULL_COST).exists()


def _parameters(folder: Path, **given: int) -> Argon2Parameters:
    return Argon2Parameters(**given) if _is_full(folder) else replace(CHEAP, **given)


class CheapHasher(MemberPasswordHasher):
    """The sign-in hash with small parameters."""

    def params(self) -> Any:
        from django.conf import settings

        full = super().params()
        if _is_full(settings.DATA_DIR):
            return full
        cost = {"time_cost": CHEAP.iterations, "memory_cost": CHEAP.memory_kib, "parallelism": 1}
        return replace(full, **cost)


class CheapDerivations(AppConfig):
    """The key slots with small parameters."""

    name = "tests.browser.cheap_derivations"
    label = "cheap_derivations"

    def ready(self) -> None:
        from django.conf import settings

        from apps.vault import keyslots

        vars(keyslots)["Argon2Parameters"] = partial(_parameters, settings.DATA_DIR)
