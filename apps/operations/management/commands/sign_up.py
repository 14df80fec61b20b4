"""manage.py sign_up: takes new members, or none, from now on and without a restart."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.common.http.site_state import change_site_state


class Command(BaseCommand):
    help = "Open or close sign-up. The page says kindly that it is closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=("open", "closed"))

    def handle(self, *, state: str, **_options: Any) -> None:
        change_site_state(sign_up_is_closed=state == "closed")
        self.stdout.write(f"Sign-up is {state}, within a few seconds everywhere.")
