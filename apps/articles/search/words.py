"""The words of a text as the search of the library compares them."""

import re
from typing import Final

from apps.common.text.folding import folded

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BETWEEN_WORDS: Final = str.maketrans(dict.fromkeys("*_~\\[]>", " "))


def words_in(text: str) -> list[str]:
    """Return the words of a text, folded as everywhere, and without apostrophes."""
    plain = folded(text.translate(_BETWEEN_WORDS))
    return [word.replace("'", "") for word in _WORD.findall(plain)]
