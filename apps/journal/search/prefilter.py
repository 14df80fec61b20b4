"""Rules entries out of a search by their bytes alone: quick, and never wrong in saying no.

Most pages are ruled out here. What is left is read and asked again, exactly (`query.py`).
"""

from apps.common.text.folding import folded_bytes
from apps.journal.entries.head_scan import answers_a_practice, title_in
from apps.journal.search.query import JournalQuery


def may_suit(head: bytes, asked: JournalQuery) -> bool:
    """Whether the labels that are asked for may stand in a head."""
    labels = asked.folded_labels
    if not labels:
        return True
    plain = _folded(head)
    return plain is None or all(_is_written_otherwise(label) or label in plain for label in labels)


def may_say(head: bytes, body: bytes, asked: JournalQuery) -> bool:
    """Whether every word and phrase may stand in the title, the body or an answer."""
    if not asked.pieces:
        return True
    plain = _folded(title_in(head) + b"\n" + body)
    if plain is None:
        return True
    if not all(word in plain or _is_written_otherwise(word) for word in asked.every_word):
        return False
    is_json = b"\\" in head or answers_a_practice(head)
    phrases = asked.phrases_in_json if is_json else asked.phrases
    return all(phrase.search(plain) for phrase in phrases)


def _folded(whole: bytes) -> str | None:
    """None where it is no text; reading the page says what is the matter."""
    try:
        return folded_bytes(whole)
    except UnicodeDecodeError:
        return None


def _is_written_otherwise(word: str) -> bool:
    """Whether the JSON of a head or an answer escapes a sign of the word."""
    return not word.isprintable()
