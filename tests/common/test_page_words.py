"""One word for one thing on every page: what the vocabulary rejects stands nowhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from apps.common.text.page_words import PAGE_WORDS, rejected_in
from tests.sources import nodes_of

ROOT: Final = Path(settings.BASE_DIR)
# For those who build or edit, whose words are others; a page that explains how may use its own.
FOR_BUILDERS: Final = {"pages/styleguide.html"}
# Another program's menu is named as it names it.
EXPLAINS: Final = {"pages/privacy.html": {"Rows"}, "journal/import.html": {"Entry"}}
MESSAGES: Final = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
TAG: Final = re.compile(
    r"{%\s*translate\s+(?:\"([^\"]*)\"|'([^']*)')"
    r"|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate",
    re.S,
)


def template_words() -> Iterator[tuple[str, str]]:
    """(template, words) of each text that a template translates, a plural by itself."""
    folder = ROOT / "templates"
    for path in sorted(folder.rglob("*.html")):
        name = str(path.relative_to(folder))
        if name in FOR_BUILDERS:
            continue
        for found in TAG.finditer(path.read_text("utf-8")):
            said = next(each for each in found.groups() if each is not None)
            for part in said.split("{% plural %}"):
                yield name, " ".join(part.split())


def message_words() -> Iterator[tuple[str, str]]:
    """(module, words) of each text that code translates."""
    for path in sorted((ROOT / "apps").rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MESSAGES:
                for said in node.args:
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield str(path.relative_to(ROOT)), said.value


def quoted_words() -> Iterator[tuple[str, str]]:
    """(file, words) of the fixtures that stand among the controls of the journal and the quiz."""
    fixtures = ROOT / "fixtures"
    files = [fixtures / f"{name}.toml" for name in ("courses", "prompts", "gentle-flags", "deck")]
    for path in [*files, *sorted(fixtures.glob("questionnaires/*.toml"))]:
        for said in re.findall(r'"([^"\n]+)"', path.read_text("utf-8")):
            yield path.name, said


def test_no_page_and_no_message_says_a_rejected_word() -> None:
    texts = [*template_words(), *message_words(), *quoted_words()]
    assert len(texts) > 1500
    said = [
        f"{name}: “{text}”: say “{word.say}”"
        for name, text in texts
        for word in rejected_in(text)
        if word.never not in EXPLAINS.get(name, ())
    ]
    assert said == [], "\n".join(said)


@pytest.mark.parametrize(
    ("rejected", "said"),
    [
        ("How is the water?", "How are you?"),
        ("Keys", "Keyboard shortcuts"),
        ("This page answers it", "Answer"),
        ("Eight sittings", "Eight steps"),
        ("One of a set of practices", "One step of a course"),
        ("Your entries are locked", "Your pages are locked"),
        ("You are logged out", "You are signed out"),
        ("Close at hand", "Right now"),
        ("Where your days begin and end", "Time zone"),
        ("Look inside", "Start"),
        ("There is no spare key yet", "There is no recovery code yet"),
        ("Take your journal with you", "Export your journal"),
        ("Or bring pages in", "Import pages"),
        ("3 rows are damaged", "3 items are damaged"),
        ("Patterns", "Insights"),
        ("It makes the key that seals your journal.", "It makes the key that locks it."),
        ("Your journal is closed.", "Your journal is locked."),
        ("It waits, sealed, until Friday.", "Sealed with your key before it is stored."),
        ("Press save again.", "Keep this page"),
    ],
)
def test_what_is_rejected_is_found_and_what_is_said_is_not(rejected: str, said: str) -> None:
    assert len([*rejected_in(rejected)]) == 1
    assert [*rejected_in(said)] == []


def test_the_documents_and_the_style_guide_show_the_list() -> None:
    page = (ROOT / "docs" / "vocabulary.md").read_text("utf-8")
    shown = render_to_string("pages/styleguide.html", {"page_words": PAGE_WORDS})
    for word in PAGE_WORDS:
        assert f"| {word.say} | {word.never} | {word.why} |" in page
        assert word.say in shown
        assert word.never in shown
