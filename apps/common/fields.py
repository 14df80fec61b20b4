"""Form fields for words that somebody typed: no control characters, line ends as a writer means."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import ngettext_lazy

from apps.common.limits import with_limits

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


class NameField(LineField):
    """A private name of at most `max_length` characters, which no browser completes."""

    def __init__(
        self, *, max_length: int, attrs: dict[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(
            max_length=max_length,
            widget=forms.TextInput({**(attrs or {}), "autocomplete": "off", "spellcheck": "false"}),
            **options,
        )
        self.error_messages["max_length"] = with_limits(
            ngettext_lazy(
                "A name has room for %(most)s character.",
                "A name has room for %(most)s characters.",
                "most",
            ),
            most=max_length,
        )


class NoteField(WordsField):
    """A private note of at most `max_length` characters, which may be left out."""

    def __init__(
        self, *, max_length: int, attrs: dict[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(
            required=False,
            max_length=max_length,
            widget=forms.Textarea(
                {**(attrs or {}), "rows": 3, "autocomplete": "off", "spellcheck": "false"}
            ),
            **options,
        )
        self.error_messages["max_length"] = with_limits(
            ngettext_lazy(
                "A note has room for %(most)s character. A page of your journal has more.",
                "A note has room for %(most)s characters. A page of your journal has more.",
                "most",
            ),
            most=max_length,
        )
