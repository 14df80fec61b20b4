"""manage.py maintenance: lets the site be read only, or written to again, without a restart."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.common.http.site_state import change_site_state


class Command(BaseCommand):
    help = "While it is on, saves are answered by 503 with their words; drafts are still saved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=("on", "off"))

    def handle(self, *, state: str, **_options: Any) -> None:
        change_site_state(is_read_only=state == "on")
        self.stdout.write(f"Maintenance is {state}, within a few seconds everywhere.")
