"""What is said about a photo, sealed apart from the picture."""

from typing import Final

from apps.vault.codec import Content

LONGEST: Final = 300  # characters of a description


class PhotoContent(Content, frozen=True, kw_only=True):
    """The words that describe a photo, empty where nobody gave any, and its size in pixels."""

    description: str
    width: int
    height: int
