"""What a template of a writer's own says, apart from where it is kept."""

from typing import Annotated, Final

from msgspec import Meta

from apps.vault.codec import Content

LONGEST_NAME: Final = 60
LONGEST_BODY: Final = 10_000
MOST_TEMPLATES: Final = 30


class EntryTemplateContent(Content, frozen=True, kw_only=True):
    """`name` is one line; `body` is the Markdown that a page begins with, exactly as typed."""

    name: Annotated[str, Meta(max_length=LONGEST_NAME)]
    body: Annotated[str, Meta(max_length=LONGEST_BODY)]

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name.splitlines()) > 1:
            raise ValueError("Not the name of a template.")

    def is_called_like(self, other: "EntryTemplateContent") -> bool:
        """Whether a reader of a list would take one name for the other."""
        return self.name.strip().casefold() == other.name.strip().casefold()
