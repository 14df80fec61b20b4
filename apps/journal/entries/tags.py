"""Tags, and the other lists of words with commas in one field: people, feelings of one's own."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator

from apps.journal.entries.limits import LONGEST_TAG

_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
# A part in quotation marks up to its comma, or whatever stands before the next comma.
_PART: Final = re.compile(r'\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]+')


class TagsField(forms.CharField):
    """Cleans to a list of words, each once, in the order in which they were typed.

    `kept` are those that the page has already, out of a file: they may be more, and longer.
    """

    def __init__(self, *, most: int, too_many: Any, **options: Any) -> None:
        super().__init__(required=False, max_length=most * (LONGEST_TAG + 4), **options)
        self.most = most
        self.kept: tuple[str, ...] = ()
        self.error_messages["max_length"] = self.error_messages["too_many"] = too_many

    def keep(self, kept: Sequence[str]) -> None:
        """Take what the page has already, however much that is."""
        self.kept = tuple(kept)
        room = len(tags_text(kept)) + (self.max_length or 0)
        self.validators = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]
        self.validators.append(MaxLengthValidator(room))

    def clean(self, value: Any) -> Any:
        words = tags_in(str(super().clean(value)))
        new = [word for word in words if word not in self.kept]
        if len(words) > max(self.most, len(self.kept)) or any(len(w) > LONGEST_TAG for w in new):
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
    """The words between the commas; capitals do not make a second word of one.

    A word in quotation marks may have a comma: `"Paris, France", home`.
    """
    return each_once(_unquoted(found[0].strip()) for found in _PART.finditer(text))


def tags_text(tags: Sequence[str]) -> str:
    """The words with commas between, one with a comma inside in quotation marks."""
    return ", ".join(map(_quoted, tags))


def _quoted(tag: str) -> str:
    if "," not in tag and not tag.startswith('"'):
        return tag
    return '"' + tag.replace('"', '""') + '"'


def _unquoted(part: str) -> str:
    """A part that stands in quotation marks without them; any other as it was typed."""
    if len(part) > 1 and _QUOTED.fullmatch(part):
        return part[1:-1].replace('""', '"')
    return part
