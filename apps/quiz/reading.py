"""The guides that a result may name: read from the library's own files, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from apps.articles.content.parse import GuideText, read_guide
from apps.articles.models import Reader

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "guides"


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
    """Slug → card for every guide in ``folder``. Raises ContentError, which names the guide."""
    guides = (read_guide(path) for path in sorted(folder.glob("*.md")))
    return {guide.slug: _card(guide) for guide in guides}


def _card(guide: GuideText) -> GuideCard:
    return GuideCard(
        slug=guide.slug,
        number=guide.number,
        title=guide.title,
        summary=guide.summary,
        prompts=tuple(guide.prompts),
        published=guide.published,
        for_couples=guide.reader == Reader.COUPLE,
    )
