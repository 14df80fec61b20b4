"""`manage.py tidy`: removes what has expired. Needs no key; run it once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.dates import DAILY, TRUST, clock_doubt
from apps.common.models import JobRun
from apps.pages.retention import tidy
from apps.vault.blob_store import problem_of_lease, problem_of_owner
from apps.vault.key_changes.peppers import PepperMismatch


class Command(BaseCommand):
    help = "Delete expired trash, sign-ins, vault openings and counted tries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(TRUST, action="store_true", help="delete by this machine's date")

    def handle(self, *args: Any, clock_is_right: bool = False, **options: Any) -> None:
        doubt = "" if clock_is_right else clock_doubt(JobRun.last("tidy"), gap=DAILY)
        if doubt:
            raise CommandError(
                f"{doubt} Nothing was deleted. If the clock is right: manage.py tidy {TRUST}"
            )
        skipped = JobRun.days_skipped()
        if skipped:
            days = "a day" if skipped == 1 else f"{skipped} days"
            self.stdout.write(
                f"Since the last run the clock went {days} further than time did: "
                "what was thrown away before that stays so much longer."
            )
        try:
            counted = tidy(days_skipped=skipped, clock_is_right=clock_is_right)
        except PepperMismatch as error:
            raise CommandError(str(error)) from None
        JobRun.note("tidy", clock_is_right=clock_is_right)
        for name, count in counted.items():
            self.stdout.write(f"{name}: {count}")
        if said := problem_of_owner() or problem_of_lease():
            gone = counted["dropped photo objects"] + counted["photo objects without a row"]
            raise CommandError(said if gone else f"{said} No object of a photo was deleted.")
