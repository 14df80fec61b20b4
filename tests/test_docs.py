"""What the documents name is there: paths, modules, links between pages, classes."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "docs" / "decisions"
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(DECISIONS.glob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
]
FOLDERS = {each.name for each in ROOT.iterdir() if each.is_dir() and each.name[0] != "."}
# Where a short path may begin: `quiz/` is `apps/quiz/`, `browser/` is `tests/browser/`.
SHORT = (ROOT, ROOT / "apps", ROOT / "tests")
SOURCES = {".py", ".toml", ".css", ".js", ".html"}
NAMED_AS_ABSENT = {"services.py", "utils.py", "helpers.py"}  # "no such module" (CONTRIBUTING.md)

CODE_SPAN = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"\.?[\w-]+(?:[./][\w-]+)*/?")
MODULE = re.compile(r"(?:apps|config|tests)(?:\.\w+)+")
LINK = re.compile(r"\]\(([^)\s#]+)")
CLASS = re.compile(r"[A-Z]\w*[a-z]\w*")


def spans(text: str) -> Iterator[tuple[int, str]]:
    """(line, words) of each code span outside of a fenced block."""
    is_fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            is_fenced = not is_fenced
        elif not is_fenced:
            yield from ((number, found) for found in CODE_SPAN.findall(line))


def is_missing(named: str) -> bool:
    """Whether this looks like a path or a module of the repository that is not there."""
    if MODULE.fullmatch(named) and "/" not in named and Path(named).suffix not in SOURCES:
        return not is_module(named)
    if not PATH.fullmatch(named):
        return False
    is_source = Path(named).suffix in SOURCES
    if "/" not in named:
        return is_source and named not in NAMED_AS_ABSENT and named not in file_names()
    first = named.split("/")[0]
    if first in FOLDERS:
        return not (ROOT / named).exists()
    is_short = named.endswith("/") or is_source
    rooms = {each.name for folder in SHORT[1:] for each in folder.iterdir() if each.is_dir()}
    return is_short and first in rooms and not any((each / named).exists() for each in SHORT)


def is_module(dotted: str) -> bool:
    """A module or package, or a name that one of them has in its text."""
    *parents, last = dotted.split(".")
    whole, holder = ROOT.joinpath(*parents, last), ROOT.joinpath(*parents)
    if whole.is_dir() or whole.with_suffix(".py").is_file():
        return True
    files = (holder.with_suffix(".py"), holder / "__init__.py")
    return any(re.search(rf"\b{last}\b", file.read_text()) for file in files if file.is_file())


@cache
def file_names() -> frozenset[str]:
    folders = (ROOT / name for name in FOLDERS)
    below = (path.name for folder in folders for path in folder.rglob("*.*"))
    return frozenset({*below, *(path.name for path in ROOT.iterdir())})


@cache
def classes() -> frozenset[str]:
    found: set[str] = set()
    for path in (ROOT / "apps").rglob("*.py"):
        found |= set(re.findall(r"^class (\w+)", path.read_text("utf-8"), re.M))
    return frozenset(found)


def test_a_path_that_is_not_there_is_seen() -> None:
    """Else the test below would hold nothing."""
    absent = "apps/vault/nowhere.py", "docs/nowhere.md", "nowhere.py", "quiz/nowhere/"
    assert all(map(is_missing, (*absent, "apps.vault.nowhere", "apps.vault.models.Nowhere")))
    present = "apps/vault/unlocking/unlock.py", "docs/", "models.py", "quiz/", "browser/"
    assert not any(map(is_missing, (*present, "apps.vault.models", "apps.vault.models.Vault")))
    others = "/guides/<slug>/", "fixtures/practices/<id>.toml", "journal.json", "apps/…/urls.py"
    assert not any(map(is_missing, (*others, "services.py", "make run", "apps/*/models")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_document_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [f"line {number}: {named}" for number, named in spans(text) if is_missing(named)] == []
    links = (each for each in LINK.findall(text) if ":" not in each)
    assert [each for each in links if not (page.parent / each).exists()] == []


def test_every_class_of_the_vocabulary_is_in_the_code() -> None:
    rows = re.findall(r"^\|([^|]*)\|([^|]*)\|", (ROOT / "docs/vocabulary.md").read_text(), re.M)
    named = {each for _page, code in rows for _n, each in spans(code) if CLASS.fullmatch(each)}
    assert len(named) > 30
    assert named - classes() == set()


# How many modules of apps/ a flow crosses as it is told step by step, lists of addresses apart.
MOST_OF_A_FLOW: Final = {
    "A guide’s page, from request to bytes": 14,
    "An autosave": 11,
    "An unlock": 15,
    "A quiz answer, to its kept result": 12,
}
AFTER_THE_FLOW: Final = "apps/quiz/views/history.py"  # the kept result is there: how it is shown


def modules_of_flows() -> dict[str, set[str]]:
    told = (ROOT / "docs/architecture.md").read_text("utf-8").split("## Four flows")[1]
    found = {}
    for flow in told.split("\n## ")[0].split("\n### ")[1:]:
        name, *lines = flow.splitlines()
        steps = [line for line in lines if re.match(r"\d+\. ", line) and AFTER_THE_FLOW not in line]
        modules = re.findall(r"`(apps/[\w/]+\.py)`", "\n".join(steps))
        found[name.replace("'", "’")] = {each for each in modules if not each.endswith("/urls.py")}
    return found


def test_each_flow_crosses_few_modules() -> None:
    flows = modules_of_flows()
    assert flows.keys() == MOST_OF_A_FLOW.keys()
    assert all(len(modules) > 5 for modules in flows.values())
    too_long = {name: found for name, found in flows.items() if len(found) > MOST_OF_A_FLOW[name]}
    assert too_long == {}


def test_every_decision_is_listed_and_short() -> None:
    listed = set(LINK.findall((DECISIONS / "README.md").read_text("utf-8")))
    pages = {path.name: path for path in DECISIONS.glob("*.md") if path.name != "README.md"}
    assert set(pages) - listed == set()
    parts = ("## Decision", "## Why", "## What it costs", "## What would change our mind")
    assert [(n, p) for n, path in pages.items() for p in parts if p not in path.read_text()] == []
    assert [name for name, path in pages.items() if len(path.read_text().splitlines()) > 30] == []


OF_WRITERS = {"check_guides", "check_links", "check_practices", "export_guide"}


def test_every_command_and_setting_is_told_to_operators() -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    commands = {path.stem for path in (ROOT / "apps").glob("*/management/commands/[a-z]*.py")}
    code = "".join(path.read_text("utf-8") for path in (ROOT / "config").rglob("*.py"))
    settings = set(re.findall(r'"(LEEWAY_[A-Z_]+)"', code))
    assert commands >= {"tidy"} | OF_WRITERS
    assert settings >= {"LEEWAY_VAULT_PEPPER", "LEEWAY_TRUSTED_PROXIES"}
    assert sorted(name for name in (commands - OF_WRITERS) | settings if name not in told) == []
