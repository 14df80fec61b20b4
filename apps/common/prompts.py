"""Questions that one room offers and another room answers, without either importing the other."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question, and the page that it comes from. `id` is opaque: it may stand in a URL.

    `guide` is the slug of the guide that asks, `section` the heading above the question, and
    `version` the day on which this text of the guide was last checked, in ISO form.
    """

    id: str
    text: str
    source_title: str
    source_url: str
    guide: str = ""
    section: str = ""
    version: str = ""

    @property
    def place_url(self) -> str:
        """Where on its page the question stands."""
        return f"{self.source_url}#{self.section}" if self.section else self.source_url


Finder = Callable[[str], Prompt | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Called by a room when it starts, with a function that knows the room's own prompts."""
    if finder not in _finders:
        _finders.append(finder)


def find(prompt_id: str) -> Prompt | None:
    """The prompt with this id, or None for an unknown one."""
    for finder in _finders:
        if prompt := finder(prompt_id):
            return prompt
    return None
