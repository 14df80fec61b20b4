"""Pages as a PDF for paper or for somebody else, set in a process of its own."""

import json
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markdown_it.token import Token

from apps.common.isolated_process import Failed, run_isolated
from apps.common.markdown import member_tokens, typed_number
from apps.journal.entries.content import EntryContent
from apps.journal.exporting.pdf_text import (
    accented_east_asian,
    accents_by_number,
    is_right_to_left,
    pdf_line,
    pieces_of,
)
from apps.journal.exporting.photo_rows import in_base64, jpeg_of
from apps.journal.photos.jpeg_check import size_of
from apps.journal.practices.reading import sitting_of
from apps.vault.registry import RowData

MOST_PAGES: Final = 300
MOST_OF_PHOTOS: Final = 16 * 1024 * 1024  # characters of base64
PHOTO_WIDTH, PHOTO_HEIGHT = 110, 120  # millimetres at most
SECONDS: Final = 60
PROGRAM: Final = Path(__file__).with_name("pdf_process.py")

type PdfBlock = dict[str, Any]


class PdfFailed(Exception):
    """The pages could not be set: too much for the limits of the process."""


class LettersWithoutShape(Exception):
    """No font here has a shape for these letters of the pages; `count` is how often they stand."""

    def __init__(self, letters: list[str], *, count: int) -> None:
        super().__init__("Letters of the pages have no shape.")
        self.letters = letters
        self.count = count


def as_pdf(
    pages: list[EntryContent], photos: Iterable[list[RowData]] = (), *, by_number: bool = False
) -> bytes:
    """The pages in the order given, with the photos of each.

    `by_number` sets a letter without a shape as its number. Raises PdfFailed, LettersWithoutShape.
    """
    told = {
        "by_number": by_number,
        "title": _("Pages"),
        "lang": (get_language() or "en").split("-")[0],
        "about": _about(pages),
        "pages": [
            {**_told(page), "photos": [_shown(photo) for photo in its]}
            for page, its in zip(pages, photos or repeat([]), strict=False)
        ],
    }
    given = json.dumps(told, ensure_ascii=False)
    accented, joined = accented_east_asian(given), accents_by_number(given)
    try:
        pdf = run_isolated(PROGRAM, joined.encode(), seconds=SECONDS)
    except Failed:
        raise PdfFailed from None
    letters = json.loads(pdf) if pdf.startswith(b"[") else []
    if letters or (accented and not by_number):
        count = sum(map(joined.count, letters)) + len(accented)
        raise LettersWithoutShape([*letters, *dict.fromkeys(accented)], count=count)
    if not pdf.startswith(b"%PDF-"):
        raise PdfFailed
    return pdf


def blocks_of(text: str) -> list[PdfBlock]:
    """A member's Markdown as paragraphs, headings, list items and rules, with plain words in them.

    They are those of the page on the screen: a link is its words and its address.
    """
    return list(_blocks(member_tokens(text)))


def _about(pages: list[EntryContent]) -> str:
    days = sorted(page.head.day for page in pages)
    count = ngettext("%(n)d page", "%(n)d pages", len(pages)) % {"n": len(pages)}
    first, last = (date_format(day, "j F Y") for day in (days[0], days[-1]))
    return f"{count}, {first}" + (f" – {last}" if first != last else "")


def _told(page: EntryContent) -> dict[str, Any]:
    head = page.head
    title = f": {head.title}" if head.title else ""
    return {
        "heading": pdf_line(date_format(head.day, "l j F Y") + title, like=head.title),
        "fields": list(_fields(page)),
        "blocks": [_in_pieces(each) for each in (*_answers(page), *blocks_of(page.body))],
    }


def _in_pieces(block: PdfBlock) -> PdfBlock:
    runs = [{**run, "text": "", "pieces": pieces_of(run["text"])} for run in block["runs"]]
    return {**block, "runs": runs}


def _shown(photo: RowData) -> dict[str, Any]:
    """A photo inside an SVG, since typst takes data as text: nothing but numbers and base64."""
    jpeg = jpeg_of(photo)
    width, height = size_of(jpeg) or (1, 1)
    scale = min(PHOTO_WIDTH / width, PHOTO_HEIGHT / height)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{in_base64(jpeg)}"/></svg>'
    )
    description = photo["description"]
    return {
        "svg": svg,
        "width": round(width * scale, 1),
        "description": pdf_line(description),
        "alt": description or _("A photo without a description"),
    }


def _fields(page: EntryContent) -> Iterator[dict[str, Any]]:
    head = page.head
    named: list[tuple[str, object]] = [
        (_("Time"), f"{head.time} {head.zone}".strip()),
        (_("How you were"), page.water_label),
        (_("Feelings"), ", ".join(head.feelings)),
        (_("Tags"), ", ".join(head.tags)),
        (_("People"), ", ".join(head.people)),
        (_("Question"), head.prompt_text),
        (_("Strength before, 0 to 10"), "" if head.before is None else head.before),
        (_("Strength after, 0 to 10"), "" if head.after is None else head.after),
    ]
    yield from (
        pdf_line(f"{name}: {value}", like=str(value)) for name, value in named if value != ""
    )


def _answers(page: EntryContent) -> Iterator[PdfBlock]:
    sitting = sitting_of(page)
    for answer in sitting.answers if sitting else ():
        yield _block("par", [_run(answer.label, strong=True)])
        yield from (_block("par", [_run(line)]) for line in answer.text.split("\n"))


def _blocks(tokens: Iterable[Token]) -> Iterator[PdfBlock]:
    depth = quotes = 0
    kind, waiting = "par", ""
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                if waiting:  # an item that begins with an item of its own
                    yield _block("par", [_run("")], mark=waiting, depth=depth - 1)
                waiting = typed_number(token) or "•"
            case "list_item_close":
                if waiting:  # an item without words keeps its number
                    yield _block("par", [_run("")], mark=waiting, depth=depth)
                waiting = ""
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "heading_open":
                kind = "heading"
            case "inline" | "code_block" | "hr":
                runs = list(_runs(token))
                shown = "rule" if token.type == "hr" else kind
                if runs or shown == "rule":
                    yield _block(shown, runs, mark=waiting, depth=depth, quote=quotes > 0)
                kind, waiting = "par", ""
            case _:
                pass


def _runs(token: Token) -> Iterator[dict[str, Any]]:
    if token.type != "inline":
        for line in token.content.rstrip("\n").split("\n") if token.content else ():
            yield _run(line, code=True)
            yield _run("\n")
        return
    strong = em = struck = 0
    for child in token.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                strong += child.nesting
            case "em_open" | "em_close":
                em += child.nesting
            case "s_open" | "s_close":
                struck += child.nesting
            case "softbreak" | "hardbreak":
                yield _run("\n")
            case "text" | "code_inline":
                yield _run(
                    child.content,
                    strong=strong > 0,
                    em=em > 0,
                    struck=struck > 0,
                    code=child.type == "code_inline",
                )
            case _:
                pass


def _block(
    kind: str, runs: list[dict[str, Any]], *, mark: str = "", depth: int = 0, quote: bool = False
) -> PdfBlock:
    rtl = is_right_to_left("".join(run["text"] for run in runs))
    return {"kind": kind, "runs": runs, "mark": mark, "depth": depth, "quote": quote, "rtl": rtl}


def _run(
    text: str,
    *,
    strong: bool = False,
    em: bool = False,
    struck: bool = False,
    code: bool = False,
) -> dict[str, Any]:
    look = {"strong": strong, "em": em, "struck": struck, "code": code}
    return {"text": text, **look}
