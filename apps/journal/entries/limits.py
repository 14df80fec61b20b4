"""How much one page holds, in the composer and out of a file alike."""

from typing import Final

LONGEST_BODY: Final = 200_000
LONGEST_TITLE: Final = 300
LONGEST_TAG: Final = 100  # of a tag, a name, a word of one's own
MOST_TAGS: Final = 50
