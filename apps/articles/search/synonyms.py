"""Words that readers use for what the guides call something else."""

from typing import Final

_GROUPS: Final = (
    ("argument", "arguing", "fight", "fighting", "quarrel", "row", "conflict"),
    ("pause", "break", "time out"),
    ("abuse", "abusive", "violence", "violent", "harm"),
    ("counsellor", "counselor", "counselling", "counseling", "therapist", "therapy"),
    ("silent", "silence", "quiet", "stonewalling"),
    ("boundary", "boundaries", "limit", "limits"),
    ("partner", "husband", "wife", "boyfriend", "girlfriend", "spouse"),
    ("sex", "intimacy"),
    ("diary", "journal", "writing", "record"),
    ("withdraw", "withdrawn", "withdrawing", "pull away", "pulls away", "distant", "cold"),
)

SAME: Final = {
    word: tuple(other for other in group if other != word) for group in _GROUPS for word in group
}

# Whole expressions, and the words with which the guide that is meant speaks of the same thing.
EXPRESSIONS: Final = {
    "silent treatment": "silence punishment",
    "stone walling": "silence",
    "i need space": "one who needs space",
    "he needs space": "time alone",
    "they need space": "time alone",
    "partner needs space": "time alone",
}


# Words that may mean harm: guides on safety come before the others, and the page says so.
_HARM: Final = (
    *("silent treatment", "walking on eggshells", "gaslight", "abus", "violen", "threat", "afraid"),
    *("scared", "frighten", "punish", "controlling", "coerc", "stalk", "unsafe", "hits me"),
)


def may_mean_harm(words: str) -> bool:
    """Say whether small letters without accents hold an expression that may mean harm."""
    return any(f" {begun}" in f" {words}" for begun in _HARM)


def same_as(word: str) -> tuple[str, ...]:
    """Return other words for this one; a plural means what its singular means."""
    return SAME.get(word) or SAME.get(word.removesuffix("s"), ())
