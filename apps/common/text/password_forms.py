"""A password as it may arrive: macOS and Windows send one and the same letter in two forms."""

import unicodedata


def composed(password: str) -> str:
    """The one form in which a new password is hashed and wraps a key (NFC)."""
    return unicodedata.normalize("NFC", password)


def forms_of(password: str) -> tuple[str, ...]:
    """Composed (NFC), then as it was typed, then decomposed (NFD), each once.

    A new password is stored composed, so that the right one is found at the first derivation. One
    that was set before passwords were composed may have been sent in any form. A password of ASCII
    alone has a single form.
    """
    forms = (composed(password), password, unicodedata.normalize("NFD", password))
    return tuple(dict.fromkeys(forms))
