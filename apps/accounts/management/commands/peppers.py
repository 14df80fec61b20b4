"""manage.py peppers: what still rests on which version of the pepper; retires one that is free."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.passwords.pepper_use import (
    StillInUse,
    move_to_newest_pepper,
    pepper_use,
    retire_version,
)
from apps.vault.crypto.password_derivation import pepper_in_use
from apps.vault.key_changes.peppers import (
    PepperMismatch,
    check_peppers,
    note_retired,
    problems,
    variable_of,
)
from apps.vault.models import PepperCheck


class Command(BaseCommand):
    help = "Say how many hashes, slots, drop boxes and second factors each pepper version has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--retire",
            type=int,
            metavar="VERSION",
            help="let the settings do without this version; refused while anything rests on it",
        )

        parser.add_argument(
            "--lost",
            type=int,
            metavar="VERSION",
            help="let the site start without this version, which is lost for good: what rests on "
            "it opens with recovery codes and passkeys alone",
        )

    def handle(self, *, retire: int | None, lost: int | None, **_options: Any) -> None:
        if lost is not None:
            self._give_up(lost)
        try:
            check_peppers()
            if retire is not None:
                boxes, factors = move_to_newest_pepper()
                self.stdout.write(f"moved: {boxes} drop boxes, {factors} second factors")
                retire_version(retire)
        except PepperMismatch:
            raise CommandError("\n".join(problems())) from None
        except StillInUse as refused:
            raise CommandError(str(refused)) from None
        self._print_use()
        if retire is not None:
            name = variable_of(retire)
            self.stdout.write(f"Version {retire} is retired: take {name} out of the settings.")

    def _give_up(self, version: int) -> None:
        if version in settings.VAULT_PEPPERS:
            raise CommandError(f"{variable_of(version)} is set, so version {version} is not lost.")
        note_retired(version)
        self.stdout.write(f"Version {version} is given up.")

    def _print_use(self) -> None:
        use = pepper_use()
        checks = {row.version: row for row in PepperCheck.objects.all()}
        for version in sorted({*checks, *settings.VAULT_PEPPERS}):
            counted = ", ".join(f"{number} {name}" for name, number in use.of(version).items())
            state = _state(checks[version], is_used=use.is_used(version))
            self.stdout.write(f"version {version} ({variable_of(version)}): {counted}; {state}")
        if use.hashes_without:
            self.stdout.write(f"{use.hashes_without} sign-in hashes without a pepper: run tidy")
        if use.fits_none:
            self.stdout.write(f"{use.fits_none} drop boxes or second factors fit no version")


def _state(check: PepperCheck, *, is_used: bool) -> str:
    if check.is_retired:
        return "retired"
    newest = "newest, " if check.version == pepper_in_use() else ""
    freed = "" if newest or is_used else "can be retired, "
    return f"{newest}{freed}check value since {check.known_since:%Y-%m-%d}"
