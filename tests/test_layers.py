"""Each room imports, loads and includes from rooms below it alone (docs/architecture.md)."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.sources import nodes_of, tree_of

ROOT: Final = Path(__file__).resolve().parent.parent
APPS: Final = ROOT / "apps"
TEMPLATES: Final = ROOT / "templates"
# From the lowest layer to the highest; rooms of one layer do not know each other.
LAYERS: Final = (
    {"common"},
    {"vault"},
    {"practices", "support"},
    {"articles"},
    {"quiz"},
    {"journal"},
    {"accounts"},
    {"pages"},
    {"operations"},
)
LAYER_OF: Final = {room: place for place, rooms in enumerate(LAYERS) for room in rooms}
# Template folders that are not called like their room.
ROOM_OF_FOLDER: Final = {"account": "accounts", "editing": "articles"}
# Modules that Django reads before the models of a room may be imported.
READ_EARLY: Final = {"apps.py", "sessions.py"}
# Libraries that are read when they are needed: fido2 takes a third of a second, for a list of all
# domain suffixes. No room of ours may be among them.
READ_LATE: Final = {"ceremonies.py": ("allauth.mfa.webauthn.", "fido2.")}
LOAD: Final = re.compile(r"{%-?\s*load\s+([^%]+?)\s*-?%}")
INCLUDE: Final = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def may_use(room: str, other: str) -> bool:
    """Whether a room may know another one: itself, or one of a lower layer."""
    return room == other or LAYER_OF[other] < LAYER_OF[room]


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def imported_modules(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """(line, module) of each import, for types alone or not, wherever it stands."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"relative import in line {node.lineno}"
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{each.name}") for each in node.names)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_room_has_a_layer() -> None:
    assert {path.parent.name for path in APPS.glob("*/apps.py")} == set(LAYER_OF)


def test_python_imports_go_down() -> None:
    wrong = []
    for path in python_files(APPS):
        if len(path.relative_to(APPS).parts) == 1:
            continue
        room = path.relative_to(APPS).parts[0]
        for line, module in imported_modules(nodes_of(path)):
            head, _, rest = module.partition(".")
            upward = head == "apps" and rest and not may_use(room, rest.split(".")[0])
            if upward or head in {"config", "tests"}:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


def room_of_template(name: str) -> str:
    """The room of a template's folder; a template at the root belongs to the lowest layer."""
    folder, slash, _rest = name.partition("/")
    return ROOM_OF_FOLDER.get(folder, folder) if slash else "common"


def test_templates_load_and_include_downwards() -> None:
    rooms = {
        path.stem: path.relative_to(APPS).parts[0] for path in APPS.glob("*/templatetags/*.py")
    }
    wrong = []
    for path in sorted(TEMPLATES.rglob("*.*")):
        room = room_of_template(str(path.relative_to(TEMPLATES)))
        text = path.read_text()
        libraries = {name for found in LOAD.findall(text) for name in found.split()}
        used = {f"load {name}": rooms[name] for name in libraries if name in rooms}
        used |= {f"include {name}": room_of_template(name) for name in INCLUDE.findall(text)}
        wrong += [
            f"{path.relative_to(ROOT)}: {what}"
            for what, other in used.items()
            if not may_use(room, other)
        ]
    assert wrong == []


def test_no_import_is_hidden_in_a_function() -> None:
    """A circle that is dodged inside a function is a circle all the same."""
    hidden = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in python_files(APPS)
        if path.name not in READ_EARLY
        for function in nodes_of(path)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, module in imported_modules(ast.walk(function))
        if not module.startswith(READ_LATE.get(path.name, ()))
    ]
    assert hidden == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types alone count too: who needs a name has to be told where it stands."""
    files = {module_of(path): path for path in python_files(APPS)}
    graph = {
        name: {
            each
            for _line, each in imported_modules(nodes_of(path))
            if each in files and each != name
        }
        for name, path in files.items()
    }
    assert circles_in(graph) == []


def circles_in(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that reach each other (Tarjan 1972), each sorted, without loners."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph[name]:
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = [stack.pop()]
            while group[-1] != name:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for name in graph:
        if name not in index:
            visit(name)
    return found


def test_a_circle_is_seen() -> None:
    assert circles_in({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_no_public_class_name_stands_in_two_modules() -> None:
    """Django asks that each command's class is called Command."""
    places: dict[str, list[str]] = {}
    for path in [*python_files(APPS), *python_files(ROOT / "config")]:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef | ast.TypeAlias):
                name = node.name if isinstance(node, ast.ClassDef) else node.name.id
                places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name != "Command"} == {}


def test_a_room_has_few_loose_modules() -> None:
    """A reader who opens a room sees about ten modules at its root; the rest has a folder."""
    loose = {
        room: len([path for path in (APPS / room).glob("*.py") if path.name != "__init__.py"])
        for room in LAYER_OF
    }
    most = {room: count for room, count in loose.items() if count > MOST_LOOSE.get(room, 13)}
    assert most == {}


# What every room may use, and the vault with its codec, have a few more.
MOST_LOOSE: Final = {"common": 14, "vault": 15}
