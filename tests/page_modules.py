"""Which custom elements of a page have no module: every page names the modules it needs itself."""

import re
from functools import cache
from pathlib import Path
from typing import Final

JS: Final = Path(__file__).resolve().parent.parent / "static" / "js"
SCRIPT: Final = re.compile(r'<script type="module" src="[^"]*?js/([a-z-]+)(?:\.[0-9a-f]+)?\.js"')
IMPORT: Final = re.compile(r'^import\s+(?:\{[^}]+\}\s+from\s+)?"\./([a-z-]+)\.js";', re.M)
DEFINED: Final = re.compile(r'customElements\.define\(\s*"([a-z-]+)"')
TEMPLATE: Final = re.compile(r"<template\b.*?</template>", re.S)
TAG: Final = re.compile(r"<([a-z]+(?:-[a-z]+)+)\b")


@cache
def elements_of(module: str) -> frozenset[str]:
    """The names of the custom elements that a module and all that it imports define."""
    text = (JS / f"{module}.js").read_text("utf-8")
    parts = [elements_of(each) for each in IMPORT.findall(text)]
    return frozenset(DEFINED.findall(text)).union(*parts)


@cache
def all_elements() -> frozenset[str]:
    return frozenset().union(*(elements_of(path.stem) for path in JS.glob("*.js")))


def without_module(html: str) -> set[str]:
    """The custom elements of a whole page that no module of it starts; none of a part of a page.

    What stands in a <template> is started by whoever takes it out.
    """
    if "<html" not in html:
        return set()
    html = TEMPLATE.sub("", html)
    started = frozenset[str]().union(*(elements_of(each) for each in SCRIPT.findall(html)))
    return (set(TAG.findall(html)) & all_elements()) - started


def without_cover(html: str) -> str:
    """A member's page without what waits in it to cover it, with every answer to a password."""
    return re.sub(r"<cover-screen.*?</cover-screen>", "", html, flags=re.DOTALL)
