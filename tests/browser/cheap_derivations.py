"""Derivations that cost next to nothing, for the journeys; Leeway itself has no such setting.

tests/browser/server_settings.py alone installs it. The code that derives is Leeway's own; only the
parameters are small. While a file of the data folder says so, the cost is the real one.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from django.apps import AppConfig

from apps.vault.crypto.keys import Argon2Parameters

CHEAP = Argon2Parameters(memory_kib=64, iterations=1, lanes=1)
FULL_COST = "full-cost"


def _parameters(folder: Path, **given: int) -> Argon2Parameters:
    is_full = (folder / FULL_COST).exists()
    return Argon2Parameters(**given) if is_full else replace(CHEAP, **given)


class CheapDerivations(AppConfig):
    """Sign-in hashes and key slots with small parameters."""

    name = "tests.browser.cheap_derivations"
    label = "cheap_derivations"

    def ready(self) -> None:
        from django.conf import settings

        from apps.vault.crypto import password_derivation

        vars(password_derivation)["Argon2Parameters"] = partial(_parameters, settings.DATA_DIR)
