"""Where a guide leads on to, and what leads to a guide."""

from dataclasses import dataclass
from typing import Any, Protocol

from apps.articles.models.paths import PathStep


class NamesGuide(Protocol):
    """A row that leads to a guide by its address; an empty one leads nowhere."""

    guide: Any


@dataclass(frozen=True, kw_only=True)
class RelatedGuides[Guide]:
    """Where a guide leads: what the editors would read next, and the paths that lead through it.

    `came` is the path along which the reader came, and `came_next` the guide that follows on it.
    """

    related: list[Guide]
    steps: list[PathStep]
    came: PathStep | None
    came_next: Guide | None
