"""`manage.py tidy`: removes what has expired. Needs no key; run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.models import JobRun
from apps.pages.retention import tidy
from apps.vault.key_changes.peppers import PepperMismatch


class Command(BaseCommand):
    help = "Delete expired trash, sign-ins, vault openings and counted tries."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counted = tidy()
        except PepperMismatch as error:
            raise CommandError(str(error)) from None
        JobRun.note("tidy")
        for name, count in counted.items():
            self.stdout.write(f"{name}: {count}")
