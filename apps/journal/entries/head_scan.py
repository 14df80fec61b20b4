"""Reads the title and the practice of a head from its bytes, before the head is parsed as JSON.

A search and the page of a practice open thousands of pages and show a few. Everything here leans
on how `EntryHead.to_bytes` writes: a space after each colon, and a quote inside of a text behind a
backslash, so that no words of a writer's can look like the name of a field.
"""

import json
from typing import Final

_BEFORE_TITLE: Final = b'"title": "'
_BEFORE_GUIDE: Final = b'"guide": '
_BEFORE_PRACTICE: Final = b'"practice": "'


def title_in(head: bytes) -> bytes:
    """The title as it is written there; with an escape somewhere, the whole head to be safe."""
    if b"\\" in head:
        return head
    start = head.find(_BEFORE_TITLE)
    if start < 0:
        return b""
    start += len(_BEFORE_TITLE)
    return head[start : head.index(b'"', start)]


def answers_a_practice(head: bytes) -> bool:
    """Whether the body beside this head is JSON with answers."""
    return _BEFORE_PRACTICE in head


def may_answer(head: bytes, practice_id: str) -> bool:
    """Whether the page may answer this practice: never wrong when it says no."""
    return _BEFORE_PRACTICE + json.dumps(practice_id, ensure_ascii=False)[1:].encode() in head


def may_answer_guide(head: bytes, slug: str) -> bool:
    """Whether the page may answer a question of this guide: never wrong when it says no."""
    return _BEFORE_GUIDE + json.dumps(slug, ensure_ascii=False).encode() in head
