"""A password as it may arrive: macOS and Windows send one and the same letter in two forms."""

import unicodedata


def composed(password: str) -> str:
    """The one form in which a new password is hashed and wraps a key (NFC)."""
    return unicodedata.normalize("NFC", password)


def forms_of(password: str) -> tuple[str, ...]:
    """As it was typed, then composed (NFC), then decomposed (NFD), each once.

    A password that was set before passwords were composed may have been sent in any of them. One of
    ASCII alone has a single form, so that a try costs what it did.
    """
    forms = (password, composed(password), unicodedata.normalize("NFD", password))
    return tuple(dict.fromkeys(forms))
