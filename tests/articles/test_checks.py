"""A guide that breaks a rule of the library is refused, with its file and the reason in a line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.articles.content.checks import UNREVIEWED, RefusedError, read_library
from tests.articles.factories import GUIDE, write_library


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        read_library(write_library(folder, stopping_in_time=text))
    return refused.value.problems


def test_a_good_library_is_read(tmp_path: Path) -> None:
    library = read_library(write_library(tmp_path))
    assert [guide.slug for guide in library.guides] == ["stopping-in-time"]
    assert library.guides[0].closing.startswith("## How sure are we")
    assert list(library.sheet.records) == ["F10.1", "F10.2", "F15.1", "F15.2"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[F10.1, F10.2]", "[F10.1, F99.1]", "unknown record F99.1"),
        ("[F10.1, F10.2]", "[F15.1]", "F15.1 is unverified and may not be cited"),
        ("[F10.1, F10.2]", "[F10]", "cannot read the citation [F10]"),
        ("[F10.1, F10.2]", "[F10.1; F10.2]", "cannot read the citation [F10.1; F10.2]"),
        ('"Come back.[F10.2]"', '"Come back.[F15.1]"', "F15.1 is unverified and may not be cited"),
        ('"One?"', '"One?[F10.1]"', "a record cannot be cited here: One?[F10.1]"),
        ('"Three?"]', '"Three?", "4?", "5?", "6?"]', "must have 1 to 5 prompts, has 6"),
        ('"Three?"]', '"Three?", ""]', "must have 1 to 5 prompts, has 4"),
        ('"Agree first.", ', '"", ', "must have 2 to 6 key points, has 3"),
        ('topic = "talking"', 'topic = "shouting"', "unknown topic 'shouting'"),
        ('reader = "couple"', 'reader = "cats"', "unknown reader 'cats'"),
        ('"c-guide"]', '"b-guide"]', "must lead to 3 other guides, leads to a-guide, b-"),
        ("published = 2026-11-01\n", "", "published is missing"),
        ("review_due = 2027-11-02\n", "", "review_due is missing"),
        ("review_due = 2027-11-02", 'review_due = "soon"', "review_due must be a date, not 'soon'"),
        ("2027-11-02", "2026-11-01", "dates must run published, reviewed, review_due"),
        ('[[changes]]\ndate = 2026-11-01\nnote = "First published."\n', "", "changes is missing"),
        ('answer = "Agree', 'answer = ""  # "Agree', "answer is empty"),
        ("safety = false", "safety = true", "content_note of a safety guide must say"),
        ("for_whom =", "forwhom =", "forwhom is not a key here (is it for_whom?)"),
        ("safety = false", 'safety = "no"', "safety must be true or false, not 'no'"),
        ("+++\n\n## The loop", "\n## The loop", "does not begin with front matter"),
        ("number = 9", "number = nine", "is not TOML"),
        ("number = 9", 'number = 9\nbody = "x"', "body does not belong in the front matter"),
        ("## How sure are we", "## Doubts", "must end with the headings"),
        ("## When to get help", "## Help", "must end with the headings"),
        ("## The loop\n", "\n".join(f"## {n}" for n in range(13)), "must have 1 to 12 sections"),
        ("::: example Tuesday", "::: story Tuesday", "unknown container ::: story"),
        ("::: example Tuesday", "::: example", "::: example needs three colons and a title"),
        ("left the room.\n:::", "left the room.", "::: example is never closed"),
        ("Say *when*", ":::\n\nSay *when*", "::: closes nothing"),
        ("Say *when*", "::: tip A\n::: note B\nx\n:::\n", "::: note begins inside ::: tip"),
    ],
)  # fmt: skip
def test_a_broken_guide_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GUIDE
    found = problems(tmp_path, GUIDE.replace(old, new, 1))
    assert any(each.startswith(f"stopping-in-time.md: {problem}") for each in found), found
    assert all("\n" not in each for each in found)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = GUIDE.replace("[F10.1, F10.2]", "[F99.1]").replace('"talking"', '"shouting"')
    assert len(problems(tmp_path, text)) == 2


def test_two_guides_cannot_have_one_number(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        read_library(write_library(tmp_path, one=GUIDE, two=GUIDE))
    assert refused.value.problems[0] == "one.md: number 9 is used by another guide too"


def test_a_safety_guide_never_leads_to_one_for_couples(tmp_path: Path) -> None:
    safe = GUIDE.replace("number = 9", "number = 22").replace("safety = false", "safety = true")
    safe = safe.replace('content_note = ""', f'content_note = "It has {UNREVIEWED}."')
    with pytest.raises(RefusedError) as refused:
        read_library(write_library(tmp_path, a_guide=GUIDE.replace('"a-guide"', '"z"'), safe=safe))
    assert refused.value.problems == [
        "safe.md: a safety guide must not lead to a-guide, which is for couples"
    ]


def test_nor_does_a_link_in_its_text(tmp_path: Path) -> None:
    safe = GUIDE.replace("number = 9", "number = 22").replace("safety = false", "safety = true")
    safe = safe.replace('content_note = ""', f'content_note = "It has {UNREVIEWED}."')
    safe = safe.replace("It is common.", "See [that](/guides/couples/).")
    with pytest.raises(RefusedError) as refused:
        read_library(write_library(tmp_path, couples=GUIDE, safe=safe))
    assert refused.value.problems == [
        "safe.md: a safety guide must not lead to couples, which is for couples"
    ]


def test_the_command_names_a_guide_that_is_led_to_and_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_guides", folder=write_library(tmp_path), stdout=StringIO())
    assert str(refused.value).splitlines() == [
        f"stopping-in-time.md: leads to {name}-guide, which is not there" for name in "abc"
    ]


def test_the_command_prints_a_row_for_each_guide(tmp_path: Path) -> None:
    out = StringIO()
    others = {
        f"{letter}_guide": GUIDE.replace("= 9", f"= {n}").replace(f'"{letter}-guide"', '"own"')
        for n, letter in enumerate("abc", start=1)
    }
    call_command("check_guides", folder=write_library(tmp_path, own=GUIDE, **others), stdout=out)
    rows = out.getvalue().splitlines()
    assert rows[1].split()[:2] == ["1", "a-guide"]
    assert rows[-1] == "4 guides hold to the standard."


def test_a_link_to_a_guide_must_answer(tmp_path: Path) -> None:
    found = problems(tmp_path, GUIDE.replace("(/support/)", "(/guides/gone/#part)", 1))
    assert found == ["stopping-in-time.md: links to /guides/gone/, which is not there"]


def test_the_fact_sheet_is_checked_too(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    facts = folder / "facts.toml"
    wrong = facts.read_text("utf-8").replace('["papp-2009"]', '["nobody-1900"]')
    facts.write_text(wrong.replace('"opinion"', '"hearsay"'), "utf-8")
    with pytest.raises(RefusedError) as refused:
        read_library(folder)
    assert refused.value.problems == [
        "facts.toml: F10.2: unknown source nobody-1900",
        "facts.toml: F15.2: unknown status or strength (hearsay, )",
    ]
