"""What the corpus of today is made of: each kind's contents as they were written, and damage."""

import json
import struct
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

# One word of each trouble: scripts, right to left, combining marks, joined emoji, line and
# direction marks, what JSON escapes, and signs beyond the first plane.
WORDS: Final = {
    "Latin": "Dvě šálky čaje, naïve Ærø",
    "combining marks": "e\u0301a\u0308n\u0303 beside \u00e9\u00e4\u00f1",
    "Greek and Cyrillic": "Η θάλασσα ήρεμη. Море спокойно.",
    "right to left": "שלום بيننا مسافة",
    "directions": "left \u202eright\u202c \u2067ab\u2069 \u200f",
    "Devanagari and Thai": "हम पास आए ใกล้กัน",
    "Chinese, Japanese, Korean": "两杯茶 二つのお茶 차 두 잔",
    "emoji": "🙂 👩🏽\u200d❤️\u200d👨🏻 🏳️\u200d🌈 🇪🇺 𝄞",
    "escapes": 'a "quote", a \\ backslash, </script>, {"day": "1999-01-01"}',
    "lines and controls": "tab\tand\r\nline\nend \u2028 \u2029 \x00\x1f\x7f\ufeff",
}
ALL_WORDS: Final = " · ".join(WORDS.values())
FIRST, SECOND, THIRD = (
    "3f0c7a3e-54a5-4c0f-9a8e-0d6f1f2b7c11",
    "8d1b6c42-9f6e-4c5a-8a37-5a0a4f4f2e22",
    "c5a4d0f7-2b1e-4a7c-b1f9-9d3e8e6a5b33",
)
MARKS: Final = "1234567012345670"
ZONE: Final = "America/Argentina/Buenos_Aires"


@dataclass(frozen=True)
class Sample:
    """`written` tells that the code of today writes exactly this; the others it only reads."""

    name: str
    data: bytes
    written: bool = True
    beside: dict[str, bytes] = field(default_factory=dict)


def as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


FULL_HEAD: Final = {
    "day": "2026-11-21",
    "time": "21:40",
    "zone": ZONE,
    "title": ALL_WORDS,
    "water": 1,
    "feelings": ["lonely", "close", WORDS["emoji"]],
    "tags": ["supper", WORDS["right to left"], "e\u0301"],
    "people": ["Ada", WORDS["Chinese, Japanese, Korean"]],
    "prompt_id": "9-2",
    "prompt_text": "What did you do with the quiet?",
    "guide": "stopping-and-coming-back",
    "guide_title": "Stopping, and coming back",
    "guide_section": "answer",
    "guide_version": "2026-11-01",
}
PRACTICE_HEAD: Final = {
    "day": "2026-11-22",
    "title": "I felt, I wished",
    "practice": "i-sentence",
    "practice_version": 1,
    "before": 0,
    "after": 10,
}
# The first heads said everything, also what said nothing; later ones knew `pinned` for a while.
FIRST_HEAD: Final[dict[str, Any]] = {
    "day": "2026-11-21",
    "title": "",
    "water": None,
    "feelings": [],
    "prompt_id": "",
    "prompt_text": "",
}


def heads() -> Iterator[Sample]:
    yield Sample("everything of a page", as_json(FULL_HEAD))
    yield Sample("everything of a practice", as_json(PRACTICE_HEAD))
    yield Sample("the day alone", as_json({"day": "2026-11-21"}))
    yield Sample("first day", as_json({"day": "0001-01-01", "water": 5}))
    yield Sample("last day", as_json({"day": "9999-12-31"}))
    yield Sample("longest title", as_json({"day": "2024-02-29", "title": "👩" * 200}))
    full = {"day": "2026-11-21", "feelings": ["ü" * 40] * 20, "tags": ["ж" * 40] * 20}
    yield Sample("longest lists", as_json({**full, "people": ["猫" * 40] * 20}))
    for name, words in WORDS.items():
        yield Sample(name, as_json({"day": "2026-11-21", "title": words, "tags": [words]}))
    yield Sample("first form, empty", as_json(FIRST_HEAD), written=False)
    first = {**FIRST_HEAD, "title": ALL_WORDS, "water": 3, "feelings": ["lonely"]}
    yield Sample("first form, full", as_json({**first, "prompt_id": "3"}), written=False)
    yield Sample("with a pin", as_json({"day": "2026-11-21", "pinned": True}), written=False)
    other = {"title": "Before the day", "day": "2026-11-21", "of_a_later_version": [1]}
    yield Sample("another order, unknown names", as_json(other), written=False)


def bodies() -> Iterator[Sample]:
    page, practice = as_json({"day": "2026-11-21"}), as_json(PRACTICE_HEAD)
    for name, text in {"empty": "", "all words": ALL_WORDS, "Markdown": "# A\r\n\r\n- *b*"}.items():
        yield Sample(name, text.encode(), beside={"entry.head": page})
    long = "All the tea in the house. " * 480
    yield Sample("past the small steps of padding", long.encode(), beside={"entry.head": page})
    looks = as_json({"body": "only text", "answers": []})
    yield Sample("text that looks like answers", looks, beside={"entry.head": page})
    answers = [["saw", ALL_WORDS], ["felt", ""], ["turned", "a\nb"], ["no-longer-asked", "kept"]]
    whole = as_json({"body": WORDS["emoji"], "answers": answers})
    yield Sample("answers to a practice", whole, beside={"entry.head": practice})
    empty = as_json({"body": "", "answers": []})
    yield Sample("no answers to a practice", empty, beside={"entry.head": practice})


def typed(fields: list[Any], **more: Any) -> dict[str, Any]:
    times = {"saved": "2026-11-21T21:40:05.123456+00:00", "sitting": "2026-11-21T21:31:00+00:00"}
    return {"fields": fields, **times, "continues": "", "while_closed": False, **more}


def drafts() -> Iterator[Sample]:
    fields = [
        *(["entry_id", [FIRST]], ["revision", ["7"]], ["day", ["2026-11-21"]], ["time", ["21:40"]]),
        *(
            ["title", [ALL_WORDS]],
            ["body", ["line\r\nline\r\n"]],
            ["feelings", ["lonely", "close"]],
        ),
        *(["tags", [""]], ["practice_id", ["i-sentence"]], ["answer-saw", [WORDS["emoji"]]]),
    ]
    mark = f"{SECOND}:2147483647"
    yield Sample("a page", as_json(typed(fields, continues=mark)))
    yield Sample("written while the journal was closed", as_json(typed(fields, while_closed=True)))
    yield Sample("nothing typed", as_json(typed([])))
    yield Sample("a field without a value", as_json(typed([["feelings", []]])))
    yield Sample("half of a surrogate pair", as_json(typed([["body", ["cut \ud83d"]]])))
    later = typed(fields) | {"of_a_later_version": 1}
    yield Sample("unknown names", as_json(later), written=False)


def captions() -> Iterator[Sample]:
    yield Sample("empty", as_json({"description": "", "width": 1, "height": 1}))
    yield Sample("all words", as_json({"description": ALL_WORDS, "width": 1600, "height": 900}))
    yield Sample("longest", as_json({"description": "猫" * 300, "width": 64, "height": 48}))
    later = {"description": "d", "width": 64, "height": 48, "of_a_later_version": 1}
    yield Sample("unknown names", as_json(later), written=False)


def places() -> Iterator[Sample]:
    first = {
        "waiting": [
            [FIRST, "2026-11-24", "A week from now", False],
            [SECOND, "2026-11-24T18:00:00+00:00", WORDS["right to left"], True],
        ],
        "places": [["missing-them", 3], ["for-myself", 1]],
        "skips": 4,
        "no_prompt_on": "2026-11-23",
    }
    passing = {"passed": [FIRST, SECOND], "no_card_on": "2026-11-24"}
    yield Sample("before an account was renewed", as_json({**first, **passing}), written=False)
    renewal = ["2026-11-24T18:00:00+00:00", 2, THIRD, ["password", "settings"]]
    yield Sample("everything", as_json({**first, **passing, "renewal": renewal}))
    nothing = {"waiting": [], "places": [], "skips": 0, "no_prompt_on": ""}
    empty = {"passed": [], "no_card_on": "", "renewal": ["", 0, "", []]}
    yield Sample("nothing", as_json({**nothing, **empty}))
    yield Sample("before cards were passed by", as_json(first), written=False)
    unseen = {**nothing, "waiting": [[FIRST, "2026-11-24", "Tomorrow"]]}
    yield Sample("a wait that says nothing of being seen", as_json(unseen), written=False)


def settings() -> Iterator[Sample]:
    everything = {"zone": ZONE, "pins": [FIRST, SECOND, THIRD], "has_shortcuts": False}
    everything |= {"shows_this_day": False, "shows_passage": False}
    yield Sample("before days followed a device", as_json(everything), written=False)
    everything |= {"zone_came_on": "2026-11-24", "zones_declined": ["Asia/Kolkata", "UTC"]}
    everything |= {"quiet_minutes": 5, "leaves_by_shift": False, "dates_only": True}
    yield Sample("before Today showed a kit", as_json(everything), written=False)
    everything |= {"kit": SECOND}
    yield Sample("before Leave had a target", as_json(everything), written=False)
    everything |= {"leave_target": "news", "checks_spelling": True, "shows_last_opening": False}
    yield Sample("before a page was covered", as_json(everything), written=False)
    everything |= {"cover_seconds": 300}
    yield Sample("everything", as_json(everything))
    nothing = {"zone": "", "pins": [], "has_shortcuts": True}
    nothing |= {"shows_this_day": True, "shows_passage": True, "zone_came_on": ""}
    nothing |= {"zones_declined": [], "quiet_minutes": 0, "leaves_by_shift": True}
    nothing |= {"dates_only": False, "kit": ""}
    nothing |= {"leave_target": "", "checks_spelling": False, "shows_last_opening": True}
    nothing |= {"cover_seconds": 60}
    yield Sample("as they begin", as_json(nothing))
    older = {"zone": "Europe/London", "pins": [FIRST], "has_shortcuts": False}
    yield Sample("before Today looked back", as_json(older), written=False)
    yield Sample("no names at all", as_json({}), written=False)
    yield Sample("unknown names", as_json({"zone": "UTC", "later": 1}), written=False)


def day_indexes() -> Iterator[Sample]:
    days = (
        (date(1, 1, 1), 1, 1, 0),
        (date(2026, 11, 21), 2, 2**32 - 1, 1301),
        (date(9999, 12, 31), 2**40, 7, 1440),
    )
    packed = b"".join(
        struct.pack("<QIQ", number, revision, day.toordinal() << 11 | minute)
        for day, number, revision, minute in days
    )
    yield Sample("three entries", as_json({"entries": b64encode(packed).decode()}))
    yield Sample("no entries", as_json({"entries": ""}))
    yield Sample("no names at all", as_json({}), written=False)


def templates() -> Iterator[Sample]:
    yield Sample("all words", as_json({"name": WORDS["emoji"], "body": ALL_WORDS}))
    yield Sample("no body", as_json({"name": "a", "body": ""}))
    yield Sample("longest", as_json({"name": "ж" * 60, "body": "ü" * 10_000}))
    later = {"name": "a", "body": "b", "of_a_later_version": 1}
    yield Sample("unknown names", as_json(later), written=False)


def imports() -> Iterator[Sample]:
    """A report escapes all that is not ASCII: it is written without `ensure_ascii=False`."""
    waits = {"source": "dayone", "left": {"pictures": 2, "files": 1}, "counts": {"entries": 3}}
    made = [["entries", FIRST], ["photos", SECOND], ["templates", THIRD]]
    done = {**waits, "already": 1, "without_room": 4, "made": made}
    yield Sample("waits", json.dumps(waits).encode())
    yield Sample("done", json.dumps(done).encode())
    yield Sample("a word beyond ASCII", json.dumps({**waits, "source": WORDS["emoji"]}).encode())
    older = {name: value for name, value in done.items() if name != "without_room"}
    yield Sample("before room was counted", json.dumps(older).encode())


def import_parts() -> Iterator[Sample]:
    page = {"day": "2026-11-21", "title": ALL_WORDS, "feelings": ["lonely"], "body": "a\r\nb"}
    shelf = {"contents": {"version": 1, "saved": []}}
    rows = [["entries", FIRST, page], ["photos", SECOND, {"entry": FIRST, "jpeg": "/9j/"}]]
    yield Sample("several kinds", as_json([*rows, ["shelves", THIRD, shelf]]))
    yield Sample("none", as_json([]))


def shelves() -> Iterator[Sample]:
    guide = {"slug": "stopping-and-coming-back", "title": "Stopping, and coming back"}
    passage = {
        "id": FIRST,
        **guide,
        "quote": WORDS["right to left"],
        "before": "just before ",
        "after": " just after",
        "note": "Read this again",
        "revision": 12,
        "on": "2026-11-21",
    }
    in_all_words = {**passage, "title": ALL_WORDS, "quote": ALL_WORDS, "note": ALL_WORDS}
    longest = {**passage, "id": SECOND, "quote": "猫" * 1000, "note": "ü" * 2000}
    everything = {
        "version": 1,
        "saved": [{**guide, "on": "2026-11-20"}, {"slug": "b", "title": "", "on": "2024-02-29"}],
        "places": [{**guide, "section": "answer", "heading": "An answer", "on": "2026-11-21"}],
        "passages": [passage, {**passage, "id": THIRD, "note": "", "revision": 1}],
        "reading_as": "couple",
        "keeps_places": True,
    }
    nothing = {"version": 1, "saved": [], "places": [], "passages": [], "reading_as": ""}
    yield Sample("everything", as_json(everything))
    yield Sample("all words", as_json({**everything, "passages": [in_all_words]}))
    yield Sample("longest passage", as_json({**everything, "passages": [longest]}))
    yield Sample("nothing", as_json({**nothing, "keeps_places": True}))
    yield Sample("no places", as_json({**nothing, "reading_as": "self", "keeps_places": False}))
    later = {**nothing, "keeps_places": True, "of_a_later_version": 1}
    yield Sample("unknown names", as_json(later), written=False)


def result(**more: Any) -> dict[str, Any]:
    line = {"scale": "avoidance", "value": 3.5, "answered": 8, "asked": 8, "sem": 0.4123456789}
    line |= {"mixed": False, "low": 2.9715, "high": 4.0285, "place": "middle"}
    other = {**line, "scale": "anxiety", "value": 6, "answered": 6, "mixed": True, "low": 5.2}
    return {
        "format": 1,
        "slug": "self-partner",
        "version": "2.0",
        "title": "You and your partner",
        "seed": 2**48 - 1,
        "marks": MARKS,
        "usual": "n",
        "day": "2026-11-21",
        "about": "Ada",
        "note": "After the holidays",
        "lines": [line, {**other, "high": 6.8, "place": "higher"}],
        "flags": ["long run", "little spread", "mixed", "not as usual"],
        "method": 1,
        "given": True,
        **more,
    }


def results() -> Iterator[Sample]:
    yield Sample("everything", as_json(result()))
    yield Sample("all words", as_json(result(about=WORDS["emoji"], note=ALL_WORDS)))
    nothing = result(about="", note="", lines=[], flags=[], given=False, usual="u", seed=0)
    yield Sample("no scores", as_json(nothing))
    unplaced = result(lines=[{**result()["lines"][0], "place": "unplaced"}])
    yield Sample("one line, unplaced", as_json(unplaced))
    own = {"slug": "notice-partner", "version": "1.0", "marks": "0-7654321-234567", "usual": "y"}
    yield Sample("a list", as_json(result(**own, lines=[], flags=[])))
    gone = result(slug="a-form-of-then", version="0.9", marks="")
    yield Sample("a form that is no longer there", as_json(gone))
    yield Sample("longest", as_json(result(about="猫" * 60, note="ü" * 2000)))
    names = ("about", "note", "method", "given")
    short = {name: value for name, value in result().items() if name not in names}
    yield Sample("names that may be missing", as_json(short), written=False)


SITTING: Final = ["self-partner", "2.0", 2**48 - 1, "1234567-0-------", "", "8"]
FINISHED: Final = ["notice-partner", "1.0", 17, "1234512345000000", "u", "1"]
RETIRED: Final = ["self-past", "1.0", 1, MARKS, "y", "1"]


def sittings() -> Iterator[Sample]:
    for name, content in {"under way": SITTING, "finished": FINISHED, "retired": RETIRED}.items():
        yield Sample(name, json.dumps(content).encode())


def data_keys() -> Iterator[Sample]:
    one = b"LWK\x01" + (1).to_bytes(4) + (1).to_bytes(8) + bytes(range(32))
    two = b"LWK\x01" + (2).to_bytes(4) + (1).to_bytes(8) + bytes(range(32))
    yield Sample("one", one)
    yield Sample("two", two + (2**32 - 1).to_bytes(8) + bytes(range(32, 64)))


def browser_keys() -> Iterator[Sample]:
    yield Sample("zeros", b"A" * 43)
    yield Sample("both odd signs", b"-_" * 21 + b"8")


CONTENTS: Final = {
    "entry.head": heads,
    "entry.body": bodies,
    "draft": drafts,
    "photo.caption": captions,
    "journal.places": places,
    "journal.day-index": day_indexes,
    "journal.settings": settings,
    "journal.template": templates,
    "import": imports,
    "import.part": import_parts,
    "shelf": shelves,
    "quiz.result": results,
    "quiz.draft": sittings,
    "data-keys": data_keys,
    "browser-key": browser_keys,
}
# What a kind refuses beside what is damaged in general.
REFUSED: Final = {
    "entry.head": {
        "no such day": as_json({"day": "2026-02-30"}),
        "a day with a time": as_json({"day": "2026-11-21T00:00:00"}),
    },
    "journal.template": {
        "a blank name": as_json({"name": " ", "body": ""}),
        "two lines for a name": as_json({"name": "a\nb", "body": ""}),
        "too long a name": as_json({"name": "n" * 61, "body": ""}),
        "too long a body": as_json({"name": "n", "body": "b" * 10_001}),
    },
    "quiz.result": {
        "no such line": as_json(result(lines=[{**result()["lines"][0], "scale": "closeness"}])),
        "no such word of one's own": as_json(result(usual="x")),
        "a name of a later version": as_json(result(of_a_later_version=1)),
    },
}
