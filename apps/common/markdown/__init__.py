"""The one road from Markdown to HTML: markdown-it-py with HTML switched off, then nh3."""

from apps.common.markdown.cleaning import clean_blocks, clean_line
from apps.common.markdown.guides import (
    CONTAINERS,
    RECORDS,
    Citation,
    GuideContext,
    Heading,
    guide_html,
    guide_line,
    plain_blocks,
    plain_line,
    plain_sections,
)
from apps.common.markdown.member_parser import member_tokens, typed_number
from apps.common.markdown.members import to_html
from apps.common.markdown.terms import Definitions

__all__ = [
    "CONTAINERS",
    "RECORDS",
    "Citation",
    "Definitions",
    "GuideContext",
    "Heading",
    "clean_blocks",
    "clean_line",
    "guide_html",
    "guide_line",
    "member_tokens",
    "plain_blocks",
    "plain_line",
    "plain_sections",
    "to_html",
    "typed_number",
]
