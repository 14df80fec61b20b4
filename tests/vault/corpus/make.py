"""Makes the corpus of sealed contents: `python -m tests.vault.corpus.make`.

A file belongs to one form of a kind for ever. A kind that comes to be written otherwise gets a new
file with the next number, and the tests go on reading both. Existing files are left alone.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
# The form that a kind is written in now, where it is not the first.
NEWEST: Final = {"journal.settings": 5, "journal.places": 2, "sealed": 5}
TEXTS: Final = {"quiz-cookie": "2.", "quiz-slip": "k1."}
CLOCK: Final = 1_796_000_000  # seconds: when the cookies were sealed
LIFETIME: Final = 2 * 60 * 60
PASSPHRASE: Final = "five tern velvet ladders \u00e9 🙂"
AGE_LENGTHS: Final = {"empty": 0, "two pieces": 64 * 1024 + 1}
# The kinds of row whose contents are written like those of another.
LIKE: Final = {
    "entry-version.head": "entry.head",
    "entry-version.body": "entry.body",
    "draft-letter": "draft",
    "photo.thumbnail": "photo.picture",
}
# What lies sealed as bytes that say nothing to us: beside the rows, and pieces of a file.
RAW: Final = {
    "vault.inbox": 32,
    "vault.code": 20,
    "vault.lock": 64,
    "import.piece": 40,
    "vault.last-opening": 9,
}

Said = dict[str, Any]


def load(kind: str) -> list[Said]:
    """Every file of a kind, the oldest form first."""
    paths = sorted(FOLDER.glob(f"{kind}-[0-9]*.json"), key=lambda path: (len(path.name), path))
    return [json.loads(path.read_text("ascii")) for path in paths]


def from_text(text: str) -> bytes:
    return b64decode(text, validate=True)


def beside_of(sample: Said) -> dict[str, bytes]:
    return {name: from_text(data) for name, data in sample.get("beside", {}).items()}


def fixed(name: str, length: int) -> bytes:
    """Bytes that look random and are always the same."""
    return hashlib.shake_256(f"leeway corpus: {name}".encode()).digest(length)


class Fixed:
    """In the place of the system's random bytes: each call gives the next that are fixed."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, length: int) -> bytes:
        self.calls += 1
        return fixed(f"random {self.calls}", length)


def answer(kind: str, data: bytes, beside: Mapping[str, bytes]) -> tuple[str, Any]:
    """`says` with the contents as JSON, or the name of what is raised with nothing."""
    from tests.vault.corpus.codecs import CODECS, plain

    try:
        return "says", plain(CODECS[kind].read(data, beside))
    except Exception as error:
        return type(error).__name__, None


def contents(kind: str) -> Said:
    """The samples of a kind with what they say, and what of the same kind is refused."""
    from tests.vault.corpus.samples import CONTENTS, REFUSED

    samples = list(CONTENTS[kind]())
    made = []
    for each in samples:
        outcome, says = answer(kind, each.data, each.beside)
        assert outcome == "says", f"{kind}, {each.name}: {outcome}"
        made.append(_sample(each.name, each.data, each.beside) | {"says": says})
        made[-1]["written"] = each.written
    refused = list(_refused(kind, samples))
    for name, data in REFUSED.get(kind, {}).items():
        outcome, _nothing = answer(kind, data, {})
        assert outcome == "Damaged", f"{kind}, {name}: {outcome}"
        refused.append(_sample(name, data, {}) | {"raises": outcome})
    return {"samples": made, "refused": refused}


def _sample(name: str, data: bytes, beside: Mapping[str, bytes]) -> Said:
    sample: Said = {"name": name, "data": b64encode(data).decode()}
    if beside:
        sample["beside"] = {key: b64encode(value).decode() for key, value in beside.items()}
    return sample


def _refused(kind: str, samples: Iterable[Any]) -> Iterator[Said]:
    for sample in samples:
        for name, data in _damaged(sample.data):
            outcome, _nothing = answer(kind, data, sample.beside)
            if outcome != "says":
                yield _sample(f"{sample.name}: {name}", data, sample.beside) | {"raises": outcome}
        if not sample.beside:
            return  # one is enough, but where another lies beside it


def _damaged(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield from (("nothing", b""), ("not UTF-8", b"\xff\xfe"), ("cut", data[:-1]))
    yield from (("one byte more", data + b"x"), ("twice", data * 2), ("a number", b"5"))
    yield from (("null", b"null"), ("a list", b"[]"), ("a text", b'"x"'), ("no names", b"{}"))
    yield "a version of later", data.replace(b'"version": 1', b'"version": 2')
    yield "a format of later", data.replace(b'"format": 1', b'"format": 2').replace(b"K\1", b"K\2")
    try:
        known = json.loads(data)
    except ValueError:
        return
    for name in range(len(known)) if isinstance(known, list) else list(known):
        yield f"without {name}", _json(_without(known, name))
        inside = known[name]
        if isinstance(inside, list) and inside and isinstance(inside[0], dict):
            for inner in inside[0]:
                changed = known.copy()
                changed[name] = [_without(inside[0], inner), *inside[1:]]
                yield f"without {inner} in {name}", _json(changed)
        others: tuple[Any, ...] = (None, {}, "?", -1, [[1, 2, 3, 4, 5]])
        for other in others:
            changed = known.copy()
            changed[name] = other
            yield f"{name} is {json.dumps(other)}", _json(changed)


def _without(known: Any, name: Any) -> Any:
    if isinstance(known, list):
        return known[:name] + known[name + 1 :]
    return {key: value for key, value in known.items() if key != name}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def picture() -> Said:
    from tests.journal.image_samples import encoded, halves, plain

    made = []
    for name, jpeg in {"small": plain(), "blue": plain(width=33, colour=(30, 60, 200))}.items():
        says = answer("photo.picture", jpeg, {})[1]
        made.append(_sample(name, jpeg, {}) | {"says": says, "written": False})
    jpeg, words = plain(), encoded(halves(), "JPEG", comment="a word")
    bad = {"cut": jpeg[:-1], "longer": jpeg + b"x", "nothing": b"", "with words": words}
    refused = [_sample(name, data, {}) | {"raises": "Nothing"} for name, data in bad.items()]
    assert all(answer("photo.picture", data, {})[0] == "Nothing" for data in bad.values())
    return {"samples": made, "refused": refused}


def quiz_text(kind: str) -> Said:
    """Cookies and slips, sealed under the corpus's own secret key; a cookie has a clock beside."""
    from tests.vault.corpus.codecs import quiz_text as sealed
    from tests.vault.corpus.samples import FINISHED, RETIRED, SITTING

    is_cookie, nonce = kind == "quiz-cookie", fixed(kind, 12)
    inside: dict[str, Any] = {"finished": FINISHED, "retired": RETIRED}
    if is_cookie:
        inside = {"one": [CLOCK, SITTING], "two": [CLOCK, SITTING, FINISHED]}
    clocks: dict[str, dict[str, bytes]] = {"": {}}
    if is_cookie:
        clocks = {"": {"clock": b"%d" % CLOCK}, ", late": {"clock": b"%d" % (CLOCK + LIFETIME - 1)}}
    made = []
    for name, content in inside.items():
        data = sealed(content, form=TEXTS[kind], nonce=nonce)
        for late, beside in clocks.items():
            sample = _sample(name + late, data, beside)
            made.append(sample | {"says": answer(kind, data, beside)[1], "written": False})
    beside = clocks[""]
    other = next(form for text, form in TEXTS.items() if text != kind)
    odd = [*SITTING[:3], "x" * 16, "", "1"]
    wrong = {
        "nothing": b"",
        "cut": data[:-1],
        "no list": sealed({"a": 1}, form=TEXTS[kind], nonce=nonce),
        "of the other form": sealed(content, form=other, nonce=nonce),
        "of the first form": sealed([*SITTING[:5], CLOCK], form="1.", nonce=nonce),
        "odd marks": sealed([CLOCK, odd] if is_cookie else odd, form=TEXTS[kind], nonce=nonce),
    }
    times = [(name, data, beside) for name, data in wrong.items()]
    if is_cookie:
        times.append(("too late", data, {"clock": b"%d" % (CLOCK + LIFETIME)}))
    else:
        times.append(("not finished", sealed(SITTING, form=TEXTS[kind], nonce=nonce), {}))
    for name, data, given in times:
        assert answer(kind, data, given)[0] == "Nothing", name
    refused = [_sample(n, data, given) | {"raises": "Nothing"} for n, data, given in times]
    return {"samples": made, "refused": refused}


def sealed() -> Said:
    """A blob of each sealed column and of each secret beside them, by the second implementation."""
    from tests.vault import reference
    from tests.vault.corpus.codecs import ROW, VAULT, sealed_fields

    made = []
    known = {each["kind"] for file in load("sealed") for each in file["samples"]}
    columns = {context: column for column, context in sealed_fields().items()}
    kinds = dict.fromkeys(RAW) | columns
    kinds = {kind: column for kind, column in kinds.items() if kind not in known}
    for number, (kind, column) in enumerate(sorted(kinds.items())):
        like = LIKE.get(kind, kind)
        sample: Said = {} if kind in RAW else load(like)[0]["samples"][0]
        text = fixed(kind, RAW[kind]) if kind in RAW else from_text(sample["data"])
        is_letter, revision, key_id = kind == "draft-letter", number * 2**33, 1 + number % 3
        key_id = 1 if is_letter else key_id
        place = reference.context(kind, VAULT, ROW, revision, key_id)
        key = fixed(f"key of {kind}", 32)
        if is_letter:
            blob = reference.seal_to_inbox(
                text, reference.public_of(key), place, fixed("ephemeral", 32)
            )
        else:
            salt, nonce = fixed(f"salt of {kind}", 32), fixed(f"nonce of {kind}", 12)
            blob = reference.seal(text, key, place, salt, nonce)
        made.append(
            {
                "kind": kind,
                "column": column,
                "vault_id": str(VAULT),
                "object_id": str(ROW),
                "revision": revision,
                "key_id": key_id,
                "key": key.hex(),
                "sealed_to": "inbox" if is_letter else "vault",
                "like": None if kind in RAW else like,
                "text": b64encode(text).decode(),
                "blob": b64encode(blob).decode(),
            }
        )
    return {"samples": made}


def age() -> Said:
    from tests.vault.corpus.codecs import age_locked

    made = []
    for name, length in AGE_LENGTHS.items():
        content = fixed("age", length)
        file = age_locked(content, PASSPHRASE, Fixed())
        sample = {"name": name, "passphrase": PASSPHRASE, "file": b64encode(file).decode()}
        made.append(sample | {"sha256": hashlib.sha256(content).hexdigest()})
    return {"samples": made}


def make() -> None:
    from tests.vault.corpus.samples import CONTENTS

    _write("photo.picture", picture)
    for kind in CONTENTS:
        _write(kind, lambda kind=kind: contents(kind))
    for kind in TEXTS:
        _write(kind, lambda kind=kind: quiz_text(kind))
    _write("sealed", sealed)
    _write("age", age)


def _write(kind: str, make: Any) -> None:
    target = FOLDER / f"{kind}-{NEWEST.get(kind, 1)}.json"
    if not target.exists():
        target.write_text(json.dumps(make(), indent=1) + "\n", "ascii")


if __name__ == "__main__":
    import django

    from config.local.environment import complete

    complete()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    make()
