"""A finished sitting as a file for the person: JSON for machines, CSV for a spreadsheet.

Both are made in the request out of what the browser carries, and neither names the room or the
quiz in its file name.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import StringIO

from apps.quiz.questionnaire.model import ScoredForm
from apps.quiz.scoring.rounding import tenths
from apps.quiz.scoring.score import ItemAnswer, Scale, ScaleScore
from apps.quiz.sitting.sitting import FinishedOn, Sitting, Statement

FORMAT = 1
NOT_A_TEST = "Not a test and not a diagnosis. The statements have not been validated."
# Characters that a spreadsheet may take for the start of a formula, after its own trimming too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")

CONTENT_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}

# Without this mark, a spreadsheet may take UTF-8 for another encoding and garble the apostrophes.
BYTE_ORDER_MARK = "\ufeff"

type CsvRow = list[str]


def file_name(day: date, kind: str) -> str:
    return f"answers-{day:%Y-%m-%d}.{kind}"


def as_json(sitting: Sitting, on: FinishedOn) -> str:
    """All values on which the result rests, so that it can be worked out again elsewhere."""
    form = sitting.form
    content: dict[str, object] = {
        "format": FORMAT,
        "form": form.slug,
        "version": form.version,
        "title": form.title,
        "day": on.day.isoformat(),
        **({"day_zone": "UTC"} if on.is_utc else {}),
        "note": NOT_A_TEST,
        "points": dict(form.choices),
        "answers": [_answer(statement) for statement in _in_form_order(sitting)],
    }
    if isinstance(form, ScoredForm):
        content["constants"] = {
            "sd": form.constants.sd,
            "alpha": form.constants.alpha,
            "retest": form.constants.retest,
            "source": form.constants.source,
        }
        content["lines"] = {scale: _line(sitting, scale) for scale in Scale}
        content["usual"] = sitting.usual.name.lower() if sitting.usual else None
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(sitting: Sitting, on: FinishedOn) -> str:
    """A row for each statement and, in a scored form, one for each line; last, the day."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    for row in [["id", "statement", "line", "answer", "in words", "counts"], *_rows(sitting, on)]:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, after an apostrophe if a spreadsheet would run it as a formula (CSV injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def _in_form_order(sitting: Sitting) -> list[Statement]:
    places = {item.id: place for place, item in enumerate(sitting.form.items)}
    return sorted(sitting.statements, key=lambda statement: places[statement.item.id])


def _answer(statement: Statement) -> dict[str, object]:
    item = statement.item
    answer: dict[str, object] = {"id": item.id, "text": item.text, "shown": statement.n}
    if item.key:
        answer |= {"line": item.key.scale, "direction": item.key.direction}
    if item.side:
        answer["side"] = item.side
    answer |= {"answer": statement.value, "skipped": statement.skipped}
    if item.key:
        answer["counts"] = ItemAnswer(item.key, statement.value).counted
    return answer


def _line(sitting: Sitting, scale: Scale) -> dict[str, object] | None:
    score = sitting.result.on(scale)
    return None if score is None else {**_numbers(score), "place": score.band}


def _numbers(score: ScaleScore) -> dict[str, float | bool]:
    return {
        "score": round(score.value, 4),
        "low": round(score.low, 4),
        "high": round(score.high, 4),
        "sem": round(score.sem, 4),
        "answered": score.answered,
        "mixed": score.mixed,
    }


def _rows(sitting: Sitting, on: FinishedOn) -> Iterator[CsvRow]:
    for statement in _in_form_order(sitting):
        item, value = statement.item, statement.value
        counted = ItemAnswer(item.key, value).counted if item.key else None
        yield [
            item.id,
            item.text,
            item.key.scale if item.key else item.side or "",
            "" if value is None else str(value),
            statement.label,
            "" if counted is None else str(counted),
        ]
    if isinstance(sitting.form, ScoredForm):
        for scale in Scale:
            score = sitting.result.on(scale)
            numbers = tenths(score.value) if score else ""
            place = f"{tenths(score.low)} to {tenths(score.high)}" if score else ""
            yield ["", sitting.form.lines[scale].name, scale, numbers, place, ""]
    form = sitting.form
    yield ["", f"{form.title}, version {form.version}. {NOT_A_TEST}", "", "", str(on), ""]


KINDS: Mapping[str, Callable[[Sitting, FinishedOn], str]] = {"json": as_json, "csv": as_csv}
