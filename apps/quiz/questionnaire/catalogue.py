"""The catalogue of the forms under fixtures/questionnaires/, which are read once."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.common.content_files.toml_file import ContentError
from apps.quiz.questionnaire.loader import read_form
from apps.quiz.questionnaire.model import NoticingList, Questionnaire, ScoredForm, VersionStatus

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "questionnaires"

# The order of the forms on the first page; a form that is not named here comes last.
SHELF = ("self-partner", "self-past", "self-friend", "self-parent", "self-general")


@dataclass(frozen=True)
class QuestionnaireCatalogue:
    """Every version of every form."""

    versions: tuple[Questionnaire, ...]

    @property
    def live(self) -> tuple[Questionnaire, ...]:
        """The live forms, in the order of the first page."""
        live = [form for form in self.versions if form.status is VersionStatus.LIVE]
        return tuple(sorted(live, key=lambda form: (*_place(form.slug), form.slug)))

    @property
    def scored(self) -> tuple[ScoredForm, ...]:
        """The live forms that end on the map."""
        return tuple(form for form in self.live if isinstance(form, ScoredForm))

    @property
    def noticing(self) -> tuple[NoticingList, ...]:
        """The live forms that end in lists."""
        return tuple(form for form in self.live if isinstance(form, NoticingList))

    def offered(self, slug: str) -> Questionnaire | None:
        """The live version of a form, or None."""
        return next((form for form in self.live if form.slug == slug), None)

    def version(self, slug: str, version: str) -> Questionnaire | None:
        """A version of a form, also one that is no longer offered, or None."""
        of_form = (form for form in self.versions if form.slug == slug)
        return next((form for form in of_form if form.version == version), None)


@cache
def catalogue() -> QuestionnaireCatalogue:
    """The forms that this release ships."""
    return read_folder(FOLDER)


def read_folder(folder: Path) -> QuestionnaireCatalogue:
    """Every form in ``folder``; raises ContentError where one of them, or their sum, is wrong."""
    return gathered([read_form(path) for path in sorted(folder.glob("*.toml"))], folder)


def gathered(forms: list[Questionnaire], folder: Path) -> QuestionnaireCatalogue:
    """The forms of a folder as one catalogue; raises ContentError where two are the same."""
    versions = Counter((form.slug, form.version) for form in forms)
    live = Counter(form.slug for form in forms if form.status is VersionStatus.LIVE)
    twice = [" ".join(name) for name, n in versions.items() if n > 1]
    twice += [f"{slug} (live)" for slug, n in live.items() if n > 1]
    if twice:
        raise ContentError(f"{folder.name}: more than one {', '.join(twice)}")
    return QuestionnaireCatalogue(tuple(forms))


def _place(slug: str) -> tuple[int]:
    return (SHELF.index(slug) if slug in SHELF else len(SHELF),)
