"""A guide's text as the fields of a form, and back: what was not touched stays as it was."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from apps.articles.content.parse import split_front_matter
from apps.common.content_files.toml_file import toml_values

# The keys that the editor has a field for, in the order in which a file has them.
KEYS: Final = (
    *("number", "title", "topic", "reader", "question", "summary", "answer", "key_points"),
    *("for_whom", "not_for", "content_note", "safety", "prompts", "related"),
    *("published", "reviewed", "review_due", "changes"),
)
WIDEST: Final = 88
_TABLE: Final = re.compile(r"^(?=\[)", re.MULTILINE)
_KEY: Final = re.compile(r"^(?=[A-Za-z_-]+ *= )", re.MULTILINE)
_NAME: Final = re.compile(r"(?:\[\[?)?([A-Za-z_-]+)")


def values_of(source: str) -> dict[str, Any]:
    """Return the front matter of a text as values by key. Raises ContentError."""
    return toml_values(split_front_matter(source, name="the text")[0], name="the text")


def body_of(source: str) -> str:
    """Return what follows the front matter. Raises ContentError."""
    return split_front_matter(source, name="the text")[1].strip("\n")


def other_of(source: str) -> str:
    """Return the lines of the front matter that no field is for. Raises ContentError."""
    return _without(_pieces(source), KEYS)


def rewritten(base: str, *, values: Mapping[str, Any], other: str, body: str) -> str:
    """Return `base` with these values, other lines and body; what says the same is not rewritten.

    A value of None leaves its key out. Raises ContentError if `base` has no front matter.
    """
    old, pieces = values_of(base), _pieces(base)
    fixed = {
        key: pieces[key] if key in pieces and old.get(key) == value else toml(key, value)
        for key, value in values.items()
        if value is not None
    }
    is_same_other = other.strip() == other_of(base)
    if is_same_other and all(old.get(key) == value for key, value in values.items()):
        front = [split_front_matter(base, name="the text")[0]]
    elif is_same_other:
        order = [*pieces, *(key for key in KEYS if key not in pieces)]
        fixed |= {name: piece for name, piece in pieces.items() if name not in KEYS}
        front = [fixed[name] for name in order if name in fixed]
    else:
        order = [name for name in pieces if name in KEYS and name != "changes"]
        order += [key for key in KEYS if key not in order]
        front = [fixed[key] for key in order if key in fixed and key != "changes"]
        front += [other.strip(), fixed.get("changes", "")]
    return f"+++\n{_joined(front)}\n+++\n\n{body.strip()}\n"


def toml(key: str, value: Any) -> str:
    """Return one key and its value as a line or more of TOML, as our files are written."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = ("\n".join(toml(name, said) for name, said in row.items()) for row in value)
        return "\n\n".join(f"[[{key}]]\n{row}" for row in rows)
    if isinstance(value, list):
        each = [_literal(item) for item in value]
        line = f"{key} = [{', '.join(each)}]"
        return line if len(line) <= WIDEST else "\n".join([f"{key} = [", *_indented(each), "]"])
    return f"{key} = {_literal(value)}"


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value.replace("\x7f", ""), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _indented(items: list[str]) -> list[str]:
    return [f"  {item}," for item in items]


def _pieces(source: str) -> dict[str, str]:
    """Return the front matter in pieces by key, each as it was written."""
    pieces: dict[str, str] = {}
    keys, *tables = _TABLE.split(split_front_matter(source, name="the text")[0])
    for piece in [*_KEY.split(keys), *tables]:
        if piece.strip():
            found = _NAME.match(piece)
            name = found[1] if found else ""
            pieces[name] = f"{pieces[name]}\n\n{piece.strip()}" if name in pieces else piece.strip()
    if toml_values(_joined(list(pieces.values())), name="the text") == values_of(source):
        return pieces
    return {key: toml(key, value) for key, value in values_of(source).items()}


def _without(pieces: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return _joined([piece for name, piece in pieces.items() if name not in keys])


def _joined(pieces: list[str]) -> str:
    """Tables stand after a blank line, keys under each other."""
    lines = [f"\n{piece}" if piece.startswith("[") else piece for piece in pieces if piece]
    return "\n".join(lines).strip("\n")
