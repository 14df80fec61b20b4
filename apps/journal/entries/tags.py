"""Tags, and the other lists of words with commas in one field: people, feelings of one's own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from apps.journal.entries.limits import LONGEST_TAG


class TagsField(forms.CharField):
    """Cleans to a list of words, each once, in the order in which they were typed."""

    def __init__(self, *, most: int, too_many: Any, **options: Any) -> None:
        super().__init__(required=False, max_length=most * (LONGEST_TAG + 2), **options)
        self.most = most
        self.error_messages["max_length"] = self.error_messages["too_many"] = too_many

    def clean(self, value: Any) -> Any:
        words = tags_in(str(super().clean(value)))
        if len(words) > self.most or any(len(word) > LONGEST_TAG for word in words):
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        return words


def each_once(words: Iterable[str]) -> list[str]:
    """The words without spaces around or doubled; capitals do not make a second word of one."""
    found: dict[str, str] = {}
    for word in (" ".join(each.split()) for each in words):
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def tags_in(text: str) -> list[str]:
    """The words between the commas; capitals do not make a second word of one."""
    found: dict[str, str] = {}
    for word in (" ".join(part.split()) for part in text.split(",")):
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def tags_text(tags: Sequence[str]) -> str:
    return ", ".join(tags)
