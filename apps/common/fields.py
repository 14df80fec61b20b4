"""Form fields for words that somebody typed: no control characters, line ends as a writer means."""

import re
from typing import Any, Final

from django import forms

_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]+")  # Cc and Cs, but \n


class WordsField(forms.CharField):
    """Text of several lines without control characters; line ends as the writer knows them."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return _CONTROLS.sub("", text)


class LineField(WordsField):
    """Text of one line without control characters."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())
