"""Sentences that name a limit: the number in them is the constant that holds."""

from typing import Any

from django.utils.formats import number_format
from django.utils.functional import lazystr


class Limit(int):
    """A number that a sentence writes as people do: 2,000 and not 2000."""

    def __str__(self) -> str:
        return str(number_format(int(self), force_grouping=True))


def with_limits(sentence: Any, **limits: int) -> Any:
    """Put limits into a lazy translation: `%(most)s` for `most`. Lazy too.

    A sentence of `ngettext_lazy` takes its singular or plural by the limit that it names.
    """
    return lazystr(_Sentence(sentence, limits))


class _Sentence:
    """Becomes a string in the language of whoever reads it."""

    def __init__(self, sentence: Any, limits: dict[str, int]) -> None:
        self._sentence = sentence
        self._limits = {name: Limit(most) for name, most in limits.items()}

    def __str__(self) -> str:
        return str(self._sentence % self._limits)
