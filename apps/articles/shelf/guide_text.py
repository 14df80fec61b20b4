"""A guide's own words in reading order, for finding kept passages and for choosing new ones."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.articles.models.guides import Guide
from apps.articles.shelf.passages import Passage
from apps.articles.shelf.text_quotes import Paragraph, QuoteMatch, QuoteSection, locate, paragraphs


@dataclass(frozen=True, kw_only=True)
class KeptPassage:
    """A kept passage, and where it stands in the guide now, if it still does."""

    passage: Passage
    found: QuoteMatch | None


def blocks_of(guide: Guide) -> list[Paragraph]:
    """The paragraphs of a guide, as its page shows them."""
    answer = QuoteSection(id="answer", title=_("The short answer"))
    points = QuoteSection(id="key-points", title=_("If you only have a minute"))
    reader = QuoteSection(id="for-whom", title=_("Who this is for"))
    blocks = paragraphs(guide.answer_html, section=answer)
    for point in guide.key_points_html:
        blocks += paragraphs(point, section=points)
    for part in (guide.for_whom_html, guide.not_for_html, guide.body_html, guide.closing_html):
        blocks += paragraphs(part, section=reader)
    return blocks


def sections_of(guide: Guide) -> dict[str, str]:
    """What each section's heading says, by its id; so are the questions."""
    sections = {each.section.id: each.section.title for each in blocks_of(guide)}
    return sections | {"try-this": _("Try this")}


def found_in(guide: Guide, quote: str, *, before: str = "", after: str = "") -> QuoteMatch | None:
    return locate(quote, blocks_of(guide), before=before, after=after)


def kept_in(guide: Guide | None, passages: list[Passage]) -> list[KeptPassage]:
    """The passages of one guide with their places; without the guide nothing is found."""
    blocks = blocks_of(guide) if guide and passages else []
    return [
        KeptPassage(
            passage=each,
            found=locate(each.quote, blocks, before=each.before, after=each.after),
        )
        for each in passages
    ]
