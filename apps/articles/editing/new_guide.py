"""A guide with every block that the standard asks for, and no word yet."""

from typing import Any, Final

from django.utils import timezone

from apps.articles.editing.front_matter import rewritten
from apps.articles.editing.library_texts import LibraryTexts
from apps.articles.editing.publishing import MONTHS, months_after
from apps.articles.models import Reader


def template_of_a_guide(title: str, *, library: LibraryTexts) -> str:
    """Return the text of a new guide with the next free number, on the first topic."""
    today = timezone.localdate()
    number = max((guide.number for guide in library.guides.values()), default=0) + 1
    topic = next(iter(library.topics), "")
    values: dict[str, Any] = {
        "number": number,
        "title": title,
        "topic": topic,
        "reader": Reader.PARTNER.value,
        "question": "",
        "summary": "",
        "answer": "",
        "key_points": [],
        "for_whom": "",
        "not_for": "",
        "content_note": "",
        "safety": False,
        "prompts": [],
        "related": [],
        "published": today,
        "reviewed": today,
        "review_due": months_after(today, MONTHS),
        "changes": [{"date": today, "note": "First published."}],
    }
    return rewritten("+++\n\n+++\n", values=values, other="", body=BLOCKS)


BLOCKS: Final = """## A first section, of as many as the matter needs

What happens, in plain words. A sentence that states a fact names its record like this.[F1.1]

::: tip A small thing to try
One small thing, in two sentences.
:::

::: example A story, a thread of messages, or a talk, where one helps
**One name:** What one of them saw, thought and did.
:::

## How sure are we

What is known well, what is likely, and what nobody has tested.

## When to get help

When a guide is not enough. [Support](/support/) lists people to talk to, by country.
"""
