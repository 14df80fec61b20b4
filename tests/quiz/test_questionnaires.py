"""The forms that we ship are sound, and what is live never changes under somebody's result."""

from collections import Counter
from pathlib import Path

import pytest

from apps.common.text.style_rules import IN_QUESTIONNAIRES, banned_in
from apps.practices import catalogue as practices
from apps.quiz.questionnaire.catalogue import FOLDER, catalogue, read_folder
from apps.quiz.questionnaire.checks import all_that_is_read
from apps.quiz.questionnaire.model import (
    NoticingList,
    Questionnaire,
    ScoredForm,
    Side,
    VersionStatus,
)
from apps.quiz.results.suggestions import guide_cards
from apps.quiz.scoring.score import Band, Direction, ItemKey, Scale
from apps.quiz.sitting.sitting import Sitting
from tests.quiz.sample_forms import SELF, scored, self_partner

# A live version is frozen: to change what is asked, add a version and its own line here.
FROZEN = {
    ("notice-partner", "1.0"): "842678fc1fe263d6d1566c4879d615f8632215a2d8fa3a0db7ce078dff5780fb",
    ("self-friend", "1.0"): "563b72e1f2667751a911b722a49db7b12f0475b993cb0fd54c047435ab16d321",
    ("self-friend", "2.0"): "d2295da9d2b468c608eeba6f003bdd21c7ad8b72fbd230e756fb8972e8c80a5f",
    ("self-friend", "3.0"): "396b1d93f6534ab18a50b68820c3b2d0c8bcfb8a1ed04f170f288a9be56c9e0a",
    ("self-general", "1.0"): "2ed95085c673edeb6c30ca8e24eafd566be195273821a365d73ec0c72aeb5cb9",
    ("self-general", "2.0"): "9da6f90fe96ab921b0e3328e31f8a7c7b6716e91168a020b24f94a852d3e111c",
    ("self-general", "3.0"): "f5b57e7f8bfa7020a0711aa42a9d95ecc8194e5f79a18f875efa7016019cd111",
    ("self-parent", "1.0"): "6d341dd8b4c293763c563fa3d51e99a48cf572411578de2ec07c40d9bd4c6806",
    ("self-parent", "2.0"): "3c80fce3b34bcf0454e2c7686902f5547f9cbccf0918de62dbd994b82dff26c6",
    ("self-parent", "3.0"): "1623e9a78a461c8625a0fa465e6c4c5ff0ee0121d00251910029f8929729f602",
    ("self-partner", "1.0"): "dbe91568f63f47e41655de645c0932e504f1df028b29b6f1227020e7e1c60f3b",
    ("self-partner", "2.0"): "60ef75809394cc4d78aa53a164c49860bff14bfb08c8a0716df3eb9b23ab9366",
    ("self-partner", "3.0"): "44b16fbecd8e24276eaacae65ef3b1bd90c79cbdd3403b5baad45784a5cb6985",
    ("self-past", "1.0"): "3ed98f930bae34a2450309baef815875e6a4d9cbc0eba3875c037b1e3004f30a",
    ("self-past", "2.0"): "56f9d0a3648102edadf1324e29c7ec091b284248affb29ce52755d6c16cf159b",
    ("self-past", "3.0"): "ca1ad2db8d508b28719e96d4e31536ad8149a9318b62fd077ba8d94e1215f5b5",
}
LIST = (FOLDER / "notice-partner.toml").read_text(encoding="utf-8")
SOURCE = (FOLDER / "self-partner.toml").read_text(encoding="utf-8")

every_form = pytest.mark.parametrize(
    "form", catalogue().versions, ids=lambda form: f"{form.slug} {form.version}"
)
every_scored_form = pytest.mark.parametrize("form", catalogue().scored, ids=lambda form: form.slug)


def notice_partner() -> NoticingList:
    (form,) = (form for form in catalogue().versions if form.slug == "notice-partner")
    assert isinstance(form, NoticingList)
    return form


def test_live_versions_are_frozen() -> None:
    assert {(f.slug, f.version): f.fingerprint for f in catalogue().versions} == FROZEN


def test_the_forms_stand_on_the_shelf_in_their_order() -> None:
    assert tuple(form.slug for form in catalogue().scored) == SELF
    assert catalogue().offered("self-cousin") is None


@every_scored_form
def test_each_line_has_four_forward_and_four_reversed_items(form: ScoredForm) -> None:
    keys = Counter(item.key for item in form.items)
    assert keys == {ItemKey(scale, way): 4 for scale in Scale for way in Direction}


@every_scored_form
def test_ids_say_the_line_and_the_direction(form: ScoredForm) -> None:
    for item in form.items:
        assert item.key is not None
        assert item.key.scale is (Scale.AVOIDANCE if item.id[0] == "A" else Scale.ANXIETY)
        way = Direction.FORWARD if item.id[1] in "1234" else Direction.REVERSED
        assert item.key.direction is way


def test_the_list_asks_twelve_behaviours_and_four_moves() -> None:
    sides = Counter(item.side for item in notice_partner().items)
    assert sides == {Side.AWAY: 6, Side.TOWARDS: 6, Side.MOVE: 4}


def test_the_list_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="no score"):
        _ = Sitting.begin(notice_partner()).result


@every_form
def test_all_points_have_their_own_words(form: Questionnaire) -> None:
    assert len({*form.labels, form.skip_label}) == (8 if isinstance(form, ScoredForm) else 6)


@every_scored_form
def test_every_place_on_a_line_has_words(form: ScoredForm) -> None:
    for line in form.lines.values():
        assert set(line.short) == set(line.words) == set(Band)


@every_scored_form
def test_the_constants_are_the_provisional_ones(form: ScoredForm) -> None:
    constants = form.constants
    assert (constants.sd, constants.alpha, constants.retest) == (1.25, 0.85, 0.80)
    assert constants.source == "provisional"


def test_no_form_shares_an_item_with_another() -> None:
    texts = [item.text for form in catalogue().live for item in form.items]
    assert len(texts) == len(set(texts)) == 6 * 16


def test_looking_back_is_told_in_the_past() -> None:
    form = scored("self-past")
    assert form.result.mark == "Looking back"
    assert all(label.endswith(" then") for label in form.labels if label != "In between")
    texts = " ".join(item.text for item in form.items)
    assert " am " not in texts
    assert " is " not in texts


def words_of(form: Questionnaire) -> str:
    said = [*all_that_is_read(form), form.fear.question, form.fear.answer]
    if isinstance(form, ScoredForm):
        said += [form.result.heading, form.result.setting]
        said += [f"{limit.lead} {limit.text}" for limit in form.result.limits]
        for line in form.lines.values():
            said += [line.name, line.measures, *line.short.values(), *line.words.values()]
    if isinstance(form, NoticingList):
        said += [*form.lists.missed, form.lists.no_more, form.lists.no_less]
    return f" {' '.join([*said, *(rule.note for rule in form.rules)]).casefold()} "


@every_form
def test_no_word_labels_or_assumes(form: Questionnaire) -> None:
    assert list(banned_in(words_of(form), IN_QUESTIONNAIRES)) == []


@every_form
def test_the_last_rule_holds_for_everybody(form: Questionnaire) -> None:
    assert form.rules[-1].when == ()


@every_form
def test_every_guide_prompt_and_practice_that_a_form_names_is_there(form: Questionnaire) -> None:
    rules = [*form.rules, *([form.lists.if_afraid] if isinstance(form, NoticingList) else [])]
    assert {slug for rule in rules for slug in rule.guides} <= set(guide_cards())
    numbers = {str(card.number) for card in guide_cards().values()}
    assert {p.split("-")[0] for rule in rules for p in rule.prompts} <= numbers
    assert all(practices.find(name) for rule in rules for name in rule.practices)


def test_prompts_of_the_safety_guides_are_never_suggested() -> None:
    named = [p for form in catalogue().versions for rule in form.rules for p in rule.prompts]
    assert not [prompt for prompt in named if prompt.startswith(("22-", "23-"))]


def test_a_retired_version_stays_beside_the_live_one(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(SOURCE.replace('"live"', '"retired"'), encoding="utf-8")
    (tmp_path / "new.toml").write_text(SOURCE.replace('"3.0"', '"4.0"'), encoding="utf-8")
    found = read_folder(tmp_path)
    assert [form.status for form in found.versions] == [VersionStatus.LIVE, VersionStatus.RETIRED]
    offered = found.offered("self-partner")
    assert offered is not None
    assert offered.version == "4.0"


def test_a_retired_version_asks_something_else_than_the_live_one() -> None:
    for old in catalogue().versions:
        now = catalogue().offered(old.slug)
        assert now is not None
        if now is not old:
            assert old.status is VersionStatus.RETIRED
            assert {item.text for item in old.items} != {item.text for item in now.items}


def fingerprint_with(folder: Path, source: str, old: str, new: str) -> str:
    assert old in source
    (folder / "form.toml").write_text(source.replace(old, new, 1), encoding="utf-8")
    (form,) = read_folder(folder).versions
    return form.fingerprint


def test_the_fingerprint_follows_what_is_asked_and_nothing_else(tmp_path: Path) -> None:
    was = self_partner().fingerprint
    assert fingerprint_with(tmp_path, SOURCE, "summary = ", "summary = 'Other.' #") == was
    assert (
        fingerprint_with(tmp_path, SOURCE, "needs me, I feel trapped", "needs me, I feel caught")
        != was
    )
    assert fingerprint_with(tmp_path, SOURCE, "alpha = 0.85", "alpha = 0.86") != was
    was = notice_partner().fingerprint
    assert fingerprint_with(tmp_path, LIST, 'heading = "What', 'heading = "Things') == was
    assert fingerprint_with(tmp_path, LIST, "And your own move", "Your own move") != was
