"""`manage.py check_practices`: the practices in a table; any problem is an error."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.practices.catalogue import catalogue
from apps.practices.checks import problems


class Command(BaseCommand):
    help = "Check the ids, questions, words and safety rules of every practice."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        if found := problems():
            raise CommandError("\n".join(found))
        for each in catalogue().practices:
            marks = " ".join(mark for mark in ("couple", "safety") if getattr(each, mark))
            counts = f"{len(each.asked):>3} questions {len(each.notes):>3} notes"
            self.stdout.write(f"{each.id:<26}{each.family:<11}{counts}  {marks}".rstrip())
