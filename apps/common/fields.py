"""Form fields for words that somebody typed: no control characters, line ends as a writer means."""

import unicodedata
from typing import Any

from django import forms


class WordsField(forms.CharField):
    """Text of several lines without control characters; line ends as the writer knows them."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


class LineField(WordsField):
    """The same as one line."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())
