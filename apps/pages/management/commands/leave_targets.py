"""Prints where Leave may lead, so that whoever runs a copy can open each address once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.content_files.toml_file import ContentError
from apps.common.leaving.targets import KINDS, leave_countries


class Command(BaseCommand):
    help = "Print every address of fixtures/leave-targets.toml, each once."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            countries = leave_countries()
        except ContentError as error:
            raise CommandError(str(error)) from error
        places = {
            country.address(kind): f"{country.name}, {kind}"
            for country in reversed(countries)
            for kind in KINDS
        }
        for address, place in sorted(places.items(), key=lambda each: each[1]):
            self.stdout.write(f"{address}  {place}")
