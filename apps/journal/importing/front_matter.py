"""Fields above a text: the part of YAML that note programs write, and Logseq's `key:: value`."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Final

from apps.journal.importing.plain_lines import without_empty_start

type Field = str | list[str]

# A name of letters of any script, or one in quotation marks.
_KEY: Final = re.compile(
    r"""(?P<key>"[^"]{1,60}"|'[^']{1,60}'"""
    r"|(?:[A-Za-z_]|[^\x00-\x7f])(?:[\w ?./-]|[^\x00-\x7f]){0,60}?)"
    r"[ \t]*:(?:[ \t]+(?P<value>.*)|[ \t]*)"
)
_BLOCK: Final = re.compile(r"[|>][+-]?\d?")
_FLOW_END: Final = re.compile(r"[\]}],?[ \t]*")
_LINK: Final = re.compile(r"#?\[\[([^\[\]]+)\]\]")
_NULLS: Final = frozenset({"null", "~"})
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
    whole, text = text, without_empty_start(text)
    lines = text.split("\n")
    if lines[0].rstrip() not in {"---", "+++"}:
        lines = whole.split("\n")
        return _properties(lines, whole)
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
    said: list[tuple[str, str, list[str]]] = []
    for line in lines[1:end]:
        goes_on = not line.strip() or line[0] in " \t" or _ITEM.fullmatch(line)
        if said and (goes_on or _FLOW_END.fullmatch(line)):
            said[-1][2].append(line)
            continue
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _KEY.fullmatch(line)
        if found is None:
            return None  # a rule above a text, and no fields
        said.append((found["key"].strip("\"' ").lower(), (found["value"] or "").strip(), []))
    fields: dict[str, Field] = {}
    for name, value, more in said:
        kept, new = fields.get(name), _field(value, more)
        both = bool(kept and new) and isinstance(kept, list) and isinstance(new, list)
        fields[name] = [*kept, *new] if both and kept else new or kept or ""
    if not fields or (is_whole_file and "body" not in fields):
        return None
    body = without_empty_start("\n".join(lines[end + 1 :]))
    if isinstance(inside := fields.pop("body", None), str) and not body.strip():
        body = _dedented(inside)
    elif inside is not None:
        fields["body"] = inside
    return FrontMatter(fields, body)


def _field(value: str, more: list[str]) -> Field:
    """The value of a field that goes on in more lines: a block of text, a list, or a long line."""
    if _BLOCK.fullmatch(value):
        return "\n".join(["", *more])
    more = [line for line in more if line.strip() and not line.lstrip().startswith("# ")]
    if value or not any(_ITEM.fullmatch(line) for line in more):
        return _value(" ".join(filter(None, [value, *map(str.strip, more)])))
    items: list[list[str]] = []
    for line in more:
        if item := _ITEM.fullmatch(line):
            items.append([item["value"] or ""])
        elif items:
            items[-1].append(line.strip())
        else:
            items.append([line.strip()])
    return [_scalar(" ".join(item)) for item in items]


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
    if text.startswith("[") and not text.startswith("[["):
        inside, end, behind = text[1:].rpartition("]")
        if end and (not behind.strip() or behind.lstrip().startswith("#")):
            return [each for each in _listed(inside) if each]
    if text in _NULLS:
        return ""
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
    return re.sub(r"(?<!\s)\s+#\s.*$", "", text)  # a comment


def _split(text: str) -> list[str]:
    """The words of a line; a link in double brackets is one, with its commas."""
    if "[[" in text:
        parts = _LINK.split(text)
        found = [
            [part] if n % 2 else _split_plain(part.strip(" ,")) for n, part in enumerate(parts)
        ]
        return [word for words in found for word in words]
    return _split_plain(text)


def _split_plain(text: str) -> list[str]:
    text = text.strip()
    if "," in text:
        return [each for each in _listed(text) if each]
    if text.startswith("#") and all(word.startswith("#") for word in text.split()):
        return text.split()
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
