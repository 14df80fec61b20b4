"""Finds the sentences, with their place, in which Leeway may promise a visitor something."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.sources import nodes_of

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PROMISES: Final = re.compile(
    r"\b(?:yet|never|nothing|only|always|no one|nobody|cannot)\b", re.IGNORECASE
)
MARKED: Final = re.compile(
    r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate""",
    re.DOTALL,
)
PLURAL: Final = re.compile(r"{%\s*plural\s*%}")
ENDS: Final = re.compile(r"(?<=[.!?])\s+|\s*¶\s*")
TRANSLATES: Final = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "translate"}
FIXTURES: Final = (
    *("courses.toml", "deck.toml", "feelings.toml", "gentle-flags.toml"),
    *("paths.toml", "topics.toml", "practices/*.toml", "questionnaires/*.toml"),
)
# Of fixtures, which mostly speak of people, only a sentence with a word for something of Leeway.
OURS: Final = re.compile(
    r"\b(?:here|sites?|pages?|screen|sent|kept|keeps?|stored|saved|shown|lists?|map|added up|answer"
    r"|see this|leeway|journal|quiz|lost|scored?|counts?)\b",
    re.IGNORECASE,
)
IN_NO_SIGHT: Final = re.compile(r"\\b|\(\?:|^[a-z-]+$")  # the pattern or the name of a note
RETIRED: Final = re.compile(
    r"-\d\.\d\.toml$"
)  # a questionnaire of before, of which no word changes


def found() -> list[str]:
    """Every such sentence as "place: sentence", from code, templates and fixtures."""
    texts = (*_of_code(), *_of_templates(), *_of_fixtures())
    sentences = {
        f"{place}: {sentence}"
        for place, text in texts
        for sentence in ENDS.split(" ".join(text.split()))
        if PROMISES.search(sentence)
    }
    return sorted(sentences)


def _of_code() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "apps").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        place = path.relative_to(ROOT).as_posix()
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and _name(node.func) in TRANSLATES:
                for each in node.args:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield place, each.value


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _of_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.stem == "styleguide":  # debug mode only
            continue
        place = path.relative_to(ROOT).as_posix()
        for quoted, other, block in MARKED.findall(path.read_text()):
            words = PLURAL.sub(" ¶ ", quoted or other or block)
            yield place, re.sub(r"<[^>]+>", "", words)


def _of_fixtures() -> Iterator[tuple[str, str]]:
    for pattern in FIXTURES:
        for path in sorted((ROOT / "fixtures").glob(pattern)):
            if RETIRED.search(path.name):
                continue
            place = path.relative_to(ROOT).as_posix()
            for text in _texts(tomllib.loads(path.read_text())):
                if not IN_NO_SIGHT.search(text):
                    sentences = ENDS.split(" ".join(text.split()))
                    yield from ((place, each) for each in sentences if OURS.search(each))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
