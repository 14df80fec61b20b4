"""The guides that a result may name: read from the library's own files, without a database."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from apps.common.fixture_table import FixtureError, Table

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "guides"
FENCE = "+++"


@dataclass(frozen=True, slots=True)
class GuideCard:
    """What a result shows of a guide."""

    slug: str
    number: int
    title: str
    summary: str
    prompts: tuple[str, ...]
    published: date
    for_couples: bool


@cache
def guide_cards(folder: Path = FOLDER) -> Mapping[str, GuideCard]:
    """Slug → card for every guide in ``folder``; raises FixtureError for one without its head."""
    return {path.stem: _card(path) for path in sorted(folder.glob("*.md"))}


def _card(path: Path) -> GuideCard:
    opening, _, rest = path.read_text(encoding="utf-8").partition(f"{FENCE}\n")
    head, closing, _ = rest.partition(f"\n{FENCE}")
    if opening.strip() or not closing:
        raise FixtureError(f"{path.name}: does not begin with a head between two lines of {FENCE}")
    table = Table(tomllib.loads(head), where=path.name)
    return GuideCard(
        slug=path.stem,
        number=table.whole("number"),
        title=table.text("title"),
        summary=table.text("summary"),
        prompts=table.texts("prompts"),
        published=table.day("published"),
        for_couples=table.text("reader") == "couple",
    )
