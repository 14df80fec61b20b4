"""Sets pages as a PDF. Run as a program of its own: JSON comes in by a pipe, the PDF goes out.

It imports nothing of ours, so that its process holds no key. A member's words reach typst only as
data, never as source: there is no markup that could be forgotten to be escaped.
"""

import json
import resource
import sys
from typing import Final

import typst

MEMORY_BYTES: Final = 1536 * 1024 * 1024
CPU_SECONDS: Final = 40

SOURCE: Final = rb"""
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title, author: ())
#set page(paper: "a4", margin: (x: 28mm, y: 26mm), numbering: "1", number-align: center)
#set text(font: "Libertinus Serif", size: 11pt, lang: told.lang)
#set par(leading: 0.72em, spacing: 1.05em, justify: false)
#show heading: set text(weight: "semibold")
#show heading: set block(above: 1.5em, below: 0.8em)
#let runs(list) = for run in list {
  if run.text == "\n" { linebreak() } else {
    let shown = text(run.text)
    if run.code { shown = text(font: "DejaVu Sans Mono", size: 0.88em, run.text) }
    if run.strong { shown = strong(shown) }
    if run.em { shown = emph(shown) }
    if run.struck { shown = strike(shown) }
    shown
  }
}
#let set-block(it) = {
  let shown = if it.kind == "heading" { heading(level: 2, runs(it.runs)) }
    else if it.kind == "rule" { line(length: 30%, stroke: 0.5pt + gray) }
    else if it.mark != "" { grid(columns: (1.6em, 1fr), it.mark, runs(it.runs)) }
    else { par(runs(it.runs)) }
  let inner = block(inset: (left: it.depth * 1.2em), shown)
  if it.quote { block(inset: (left: 1em), stroke: (left: 1.5pt + gray), inner) } else { inner }
}
#align(left, text(size: 1.6em, weight: "semibold", told.title))
#text(fill: luma(90), told.about)
#for page in told.pages {
  block(sticky: true, line(length: 100%, stroke: 0.5pt + luma(180)))
  heading(level: 1, page.heading)
  for field in page.fields [#text(fill: luma(90))[#field] #linebreak()]
  for it in page.blocks { set-block(it) }
  for it in page.photos {
    figure(
      image(bytes(it.svg), format: "svg", width: it.width * 1mm, alt: it.alt),
      caption: if it.description != "" { it.description }, numbering: none, supplement: none,
    )
  }
}
"""


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        resource.setrlimit(limit, (most, most))
    told = sys.stdin.buffer.read().decode()
    json.loads(told)
    sys.stdout.buffer.write(_pdf(told))


def _pdf(told: str) -> bytes:
    """Tagged, and as PDF/UA where every letter has a shape in some font here."""
    given = {"told": told}
    try:
        made = typst.compile(SOURCE, format="pdf", sys_inputs=given, pdf_standards="ua-1")
    except typst.TypstError:
        made = typst.compile(SOURCE, format="pdf", sys_inputs=given)
    if not isinstance(made, bytes):
        raise TypeError("One PDF was expected.")
    return made


if __name__ == "__main__":
    main()
