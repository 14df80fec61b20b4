"""HTML of long rows of choices, for which a loop of a template takes too long."""

from collections.abc import Collection, Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

# The value of an option, its words, and whether it is chosen.
type Option = tuple[str, str, bool]


def option_groups(groups: Iterable[tuple[str, Iterable[Option]]]) -> SafeString:
    """The options of a select below their labels; every text is escaped here."""
    return mark_safe(
        "".join(
            f'<optgroup label="{escape(label)}">{"".join(map(_option, options))}</optgroup>'
            for label, options in groups
        )
    )


def word_chips(name: str, words: Iterable[str], chosen: Collection[str]) -> SafeString:
    """A box to tick for each word, in a chip; every text is escaped here."""
    field, ticked = escape(name), set(chosen)
    return mark_safe(
        "".join(
            f'<label class="chip"><input type="checkbox" name="{field}" value="{escape(word)}"'
            f"{' checked' if word in ticked else ''}>{escape(word)}</label>"
            for word in words
        )
    )


def _option(option: Option) -> str:
    value, words, is_chosen = option
    return (
        f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>'
        f"{escape(words)}</option>"
    )
