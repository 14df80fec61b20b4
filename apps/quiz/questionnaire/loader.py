"""Reads one form from its file, and refuses a form that could not be asked or scored."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from apps.common.fixture_table import FixtureError, Table
from apps.quiz.questionnaire.model import (
    Condition,
    FearWords,
    Item,
    ListWords,
    NoticingList,
    Questionnaire,
    QuestionnaireKind,
    ResultLimit,
    ResultWords,
    Rule,
    ScaleText,
    ScoredForm,
    Side,
    VersionStatus,
)
from apps.quiz.scoring.score import HIGHEST, LOWEST, Band, Constants, Direction, ItemKey, Scale

# Addresses under /quiz/ that are pages of their own.
RESERVED = frozenset({"answers", "compare", "method", "results"})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = re.compile(r"\d+\.\d+")
FIRST_VERSION = "1.0"
PROMPT = re.compile(r"\d+-[1-3]")


def read_form(path: Path) -> Questionnaire:
    """One form from its file; raises FixtureError, which names the file and the key."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FixtureError(f"{path.name}: {error}") from error
    table = Table(content, where=path.name)
    form = (
        _scored(table)
        if table.one_of("kind", QuestionnaireKind) is QuestionnaireKind.SCORED
        else _noticing(table)
    )
    table.finish()
    _check(form, table)
    return form


def _scored(table: Table) -> ScoredForm:
    words = table.table("result")
    form = ScoredForm(
        **_common(table, words),
        constants=_constants(table.table("constants")),
        lines=MappingProxyType(_lines(table.table("scales"))),
        result=ResultWords(
            heading=words.text("heading"),
            point=words.text("point"),
            setting=words.text("setting"),
            mark=words.text("mark") if words.has("mark") else "",
            limits=tuple(_limit(limit) for limit in words.tables("limits")),
        ),
    )
    words.finish()
    return form


def _noticing(table: Table) -> NoticingList:
    words = table.table("lists")
    form = NoticingList(
        **_common(table, words),
        frame_moves=table.text("frame_moves"),
        lists=ListWords(
            heading=words.text("heading"),
            seen_from=words.whole("seen_from"),
            more=words.text("more"),
            less=words.text("less"),
            no_more=words.text("no_more"),
            no_less=words.text("no_less"),
            missed=words.texts("missed"),
            if_afraid=Rule(
                when=(),
                note=words.text("afraid_note"),
                guides=words.texts("afraid_guides"),
                prompts=words.texts("afraid_prompts"),
                practices=words.texts("afraid_practices"),
                safety=False,
            ),
        ),
    )
    words.finish()
    return form


def _common(table: Table, words: Table) -> dict[str, Any]:
    """What every form has; ``words`` is the table with the words of its last page."""
    return {
        "slug": table.text("slug"),
        "version": table.text("version"),
        "status": table.one_of("status", VersionStatus),
        "locale": table.text("locale"),
        "published": table.day("published"),
        "changed": table.text("changed") if table.has("changed") else "",
        "minutes": table.whole("minutes"),
        "general": table.flag("general"),
        "title": table.text("title"),
        "summary": table.text("summary"),
        "for_whom": table.text("for_whom"),
        "about": table.text("about"),
        "frame": table.text("frame"),
        "promise": table.text("promise"),
        "intro": table.texts("intro"),
        "labels": table.texts("labels"),
        "skip_label": table.text("skip_label"),
        "fear": FearWords(question=words.text("fear"), answer=words.text("fear_answer")),
        "items": tuple(_item(item) for item in table.tables("item")),
        "rules": tuple(_rule(rule) for rule in table.tables("rule")),
    }


def _limit(table: Table) -> ResultLimit:
    limit = ResultLimit(lead=table.text("lead"), text=table.text("text"))
    table.finish()
    return limit


def _constants(table: Table) -> Constants:
    numbers = {name: table.number(name) for name in ("sd", "alpha", "retest")}
    source = table.text("source")
    table.finish()
    try:
        return Constants(**numbers, source=source)
    except ValueError as error:
        raise FixtureError(f"{table.where}: {error}") from error


def _lines(table: Table) -> dict[Scale, ScaleText]:
    lines = {scale: _line(scale, table.table(scale)) for scale in Scale}
    table.finish()
    return lines


def _line(scale: Scale, table: Table) -> ScaleText:
    line = ScaleText(
        scale=scale,
        name=table.text("name"),
        measures=table.text("measures"),
        low_end=table.text("low_end"),
        high_end=table.text("high_end"),
        short=_for_each_band(table.table("short")),
        words=_for_each_band(table.table("words")),
    )
    table.finish()
    return line


def _for_each_band(table: Table) -> MappingProxyType[Band, str]:
    words = {band: table.text(band) for band in Band}
    table.finish()
    return MappingProxyType(words)


def _item(table: Table) -> Item:
    key = None
    if table.has("scale") or table.has("direction"):
        key = ItemKey(table.one_of("scale", Scale), table.one_of("direction", Direction))
    side = table.one_of("side", Side) if table.has("side") else None
    item = Item(id=table.text("id"), text=table.text("text"), key=key, side=side)
    table.finish()
    return item


def _rule(table: Table) -> Rule:
    rule = Rule(
        when=tuple(_condition(condition) for condition in table.tables("when")),
        note=table.text("note"),
        guides=table.texts("guides"),
        prompts=table.texts("prompts"),
        practices=table.texts("practices"),
        safety=table.flag("safety"),
    )
    table.finish()
    return rule


def _condition(table: Table) -> Condition:
    condition = Condition(
        scale=table.one_of("scale", Scale) if table.has("scale") else None,
        above=table.number("above") if table.has("above") else None,
        below=table.number("below") if table.has("below") else None,
        bands=table.some_of("bands", Band),
        item=table.text("item") if table.has("item") else None,
        at_least=table.whole("at_least") if table.has("at_least") else None,
    )
    table.finish()
    about_line = condition.scale and (
        condition.bands or {condition.above, condition.below} != {None}
    )
    about_item = condition.item and condition.at_least
    if bool(about_line) == bool(about_item):
        raise FixtureError(f"{table.where}: a condition is about one line's range or one answer")
    return condition


def _check(form: Questionnaire, table: Table) -> None:
    """What no single value shows: the form as a whole must be one that can be asked and scored."""
    ids = [item.id for item in form.items]
    conditions = [condition for rule in form.rules for condition in rule.when]
    prompts = [prompt for rule in form.rules for prompt in rule.prompts]
    if not SLUG.fullmatch(form.slug) or form.slug in RESERVED:
        raise table.wrong("slug", "cannot stand in an address")
    if not VERSION.fullmatch(form.version):
        raise table.wrong("version", "is not major.minor")
    if bool(form.changed) is (form.version == FIRST_VERSION):
        raise table.wrong("changed", "is said of every version but the first")
    if not ids or len(set(ids)) != len(ids):
        raise table.wrong("item", "is missing, or an id is given twice")
    if {condition.item for condition in conditions} - {None, *ids}:
        raise table.wrong("rule", "asks about an item that is not there")
    if not all(PROMPT.fullmatch(prompt) for prompt in prompts):
        raise table.wrong("rule", "names a prompt that is not <guide number>-<1..3>")
    if isinstance(form, ScoredForm):
        _check_scored(form, table)
    elif isinstance(form, NoticingList):
        _check_noticing(form, conditions, table)


def _check_scored(form: ScoredForm, table: Table) -> None:
    if len(form.labels) != HIGHEST - LOWEST + 1:
        raise table.wrong("labels", "need all seven points")
    if any(item.side for item in form.items):
        raise table.wrong("item", "has a side, which belongs to a list")
    keys = Counter(item.key for item in form.items)
    wanted = {ItemKey(scale, direction) for scale in Scale for direction in Direction}
    if set(keys) != wanted or len(set(keys.values())) != 1:
        raise table.wrong("item", "must have as many forward as reversed items on each line")


def _check_noticing(form: NoticingList, conditions: list[Condition], table: Table) -> None:
    sides = Counter(item.side for item in form.items)
    if any(item.key for item in form.items) or any(condition.scale for condition in conditions):
        raise table.wrong("item", "has a key, or a rule asks for a line: a list has no score")
    if set(sides) != set(Side) or sides[Side.AWAY] != sides[Side.TOWARDS]:
        raise table.wrong("item", "must have as many steps away as towards, and own moves")
    if not 1 < form.lists.seen_from <= len(form.labels) < HIGHEST:
        raise table.wrong("labels", "must be fewer than seven, with the border among them")
