"""A `translate` tag that looks a fixed text up once for each language.

A page of a member has about a hundred fixed texts, and looking one up costs more than to render
what stands around it. It takes the place of the tag in Django's own library when the site starts.
"""

from typing import Any

from django.template import Context
from django.template.base import Parser, Token, Variable
from django.templatetags import i18n
from django.utils.translation import get_language


class FixedTextNode(i18n.TranslateNode):
    """A `translate` tag around a literal without a filter, which the context cannot change."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._texts: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        text = self._texts.get(language)
        if text is None:
            text = self._texts[language] = super().render(context)
        return text


def install() -> None:
    """Put the tag in the place of Django's, under both of its names."""
    for name in ("translate", "trans"):
        i18n.register.tag(name, translate)


def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """As Django's tag of that name."""
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    is_fixed = isinstance(text.var, Variable) and text.var.lookups is None
    if not is_fixed or text.filters or node.asvar or node.message_context:
        return node
    return FixedTextNode(text, node.noop, node.asvar, node.message_context)
