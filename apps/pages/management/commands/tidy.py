"""`manage.py tidy`: removes what has expired. Needs no key; run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.pages.retention import tidy


class Command(BaseCommand):
    help = "Delete expired trash, sign-ins, vault openings and counted tries."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in tidy().items():
            self.stdout.write(f"{name}: {count}")
