"""Print how well the statements of a form measure, out of the answers that were given for it."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.quiz.models import DonatedSitting
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import ScoredForm
from apps.quiz.scoring.psychometrics import FEWEST, FormFigures, TooFew, figures


class Command(BaseCommand):
    help = "Counts, means, spread, inter-item r, alpha and a two-factor check of given answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="a scored form; all that are live without it")
        parser.add_argument("--form-version", help="another version than the live one")

    def handle(self, *args: Any, **options: Any) -> None:
        for form in _forms(options["slug"], options["form_version"]):
            given = DonatedSitting.objects.of_version(form.slug, form.version).answers()
            try:
                found = figures(form, given)
            except TooFew as few:
                self.stdout.write(
                    f"{form.slug} {form.version}: {few.complete} complete sittings. "
                    f"Nothing is worked out under {FEWEST}."
                )
            else:
                self.stdout.writelines(f"{line}\n" for line in _report(form, found))


def _forms(slug: str | None, version: str | None) -> list[ScoredForm]:
    if slug is None:
        return list(catalogue().scored)
    form = catalogue().version(slug, version) if version else catalogue().offered(slug)
    if not isinstance(form, ScoredForm):
        raise CommandError(f"There is no scored form {slug}{f' {version}' if version else ''}.")
    return [form]


def _report(form: ScoredForm, found: FormFigures) -> Iterator[str]:
    gaps = f"{found.left_out} with gaps left out"
    yield f"{form.slug} {form.version}: {found.sittings} sittings, {gaps}"
    for line in found.lines:
        yield (
            f"  {line.scale}: mean {line.mean:.2f}, SD {line.sd:.2f}, "
            f"inter-item r {line.r:.2f}, alpha {line.alpha:.3f}"
        )
    yield f"  r between the lines: {found.between:.2f}"
    yield "  eigenvalues: " + ", ".join(f"{value:.2f}" for value in found.eigenvalues)
    yield "  item   mean    SD   own line   other line"
    for item in found.items:
        mark = "" if item.is_in_place else "   look at this one"
        figures_of = f"{item.mean:6.2f}{item.sd:6.2f}{item.own:11.2f}{item.other:13.2f}"
        yield f"  {item.id:<5}{figures_of}{mark}"
