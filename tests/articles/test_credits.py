"""Who wrote, edited and read a guide is shown where it is on record; no more is claimed."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from apps.articles.content.checks import UNREVIEWED, RefusedError, read_library
from apps.articles.content.load import load
from apps.articles.models import Guide
from tests.articles.factories import GUIDE, make_guide, write_library
from tests.quiz.steps import text_of

READ = """
[[credits]]
part = "read"
name = "Dr Noor Example"
role = "clinical psychologist"
qualification = "clinician"
date = 2026-11-20

"""
OTHERS = """
[[credits]]
part = "written"
name = "Ada Sample"
role = "writer"
date = 2026-11-01

[[credits]]
part = "edited"
name = "Ben Sample"
role = "editor"
date = 2026-11-02
"""
TOMORROW = date.today() + timedelta(days=1)


def credited(text: str = READ) -> str:
    return GUIDE.replace("[[changes]]", text + "[[changes]]", 1)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        read_library(write_library(folder, stopping_in_time=text))
    return refused.value.problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('name = "Dr Noor Example"\n', "", "name is missing"),
        ('role = "clinical psychologist"\n', "", "role is missing"),
        ("date = 2026-11-20\n", "", "date is missing"),
        ('"Dr Noor Example"', '" "', "credits: name is empty"),
        ('"clinical psychologist"', '""', "credits: role is empty"),
        ("2026-11-20", f"{TOMORROW}", f"credits: {TOMORROW} has not come yet"),
        ("2026-11-20", "2020-01-01", "credits: Dr Noor Example read it before it was published"),
        ('"read"', '"blessed"', "credits: unknown part 'blessed'"),
        ('"clinician"', '"wizard"', "credits: unknown qualification 'wizard'"),
        ('"read"', '"written"', "is named as clinician, and did not read it"),
    ],
)
def test_nobody_is_named_without_name_role_and_day(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in READ
    found = problems(tmp_path, credited(READ.replace(old, new, 1)))
    assert [each for each in found if problem in each], found


def test_a_safety_guide_drops_its_sentence_once_a_service_has_read_it(tmp_path: Path) -> None:
    note = f'content_note = "It has {UNREVIEWED}."'
    safe = credited(READ.replace('"clinician"', '"domestic-abuse service"'))
    safe = re.sub(r'content_note = ".*"', note, safe).replace("safety = false", "safety = true")
    assert [each for each in problems(tmp_path, safe) if "and credits name one that has" in each]


@pytest.mark.django_db
def test_a_guide_without_credits_says_what_is_missing(visitor: Client) -> None:
    make_guide()
    page = text_of(visitor.get("/guides/a-guide/").text)
    assert "Written by the Leeway editors. No author is named." in page
    assert "No clinician has read this guide." in page
    assert "domestic-abuse service has read" not in page
    Guide.objects.update(safety=True)
    page = text_of(visitor.get("/guides/a-guide/").text)
    assert "No domestic-abuse service has read it either." in page
    assert "No clinician has read any of them yet." in text_of(visitor.get("/guides/editors/").text)


@pytest.mark.django_db
def test_a_guide_names_who_is_on_record_and_as_what(tmp_path: Path, visitor: Client) -> None:
    load(read_library(write_library(tmp_path, stopping_in_time=credited(READ + OTHERS))))
    html = visitor.get("/guides/stopping-in-time/").text
    page = text_of(html)
    assert "Written by Ada Sample (writer)." in page
    assert "Edited by Ben Sample (editor) on 2 November 2026." in page
    read = "Read by Dr Noor Example (clinical psychologist), a clinician, on 20 November 2026."
    assert read in page
    assert "No clinician" not in page
    assert "No author is named" not in page
    article = json.loads(html.partition('application/ld+json">')[2].partition("</script>")[0])
    assert article["reviewedBy"] == [
        {"@type": "Person", "name": "Dr Noor Example", "jobTitle": "clinical psychologist"}
    ]
    assert [each["name"] for each in (*article["author"], *article["editor"])] == [
        "Ada Sample",
        "Ben Sample",
    ]


@pytest.mark.django_db
def test_a_reader_without_a_qualification_counts_as_no_clinician(
    tmp_path: Path, visitor: Client
) -> None:
    plain = credited(READ.replace('qualification = "clinician"\n', ""))
    load(read_library(write_library(tmp_path, stopping_in_time=plain)))
    html = visitor.get("/guides/stopping-in-time/").text
    assert "on 20 November 2026." in text_of(html)
    assert "No clinician has read this guide." in text_of(html)
    assert "reviewedBy" not in html
    assert Guide.objects.published().checked_between()["by_clinician"] == 0


def test_today_no_file_names_anybody() -> None:
    """Nothing is claimed that did not happen: whoever adds the first name changes this test too."""
    files = Path("fixtures/guides").glob("*.md")
    assert not [each.name for each in files if "[[credits]]" in each.read_text("utf-8")]
