"""`manage.py make_demo_member`: only ever in the embedded database of a local copy."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.pages.demo import make_demo_member


class Command(BaseCommand):
    help = "Make the demo member with a year of sample pages (local copies only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MEMBER:
            raise CommandError("The demo member exists only in the embedded database.")
        made = make_demo_member()
        if options["verbosity"]:
            self.stdout.write("made" if made else "already there")
