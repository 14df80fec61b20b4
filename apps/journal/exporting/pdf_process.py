"""Sets pages as a PDF. Run as a program of its own: JSON comes in by a pipe, the PDF goes out.

It imports nothing of ours, so that its process holds no key. A member's words reach typst only as
data, never as source: there is no markup that could be forgotten to be escaped. Where letters have
no shape in any font, a JSON list of them goes out instead, or they are set as their numbers.
"""

import json
import re
import resource
import sys
from pathlib import Path
from typing import Final

import typst

MEMORY_BYTES: Final = 1536 * 1024 * 1024
CPU_SECONDS: Final = 40
FONTS: Final = Path(__file__).with_name("fonts")
_WITHOUT_SHAPE: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_TRIES: Final = 3

SOURCE: Final = rb"""
#let told = json(bytes(sys.inputs.told))
#let more = ("Noto Naskh Arabic", "Noto Serif Devanagari", "Noto Serif Thai", "Noto Serif Bengali",
  "Noto Sans Tamil", "Noto Serif Georgian", "Noto Serif Armenian", "Noto Sans Telugu",
  "Noto Sans Gujarati", "Noto Sans Gurmukhi", "Noto Sans Kannada", "Noto Sans Malayalam",
  "Noto Sans Sinhala", "Noto Sans Khmer", "Noto Sans Lao", "Noto Sans Myanmar",
  "Noto Sans Ethiopic",
  (name: "NanumSquare", covers: regex("[\u{1100}-\u{11ff}\u{3130}-\u{318f}\u{ac00}-\u{d7a3}]")),
  "Droid Sans Fallback", "Noto Emoji", "DejaVu Sans Mono",
  "New Computer Modern", "New Computer Modern Math", "Noto Sans Symbols", "Noto Sans Symbols 2")
#set document(title: told.title, author: ())
#set page(paper: "a4", margin: (x: 28mm, y: 26mm), numbering: "1", number-align: center)
#set text(font: ("Libertinus Serif", ..more), size: 11pt, lang: told.lang)
#set par(leading: 0.72em, spacing: 1.05em, justify: false)
#show heading: set text(weight: "semibold")
#show heading: set block(above: 1.5em, below: 0.8em)
// Between two pieces of a long word a line may end, and nothing is added to it.
#let words(pieces) = for (n, piece) in pieces.enumerate() {
  if n > 0 { box() }
  text(piece)
}
#let runs(list) = for run in list {
  if run.pieces == ("\n",) { linebreak() } else {
    let shown = words(run.pieces)
    if run.code { shown = text(font: ("DejaVu Sans Mono", ..more), size: 0.88em, shown) }
    if run.strong { shown = strong(shown) }
    if run.em { shown = emph(shown) }
    if run.struck { shown = strike(shown) }
    shown
  }
}
#let turned(rtl-words, body) = {
  set text(dir: if rtl-words { rtl } else { ltr })
  body
}
#let side(rtl-words) = if rtl-words { "right" } else { "left" }
#let line-of(it) = turned(it.rtl, words(it.pieces))
#let set-block(it) = turned(it.rtl, {
  let shown = if it.kind == "heading" { heading(level: 2, runs(it.runs)) }
    else if it.kind == "rule" { line(length: 30%, stroke: 0.5pt + gray) }
    else { par(runs(it.runs)) }
  if it.depth > 0 {
    let wide = if it.mark.len() > 3 { auto } else { 1.6em }
    shown = grid(columns: (wide, 1fr), column-gutter: 0.3em, it.mark, shown)
  }
  let inner = block(spacing: 1.2em, inset: ((side(it.rtl)): it.depth * 1.2em), shown)
  if it.quote {
    block(inset: ((side(it.rtl)): 1em), stroke: ((side(it.rtl)): 1.5pt + gray), inner)
  } else { inner }
})
#align(left, text(size: 1.6em, weight: "semibold", told.title))
#text(fill: luma(90), told.about)
#for page in told.pages {
  block(sticky: true, line(length: 100%, stroke: 0.5pt + luma(180)))
  turned(page.heading.rtl, heading(level: 1, words(page.heading.pieces)))
  for field in page.fields { block(spacing: 0.72em, text(fill: luma(90), line-of(field))) }
  for it in page.blocks { set-block(it) }
  for it in page.photos {
    figure(
      image(bytes(it.svg), format: "svg", width: it.width * 1mm, alt: it.alt),
      caption: if it.description.pieces != () { line-of(it.description) },
      numbering: none, supplement: none,
    )
  }
}
"""


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        resource.setrlimit(limit, (most, most))
    told = sys.stdin.buffer.read().decode()
    by_number = json.loads(told)["by_number"]
    sys.stdout.buffer.write(_pdf(told, by_number=by_number))


def _pdf(told: str, *, by_number: bool) -> bytes:
    """Return a PDF that is tagged and PDF/UA, or the letters that have no shape, as JSON.

    `by_number` sets these as their numbers, such as U+13000.
    """
    for _try in range(_TRIES):
        try:
            return _compiled(told, accessible=True)
        except typst.TypstError as error:
            letters = _without_shape(error.diagnostic)
            if letters and not by_number:
                return json.dumps(letters).encode()
            for letter in letters:
                told = told.replace(_as_json(letter), "".join(map(_number, letter)))
    return _compiled(told, accessible=False)


def _compiled(told: str, *, accessible: bool) -> bytes:
    made = typst.compile(
        SOURCE,
        format="pdf",
        sys_inputs={"told": told},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        pdf_standards=["ua-1"] if accessible else [],
    )
    if not isinstance(made, bytes):
        raise TypeError("One PDF was expected.")
    return made


def _without_shape(diagnostic: str) -> list[str]:
    found = dict.fromkeys(_WITHOUT_SHAPE.findall(diagnostic))
    plain = (_ESCAPED.sub(lambda each: chr(int(each[1], 16)), each) for each in found)
    return [each.replace('\\"', '"').replace("\\\\", "\\") for each in plain]


def _as_json(letter: str) -> str:
    return json.dumps(letter, ensure_ascii=False)[1:-1]


def _number(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"


if __name__ == "__main__":
    main()
