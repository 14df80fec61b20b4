"""Plain functions that make topics, guides and the files they come from."""

from datetime import date
from pathlib import Path
from typing import Any

from apps.articles.models import Guide, Topic

FACTS = """
[[source]]
key = "schrodt-2014"
citation = "Schrodt, P. (2014). The loop. *Communication Monographs, 81*(1), 28–58."
doi = "10.1080/03637751.2013.813632"
status = "certain"

[[source]]
key = "papp-2009"
citation = "Papp, L. M. (2009). *At home*."
doi = ""
status = "likely"

[[fact]]
number = 10
title = "The loop"
safe_wording = "The loop is the problem."
do_not_write = ""

[[fact.record]]
id = "F10.1"
text = "One presses, one leaves."
status = "certain"
strength = "strong"
sources = ["schrodt-2014", "papp-2009"]
found = { "schrodt-2014" = "Seen in 74 studies.", "papp-2009" = "Seen at home." }
against = ['nobody leaves']

[[fact.record]]
id = "F10.2"
text = "At home both happen."
status = "likely"
strength = "fair"
sources = ["papp-2009"]

[[fact]]
number = 15
title = "Kindness"
safe_wording = ""
do_not_write = ""

[[fact.record]]
id = "F15.1"
text = "Patience opens doors."
status = "unverified"
strength = ""
sources = []

[[fact.record]]
id = "F15.2"
text = "Therapists report it."
status = "opinion"
strength = ""
sources = []
"""

TOPICS = """
[[topic]]
slug = "talking"
title = "Talking"
summary = "How to say it."
position = 1
"""

GUIDE = """+++
number = 9
title = "Stopping in time"
topic = "talking"
reader = "couple"
question = "How do we take a break?"
summary = "How two people can pause before it boils over."
answer = "Agree a break. Name the time you come back."
key_points = ["Agree first.", "Name a time.", "Come back.[F10.2]"]
for_whom = "Two people."
not_for = "If you are afraid, see [support](/support/)."
content_note = ""
safety = false
prompts = ["One?", "Two?", "Three?"]
related = ["a-guide", "b-guide", "c-guide"]
published = 2026-11-01
reviewed = 2026-11-02
review_due = 2027-11-02

[[changes]]
date = 2026-11-01
note = "First published."
+++

## The loop

People press and others go quiet.[F10.1, F10.2] It is common.

## The break

Say *when*.[F10.1]

## The return

Therapists report that it matters.[F15.2]

## One evening, two sides

::: example Tuesday
**Ann:** I left the room.
:::

## How sure are we

Fairly.[F10.1]

## When to get help

See [support](/support/).
"""


def write_library(folder: Path, **guides: str) -> Path:
    """Write a small library of files; each guide is `slug_with_underscores=text`."""
    (folder / "guides").mkdir(parents=True, exist_ok=True)
    (folder / "facts.toml").write_text(FACTS, "utf-8")
    (folder / "topics.toml").write_text(TOPICS, "utf-8")
    return write_guides(folder, **(guides or {"stopping_in_time": GUIDE}))


def write_guides(folder: Path, **guides: str) -> Path:
    """Write guides beside the facts and topics that are there."""
    for name, text in guides.items():
        (folder / "guides" / f"{name.replace('_', '-')}.md").write_text(text, "utf-8")
    return folder


def make_topic(slug: str = "talking", *, position: int = 1) -> Topic:
    return Topic.objects.create(
        slug=slug, title=slug.title(), summary=f"About {slug}.", position=position
    )


def make_guide(slug: str = "a-guide", *, topic: Topic | None = None, **columns: Any) -> Guide:
    """Make a published guide with the next free number."""
    number = Guide.objects.count() + 1
    given: dict[str, Any] = {
        "topic": topic or Topic.objects.first() or make_topic(),
        "number": number,
        "title": slug.replace("-", " ").capitalize(),
        "reader": "both",
        "question": "What is it?",
        "summary": "What it is, briefly.",
        "answer_html": "It is this.",
        "key_points_html": ["One.", "Two.", "Three."],
        "for_whom_html": "Anybody.",
        "not_for_html": "Nobody.",
        "body_html": "<p>The text.</p>",
        "closing_html": "<p>The end.</p>",
        "prompts": ["First?", "Second?", "Third?"],
        "related": [],
        "published": date(2026, 1, 1),
        "reviewed": date(2026, 1, 1),
        "review_due": date(2100, 1, 1),
        "words": 440,
        "minutes": 2,
        "gist": "What is it?",
        "text": "What it is, briefly.",
    }
    return Guide.objects.create(slug=slug, **(given | columns))


def make_many(count: int, **columns: Any) -> list[Guide]:
    """Make `count` published guides on one topic at once: `guide-1`, `guide-2`, …"""
    first = make_guide("guide-1", number=1, **columns)
    copied = {
        field.attname: getattr(first, field.attname)
        for field in Guide._meta.concrete_fields
        if not field.generated and not field.primary_key
    }
    rest = [Guide(**(copied | {"slug": f"guide-{n}", "number": n})) for n in range(2, count + 1)]
    return [first, *Guide.objects.bulk_create(rest)]
