"""A guide in one of several forms, with every block that the standard asks for and no word yet."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.articles.editing.front_matter import rewritten
from apps.articles.editing.library_texts import LibraryTexts
from apps.articles.editing.publishing import MONTHS, months_after
from apps.articles.models import Reader

ESSAY: Final = "essay"
FORMS: Final = (
    (ESSAY, _("An essay")),
    ("letter", _("A letter to one reader")),
    ("questions", _("Questions and answers")),
    ("list", _("A list to look through")),
    ("hours", _("A day, hour by hour")),
    ("messages", _("A thread of messages")),
    ("attempt", _("An attempt that fails")),
)


def template_of_a_guide(title: str, *, library: LibraryTexts, form: str = ESSAY) -> str:
    """Return the text of a new guide with the next free number, on the first topic.

    `form` is one of FORMS; another one stands for an essay.
    """
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
    return rewritten(
        "+++\n\n+++\n",
        values=values,
        other="",
        body=BODIES.get(form, BODIES[ESSAY]) + CLOSING_BLOCKS,
    )


BODIES: Final = {
    ESSAY: """Begin in the middle of an evening. What is a fact names its record.[F1.1]

## Say here what only this guide is about

Let one thought run until it is done. Where two people disagree, let both of them speak.
""",
    "letter": """## To whom the letter goes

You write that … (Say back what they told you, and then the one thing that you would say to them.)

*What they might tell themselves, in their own words.*
""",
    "questions": """## Asked by people in this place

### The first question, as somebody would type it

The answer in the first sentence. What it rests on comes after it.[F1.1]

### The one that nobody likes to ask

The answer, and what it cannot tell.
""",
    "list": """## What can be seen

- One line for each thing, as anybody in the room could have seen it
- The next one

## What it does not show

Say what the list is worth, and what to do with it.
""",
    "hours": """## The hours, one after another

**When you wake.** What is true, and one thing to do with your hands.

**Noon.** Whom to tell, in which words.

**Night.** What can wait until it is light.
""",
    "messages": """## How it went

::: example The day of the week
**18:40, one name:** "What was written."

**20:50, the other:** "What came back."
:::

What each of them had to go on at each of these minutes.

## How it might have gone
""",
    "attempt": """## What was tried

::: example Where it was
**One name:** "What was meant, and what was said instead."

**The other:** "What was heard."

**After that:** What came of it, which is not much.
:::

## What it was up against

Say what would have made it easier, and leave them as they are.
""",
}

CLOSING_BLOCKS: Final = """
## How sure are we

What is known well, what is likely, and what nobody has tested.

## When to get help

When a guide is not enough. [Support](/support/) lists people to talk to, by country.
"""
