"""`manage.py check_questionnaires`: the forms weighed, in a table; any problem is an error."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.quiz.questionnaire.catalogue import FOLDER
from apps.quiz.questionnaire.checks import FormReport, examine

HEADS = ("form", "version", "status", "items", "longest", "grade", "nearest two", "elsewhere")
WIDTHS = (16, 8, 8, 6, 8, 6, 16, 30)


class Command(BaseCommand):
    help = "Check keys, balance, lengths, reading grade and overlap of every questionnaire."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        report = examine(folder)
        self.stdout.write(_line(HEADS))
        for form in report.forms:
            self.stdout.write(_line(_cells(form)))
        if report.problems:
            raise CommandError("\n".join(report.problems))


def _cells(report: FormReport) -> tuple[str, ...]:
    form = report.form
    near, far = report.nearest, report.nearest_elsewhere
    return (
        form.slug,
        form.version,
        form.status,
        str(len(form.items)),
        str(report.longest),
        f"{report.grade:.1f}",
        f"{near[0]:.2f} {near[1]} {near[2]}",
        f"{far[0]:.2f} {far[1]} {far[2]}",
    )


def _line(cells: tuple[str, ...]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
