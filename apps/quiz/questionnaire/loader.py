"""Reads one form from its file, and refuses a form that could not be asked or scored."""

import re
from collections import Counter
from pathlib import Path
from typing import cast

from apps.common.content_files.toml_file import ContentError, read_toml
from apps.quiz.questionnaire.model import (
    Condition,
    NoticingList,
    Questionnaire,
    ScoredForm,
    Side,
)
from apps.quiz.scoring.score import HIGHEST, LOWEST, Band, Direction, ItemKey, Scale

# Addresses under /quiz/ that are pages, so that no form may have one as its name.
RESERVED = frozenset({"answers", "compare", "method", "results"})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = re.compile(r"\d+\.\d+")
FIRST_VERSION = "1.0"
PROMPT = re.compile(r"\d+-[1-3]")


def read_form(path: Path) -> Questionnaire:
    """One form from its file; raises ContentError, which names the file and the key."""
    form = read_toml(path, cast("type[Questionnaire]", ScoredForm | NoticingList))
    _check(form, where=path.name)
    return form


def _check_condition(condition: Condition, *, where: str) -> None:
    about_line = condition.scale and (
        condition.bands or {condition.above, condition.below} != {None}
    )
    about_item = condition.item and condition.at_least
    if bool(about_line) == bool(about_item):
        raise ContentError(f"{where}: rule, a condition is about one line's range or one answer")


def _check(form: Questionnaire, *, where: str) -> None:
    """Check the form as a whole, past its single values: it must be one that can be scored."""
    ids = [item.id for item in form.items]
    conditions = [condition for rule in form.rules for condition in rule.when]
    prompts = [prompt for rule in form.rules for prompt in rule.prompts]
    if not SLUG.fullmatch(form.slug) or form.slug in RESERVED:
        raise ContentError(f"{where}: slug cannot stand in an address")
    if not VERSION.fullmatch(form.version):
        raise ContentError(f"{where}: version is not major.minor")
    if bool(form.changed) is (form.version == FIRST_VERSION):
        raise ContentError(f"{where}: changed is said of every version but the first")
    if not ids or len(set(ids)) != len(ids):
        raise ContentError(f"{where}: item is missing, or an id is given twice")
    if {condition.item for condition in conditions} - {None, *ids}:
        raise ContentError(f"{where}: rule asks about an item that is not there")
    if not all(PROMPT.fullmatch(prompt) for prompt in prompts):
        raise ContentError(f"{where}: rule names a prompt that is not <guide number>-<1..3>")
    for condition in conditions:
        _check_condition(condition, where=where)
    if isinstance(form, ScoredForm):
        _check_scored(form, where=where)
    elif isinstance(form, NoticingList):
        _check_noticing(form, conditions, where=where)


def _check_scored(form: ScoredForm, *, where: str) -> None:
    if len(form.labels) != HIGHEST - LOWEST + 1:
        raise ContentError(f"{where}: labels need all seven points")
    for scale, line in form.lines.items():
        if missing := set(Band) - (line.short.keys() & line.words.keys()):
            raise ContentError(f"{where}: scales, {scale} lacks {', '.join(sorted(missing))}")
    if any(item.side for item in form.items):
        raise ContentError(f"{where}: item has a side, which belongs to a list")
    keys = Counter(item.key for item in form.items)
    wanted = {ItemKey(scale, direction) for scale in Scale for direction in Direction}
    if set(keys) != wanted or len(set(keys.values())) != 1:
        raise ContentError(
            f"{where}: item must have as many forward as reversed items on each line"
        )


def _check_noticing(form: NoticingList, conditions: list[Condition], *, where: str) -> None:
    sides = Counter(item.side for item in form.items)
    if any(item.scale or item.direction for item in form.items) or any(
        condition.scale for condition in conditions
    ):
        raise ContentError(
            f"{where}: item has a key, or a rule asks for a line: a list has no score"
        )
    if set(sides) != set(Side) or sides[Side.AWAY] != sides[Side.TOWARDS]:
        raise ContentError(f"{where}: item must have as many steps away as towards, and own moves")
    if not 1 < form.lists.seen_from <= len(form.labels) < HIGHEST:
        raise ContentError(f"{where}: labels must be fewer than seven, with the border among them")
