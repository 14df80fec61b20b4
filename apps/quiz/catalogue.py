"""Reads the forms under fixtures/questionnaires/ once, and refuses one that is not sound."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from apps.quiz.fixture_table import FixtureError, Table
from apps.quiz.questionnaires import Condition, Item, Kind, Line, Questionnaire, Rule, Status
from apps.quiz.scoring import HIGHEST, LOWEST, Band, Constants, Direction, Key, Scale

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "questionnaires"

# Addresses under /quiz/ that are pages of their own.
RESERVED = frozenset({"answers", "method", "results"})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = re.compile(r"\d+\.\d+")
PROMPT = re.compile(r"\d+-[1-3]")


@dataclass(frozen=True)
class Catalogue:
    """Every version of every form that was found."""

    versions: tuple[Questionnaire, ...]

    @property
    def live(self) -> tuple[Questionnaire, ...]:
        return tuple(form for form in self.versions if form.status is Status.LIVE)

    def offered(self, slug: str) -> Questionnaire | None:
        """The live version of a form, or None."""
        return next((form for form in self.live if form.slug == slug), None)


@cache
def catalogue() -> Catalogue:
    """The forms that this release ships."""
    return read_folder(FOLDER)


def read_folder(folder: Path) -> Catalogue:
    """Every form in ``folder``; raises FixtureError where one of them, or their sum, is wrong."""
    forms = tuple(read_form(path) for path in sorted(folder.glob("*.toml")))
    versions = Counter((form.slug, form.version) for form in forms)
    live = Counter(form.slug for form in forms if form.status is Status.LIVE)
    twice = [" ".join(name) for name, n in versions.items() if n > 1]
    twice += [f"{slug} (live)" for slug, n in live.items() if n > 1]
    if twice:
        raise FixtureError(f"{folder}: more than one {', '.join(twice)}")
    return Catalogue(forms)


def read_form(path: Path) -> Questionnaire:
    """One form from its file; raises FixtureError, which names the file and the key."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FixtureError(f"{path.name}: {error}") from error
    table = Table(content, where=path.name)
    form = Questionnaire(
        slug=table.text("slug"),
        kind=table.one_of("kind", Kind),
        version=table.text("version"),
        status=table.one_of("status", Status),
        locale=table.text("locale"),
        published=table.day("published"),
        minutes=table.whole("minutes"),
        title=table.text("title"),
        summary=table.text("summary"),
        frame=table.text("frame"),
        promise=table.text("promise"),
        intro=table.texts("intro"),
        labels=table.texts("labels"),
        skip_label=table.text("skip_label"),
        constants=_constants(table.table("constants")),
        lines=MappingProxyType(_lines(table.table("scales"))),
        items=tuple(_item(item) for item in table.tables("item")),
        rules=tuple(_rule(rule) for rule in table.tables("rule")),
    )
    table.finish()
    _check(form, table)
    return form


def _constants(table: Table) -> Constants:
    numbers = {name: table.number(name) for name in ("sd", "alpha", "retest")}
    source = table.text("source")
    table.finish()
    try:
        return Constants(**numbers, source=source)
    except ValueError as error:
        raise FixtureError(f"{table.where}: {error}") from error


def _lines(table: Table) -> dict[Scale, Line]:
    lines = {scale: _line(scale, table.table(scale)) for scale in Scale}
    table.finish()
    return lines


def _line(scale: Scale, table: Table) -> Line:
    line = Line(
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
        key = Key(table.one_of("scale", Scale), table.one_of("direction", Direction))
    item = Item(id=table.text("id"), text=table.text("text"), key=key)
    table.finish()
    return item


def _rule(table: Table) -> Rule:
    rule = Rule(
        when=tuple(_condition(condition) for condition in table.tables("when")),
        note=table.text("note"),
        guides=table.texts("guides"),
        prompts=table.texts("prompts"),
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
    asked = [c.item for rule in form.rules for c in rule.when if c.item]
    prompts = [prompt for rule in form.rules for prompt in rule.prompts]
    if not SLUG.fullmatch(form.slug) or form.slug in RESERVED:
        raise table.wrong("slug", "cannot stand in an address")
    if not VERSION.fullmatch(form.version):
        raise table.wrong("version", "is not major.minor")
    if not ids or len(set(ids)) != len(ids):
        raise table.wrong("item", "is missing, or an id is given twice")
    if set(asked) - set(ids):
        raise table.wrong("rule", "asks about an item that is not there")
    if not all(PROMPT.fullmatch(prompt) for prompt in prompts):
        raise table.wrong("rule", "names a prompt that is not <guide number>-<1..3>")
    if form.kind is Kind.SCORED:
        _check_scored(form, table)


def _check_scored(form: Questionnaire, table: Table) -> None:
    if len(form.labels) != HIGHEST - LOWEST + 1:
        raise table.wrong("labels", "need all seven points")
    keys = Counter(item.key for item in form.items)
    wanted = {Key(scale, direction) for scale in Scale for direction in Direction}
    if set(keys) != wanted or len(set(keys.values())) != 1:
        raise table.wrong("item", "must have as many forward as reversed items on each line")
