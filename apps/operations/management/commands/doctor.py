"""manage.py doctor: how this copy is, one line a thing; it ends with 1 where something is wrong."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.operations.doctor import examine


class Command(BaseCommand):
    help = "Say in plain words what is well and what is not. Changes nothing."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        wrong = 0
        for finding in examine():
            wrong += finding.state == "wrong"
            self.stdout.write(f"{finding.state:<5}  {finding.about}: {finding.words}")
        if wrong:
            self.stdout.write(f"{wrong} wrong.")
            sys.exit(1)
        self.stdout.write("Nothing is wrong.")
