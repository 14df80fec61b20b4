"""Words that no text of ours says, in named lists: guides, practices, quiz and pages use them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

# What nobody is called here.
LABELS: Final = (
    r"\bavoidants\b",
    r"\ban avoidant\b(?! (?:attachment|description|pattern|side|end))",
    r"\bnarciss\w*",
    r"\btoxic\w*",
    r"\btriggered\b",
    r"\bneedy\b",
    r"\bclingy\b",
    r"\bdamaged\b",
    r"(?<!promise that )\b(?:am|are|is|were|was|be|feel|feels) broken\b",
    r"\bbroken (?:people|person|partner)\b",
    r"\bhard-?wired\b",
)
# What nobody is promised here.
PROMISES: Final = (
    r"\bfix (?:a person|her|him|me|people|them|yourself|your partner)\b",
    r"\bwin (?:her|him|them|your partner) back\b",
    r"\bmake (?:her|him|them|your partner) commit\b",
    r"\bheal(?:s|ed|ing)?\b",
    r"\bjourneys?\b",
)
LOUD: Final = (r"!",)
# Words of medicine and of arguments online: a guide may explain one, an exercise uses none.
DIAGNOSES: Final = (
    r"\bdiagnos\w*",
    r"\bdisorder\w*",
    r"\bborderline\b",
    r"\bbipolar\b",
    r"\b(?:socio|psycho)path\w*",
    r"\bpatholog\w*",
    r"\bsymptom\w*",
    r"\bcodependen\w*",
    r"\btrauma bond\w*",
    r"\bgaslight\w*",
    r"\bred flags?\b",
)
# No exercise gives marks.
MARKS: Final = (r"\bstreaks?\b", r"\bscore\b")
# A guide may say this of a thing, a page of few words says it not at all.
UNCLEAR: Final = (r"\bbroken\b", r"\bfix\b")
# Words that take a sex, a kinship or a style of attachment for granted.
ASSUMPTIONS: Final = (
    *(r"avoidant", r"anxious", r"secure", r"fearful", r"husband", r"wife", r"boyfriend"),
    *(r"girlfriend", r"\bs?he\b", r"\bhis\b", r"\bher\b", r"mother", r"father", r"\bmum\b"),
    *(r"\bdad\b", r"\bsex\b", r"married", r"faithful", r"cheat"),
)

IN_GUIDES: Final = (*LABELS, *PROMISES, *LOUD)
IN_PRACTICES: Final = (*IN_GUIDES, *DIAGNOSES, *MARKS)
IN_QUESTIONNAIRES: Final = (*IN_GUIDES, *ASSUMPTIONS)
ON_PAGES: Final = (*IN_GUIDES, *UNCLEAR)

_SPEECH: Final = re.compile(r"“[^”]*”")


def banned_in(text: str, banned: tuple[str, ...]) -> Iterator[str]:
    """What a text says that one of the lists bans, as it stands in the text."""
    return (found[0] for pattern in _compiled(banned) if (found := pattern.search(text)))


def without_speech(text: str) -> str:
    """A text whose speech in curly quotation marks is left out: people may say anything."""
    return _SPEECH.sub("“”", text)


@cache
def _compiled(banned: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in banned)
