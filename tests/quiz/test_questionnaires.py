"""The forms that we ship are sound, and what is live never changes under somebody's result."""

from collections import Counter
from pathlib import Path

import pytest

from apps.quiz.catalogue import FOLDER, catalogue, read_folder
from apps.quiz.fixture_table import FixtureError
from apps.quiz.questionnaires import Questionnaire, Status
from apps.quiz.reading import guide_cards
from apps.quiz.scoring import Band, Direction, Key, Scale
from tests.quiz.forms import self_partner

# A live version is frozen: to change what is asked, add a version and its own line here.
FROZEN = {
    ("self-partner", "1.0"): "dbe91568f63f47e41655de645c0932e504f1df028b29b6f1227020e7e1c60f3b",
}
SOURCE = (FOLDER / "self-partner.toml").read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in SOURCE
    (tmp_path / "form.toml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_live_versions_are_frozen() -> None:
    assert {(f.slug, f.version): f.fingerprint for f in catalogue().versions} == FROZEN


def test_one_form_is_offered() -> None:
    assert [form.slug for form in catalogue().live] == ["self-partner"]
    assert catalogue().offered("self-past") is None


def test_each_line_has_four_forward_and_four_reversed_items() -> None:
    keys = Counter(item.key for item in self_partner().items)
    assert keys == {Key(scale, way): 4 for scale in Scale for way in Direction}


def test_ids_say_the_line_and_the_direction() -> None:
    for item in self_partner().items:
        assert item.key is not None
        assert item.key.scale is (Scale.AVOIDANCE if item.id[0] == "A" else Scale.ANXIETY)
        way = Direction.FORWARD if item.id[1] in "1234" else Direction.REVERSED
        assert item.key.direction is way


def test_all_seven_points_have_their_own_words() -> None:
    assert len(set(self_partner().labels)) == 7


def test_every_place_on_a_line_has_words() -> None:
    for line in self_partner().lines.values():
        assert set(line.short) == set(line.words) == set(Band)


def test_the_constants_are_the_provisional_ones() -> None:
    constants = self_partner().constants
    assert (constants.sd, constants.alpha, constants.retest) == (1.25, 0.85, 0.80)
    assert constants.source == "provisional"


def words_of(form: Questionnaire) -> str:
    said = [form.promise, form.summary, *form.intro, *(item.text for item in form.items)]
    for line in form.lines.values():
        said += [line.name, line.measures, *line.short.values(), *line.words.values()]
    return " ".join([*said, *(rule.note for rule in form.rules)]).casefold()


@pytest.mark.parametrize(
    "word",
    [
        *("avoidant", "anxious", "secure", "fearful", "needy", "clingy", "toxic", "narciss"),
        *("husband", "wife", "boyfriend", "girlfriend", " he ", " she ", "sex", "married", "!"),
    ],
)
def test_no_word_labels_or_assumes(word: str) -> None:
    assert word not in words_of(self_partner())


def test_the_last_rule_holds_for_everybody() -> None:
    assert self_partner().rules[-1].when == ()


def test_the_library_has_a_guide_and_a_prompt_for_everybody() -> None:
    slugs = set(guide_cards())
    always = self_partner().rules[-1]
    assert len(slugs & set(always.guides)) >= 3
    numbers = {str(card.number) for card in guide_cards().values()}
    assert sum(prompt.split("-")[0] in numbers for prompt in always.prompts) >= 2


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('direction = "forward"', 'direction = "reversed"', "as many forward as reversed"),
        ('id = "A2"', 'id = "A1"', "given twice"),
        ('"In between",', "", "all seven points"),
        ('slug = "self-partner"', 'slug = "method"', "cannot stand in an address"),
        ('slug = "self-partner"', 'slug = "Self Partner"', "cannot stand in an address"),
        ('version = "1.0"', 'version = "one"', "major.minor"),
        ('status = "live"', 'status = "alive"', "not one of"),
        ('kind = "scored"', "", "kind is None"),
        ("alpha = 0.85", "alpha = 1.5", "reliabilities"),
        ("minutes = 5", "minutes = true", "does not belong"),
        ("minutes = 5", "minuets = 5", "minutes"),
        ("sd = 1.25", "sd = 1.25\nmean = 3", "nobody reads mean"),
        ('item = "X3"', 'item = "X9"', "item that is not there"),
        ("at_least = 6", 'scale = "anxiety"', "one line's range or one answer"),
        ('prompts = ["17-1"', 'prompts = ["17-4"', "prompt"),
        ('text = "On a hard day, I let my partner know."', 'text = " "', "is empty"),
        ('slug = "self-partner"', "slug = self-partner", "form.toml"),
    ],
)
def test_an_unsound_form_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(FixtureError, match=problem):
        read_folder(changed(tmp_path, old, new))


def test_a_list_needs_no_keys(tmp_path: Path) -> None:
    source = SOURCE.replace('kind = "scored"', 'kind = "list"')
    kept = [text for text in source.splitlines() if not text.startswith(("direction", "scale = "))]
    (tmp_path / "form.toml").write_text("\n".join(kept), encoding="utf-8")
    (form,) = read_folder(tmp_path).versions
    assert {item.key for item in form.items} == {None}


def test_a_retired_version_stays_beside_the_live_one(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(SOURCE.replace('"live"', '"retired"'), encoding="utf-8")
    (tmp_path / "new.toml").write_text(SOURCE.replace('"1.0"', '"2.0"'), encoding="utf-8")
    found = read_folder(tmp_path)
    assert [form.status for form in found.versions] == [Status.LIVE, Status.RETIRED]
    offered = found.offered("self-partner")
    assert offered is not None
    assert offered.version == "2.0"


def test_two_live_versions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "two.toml").write_text(SOURCE.replace('"1.0"', '"1.1"'), encoding="utf-8")
    with pytest.raises(FixtureError, match="live"):
        read_folder(tmp_path)


def test_the_fingerprint_follows_what_is_asked_and_nothing_else(tmp_path: Path) -> None:
    was = self_partner().fingerprint
    (words,) = read_folder(changed(tmp_path, "summary = ", "summary = 'Other words.' #")).versions
    assert words.fingerprint == was
    (item,) = read_folder(changed(tmp_path, "starts a hug", "begins a hug")).versions
    assert item.fingerprint != was
