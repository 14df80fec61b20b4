"""Fields above a text: the part of YAML that note programs write, and Logseq's `key:: value`."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Final

from apps.journal.importing.plain_lines import without_empty_start

type Field = str | list[str]

_KEY: Final = re.compile(r"(?P<key>[A-Za-z_][\w ?.-]{0,60}?)[ \t]*:(?:[ \t]+(?P<value>.*)|[ \t]*)")
_ITEM: Final = re.compile(r"[ \t]*-(?:[ \t]+(?P<value>.*)|[ \t]*)")
_PROPERTY: Final = re.compile(r"(?:- )?(?P<key>[A-Za-z][\w-]*):: ?(?P<value>.*)")
_IN_LIST: Final = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^,]*))\s*(?:,|$)""")
_SINGLE_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
MOST_LINES: Final = 500


@dataclass(frozen=True)
class FrontMatter:
    """The fields by their names in lower case, and the text below them."""

    fields: dict[str, Field] = field(default_factory=dict)
    body: str = ""

    def word(self, *names: str) -> str:
        """The first of these fields that says something."""
        for name in names:
            value = self.fields.get(name, "")
            said = ", ".join(value) if isinstance(value, list) else value
            if said.strip():
                return said.strip()
        return ""

    def words(self, *names: str) -> tuple[str, ...]:
        """A list as it is; a line is split at its commas, or at the spaces before each #."""
        found: list[str] = []
        for name in names:
            value = self.fields.get(name, [])
            found += value if isinstance(value, list) else _split(value)
        return tuple(word for each in found if (word := _bare(each)))


def split_front_matter(text: str) -> FrontMatter:
    """Fields and text; no fields where the text has none above it. `text` has \\n line ends."""
    lines = text.split("\n")
    if lines[0].rstrip() == "+++":
        return _toml(lines) or FrontMatter({}, text)
    if lines[0].rstrip() == "---":
        found = _yaml(lines)
        if found is not None:
            return found
    return _properties(lines, text)


def _yaml(lines: list[str]) -> FrontMatter | None:
    end = next(
        (n for n, line in enumerate(lines[1:MOST_LINES], 1) if line.rstrip() in {"---", "..."}),
        None,
    )
    is_whole_file = end is None  # jrnl's pages end with "...", after the text among their fields
    if end is None:
        end = next((n for n, line in enumerate(lines) if line.rstrip() == "..."), len(lines))
    fields: dict[str, Field] = {}
    name, block = "", False
    for line in lines[1:end]:
        if block and (not line.strip() or line[0] in " \t"):
            fields[name] = f"{fields[name]}\n{line}"
            continue
        block = False
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if name and (item := _ITEM.fullmatch(line)):
            kept = fields[name]
            fields[name] = [*(kept if isinstance(kept, list) else []), _scalar(item["value"] or "")]
            continue
        found = _KEY.fullmatch(line)
        if found is None:
            if name and line[0] in " \t" and isinstance(fields[name], str):
                fields[name] = f"{fields[name]} {line.strip()}".strip()  # a value goes on
                continue
            return None  # a rule above a text, and no fields
        name, value = found["key"].strip().lower(), (found["value"] or "").strip()
        block = value[:1] in {"|", ">"} and len(value) <= 3
        fields[name] = "" if block else _value(value)
    if not fields or (is_whole_file and "body" not in fields):
        return None
    body = without_empty_start("\n".join(lines[end + 1 :]))
    if isinstance(inside := fields.pop("body", None), str) and not body.strip():
        body = _dedented(inside)
    elif inside is not None:
        fields["body"] = inside
    return FrontMatter(fields, body)


def _toml(lines: list[str]) -> FrontMatter | None:
    """The fields of Hugo and Zola, between two lines of three plus signs."""
    end = next((n for n, line in enumerate(lines[1:MOST_LINES], 1) if line.rstrip() == "+++"), None)
    if end is None:
        return None
    try:
        found = tomllib.loads("\n".join(lines[1:end]))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    fields: dict[str, Field] = {}
    for name, value in found.items():
        many = value if isinstance(value, list) else []
        fields[name.lower()] = [str(each) for each in many] if many else str(value or "")
    return FrontMatter(fields, without_empty_start("\n".join(lines[end + 1 :])))


def _properties(lines: list[str], text: str) -> FrontMatter:
    fields: dict[str, Field] = {}
    for line in lines:
        found = _PROPERTY.fullmatch(line.strip())
        if found is None:
            break
        fields[found["key"].lower()] = found["value"].strip()
    if not fields:
        return FrontMatter({}, text)
    return FrontMatter(fields, without_empty_start("\n".join(lines[len(fields) :])))


def _value(text: str) -> Field:
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        return [each for each in _listed(text[1:-1]) if each]
    return _scalar(text)


def _listed(inside: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(inside):
        item = _IN_LIST.match(inside, at)
        if item is None or item.end() == at:
            break
        double, single, plain = item.groups()
        quoted = (
            f'"{double}"' if double is not None else f"'{single}'" if single is not None else ""
        )
        found.append(_scalar(quoted or (plain or "").strip()))
        at = item.end()
    return found


def _scalar(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", lambda e: _SINGLE_LETTERS.get(e[1], e[1]), text[1:-1])
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return re.sub(r"\s+#\s.*$", "", text)  # a comment


def _split(text: str) -> list[str]:
    text = text.strip()
    if "," in text:
        return [each for each in _listed(text) if each]
    if text.startswith("#") and all(word.startswith("#") for word in text.split()):
        return text.split()
    if text.startswith("[[") and text.endswith("]]"):
        return [text[2:-2]]
    return [text] if text else []


def _bare(word: str) -> str:
    """A tag without the # before it, or the brackets of a link around it."""
    word = word.strip().removeprefix("#").strip()
    return word[2:-2].strip() if word.startswith("[[") and word.endswith("]]") else word


def _dedented(block: str) -> str:
    """A block of YAML without what indents all of it; jrnl indents with tabs, one line more."""
    lines = block.strip("\n").split("\n")
    first = lines[0]
    indent = first[: len(first) - len(first.lstrip())]
    others = [line for line in lines[1:] if line.strip()]
    rest = min((line[: len(line) - len(line.lstrip())] for line in others), key=len, default=indent)
    indents = (indent, rest)
    made = [
        next((line[len(i) :] for i in indents if i and line.startswith(i)), line) for line in lines
    ]
    return "\n".join(made).strip("\n")
