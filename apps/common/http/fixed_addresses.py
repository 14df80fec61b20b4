"""The addresses of pages with no part or one, and of static files, looked up once a process.

A page of a member has about seventy of them. The tags `url` and `static` with one literal take the
place of those in Django's own libraries when the site starts.
"""

import re
from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.template import Context, defaulttags
from django.template.base import FilterExpression, Parser, Token
from django.templatetags import static as static_tags
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

SLUG: Final = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)
STAND_IN: Final = "in-place-of-a-slug"


def address_of(view: str) -> str:
    """The path of a page whose address has no parts; `reverse` says what it raises."""
    return _address(view, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())[0]


def address_with_slug(view: str, slug: str) -> str:
    """The path of a page whose address has one slug in it; `reverse` says what it raises."""
    if not SLUG.fullmatch(slug):
        return reverse(view, args=[slug])
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    before, after = _address_around_slug(view, urlconf, get_script_prefix())
    return f"{before}{slug}{after}"


@cache
def static_address(path: str) -> str:
    """The address of a static file, with the hash of its content where files have one."""
    return static_tags.static(path)


@cache
def _address(view: str, urlconf: str, prefix: str) -> tuple[str, SafeString]:
    """The path as it is and as HTML; `prefix` is a part of it, which `reverse` looks up itself."""
    path = reverse(view, urlconf=urlconf)
    return path, conditional_escape(path)


@cache
def _address_around_ids(view: str, urlconf: str, prefix: str, ids: int) -> list[str]:
    """What stands before, between and behind the ids in a path that has so many of them."""
    stand_ins = [UUID(int=number) for number in range(ids)]
    path = reverse(view, urlconf=urlconf, args=stand_ins)
    return re.split("|".join(map(str, stand_ins)), path)


@cache
def _address_around_slug(view: str, urlconf: str, prefix: str) -> list[str]:
    """What stands before and behind the slug in such a path."""
    return reverse(view, urlconf=urlconf, args=[STAND_IN]).split(STAND_IN)


class FixedUrlNode(defaulttags.URLNode):
    """A `url` tag with one literal. No app of ours has two namespaces, so the page is no matter."""

    def render(self, context: Context) -> str:
        view, urlconf = self.view_name.var, get_urlconf() or settings.ROOT_URLCONF
        try:
            path, html = _address(view, urlconf, get_script_prefix())
        except NoReverseMatch:
            return super().render(context)  # which knows what is said of a name that is none
        if self.asvar:
            context[self.asvar] = path
            return ""
        return html if context.autoescape else path


class IdsUrlNode(defaulttags.URLNode):
    """A `url` tag with one literal, and parts which are the ids of rows wherever they are UUIDs."""

    def render(self, context: Context) -> str:
        ids = [arg.resolve(context) for arg in self.args]
        if not all(isinstance(each, UUID) for each in ids):
            return super().render(context)
        urlconf, prefix = get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()
        try:
            first, *rest = _address_around_ids(self.view_name.var, urlconf, prefix, len(ids))
        except NoReverseMatch:
            return super().render(context)
        path = first + "".join(f"{each}{after}" for each, after in zip(ids, rest, strict=True))
        if self.asvar:
            context[self.asvar] = path
            return ""
        return conditional_escape(path) if context.autoescape else path


class FixedStaticNode(static_tags.StaticNode):
    """A `static` tag with one literal."""

    def url(self, context: Context) -> str:
        return static_address(self.path.var)


def install() -> None:
    """Put the tags in the place of Django's."""
    defaulttags.register.tag("url", url)
    static_tags.register.tag("static", static)


def url(parser: Parser, token: Token) -> defaulttags.URLNode:
    """As Django's tag of that name."""
    node = defaulttags.url(parser, token)
    if node.kwargs or not _is_literal(node.view_name):
        return node
    kind = IdsUrlNode if node.args else FixedUrlNode
    return kind(node.view_name, node.args, {}, node.asvar)


def static(parser: Parser, token: Token) -> static_tags.StaticNode:
    """As Django's tag of that name."""
    node = static_tags.do_static(parser, token)
    return FixedStaticNode(node.varname, node.path) if _is_literal(node.path) else node


def _is_literal(expression: FilterExpression) -> bool:
    return isinstance(expression.var, str) and not expression.filters
