"""One text with many days is as many pages: none of them on the day of another."""

from datetime import date

import pytest

from apps.journal.importing.imported_page import ImportedPage, ReadingReport
from apps.journal.importing.markdown_files import UNDATED, pages_in_text

FIRST, SECOND, TODAY = date(2020, 12, 14), date(2020, 12, 15), date(2026, 1, 1)
RULE = "=========="


def pages_of(text: str, name: str = "diary.md") -> list[ImportedPage]:
    report = ReadingReport(today=TODAY)
    return list(pages_in_text(text, name=name, given=UNDATED, report=report))


@pytest.mark.parametrize(
    "text",
    [
        "# Mini Diary\n\n## Monday, 14 December 2020\n\nOne.\n\n"
        "## Tuesday, 15 December 2020\n\nTwo.\n",
        "# 2020-12-14\n\nOne.\n\n# 2020-12-15\n\nTwo.",
        "### 14.12.2020\nOne.\n\n---\n\n### 15.12.2020\nTwo.",
        "# 2020-12-15\n\nTwo.\n\n# 2020-12-14\n\nOne.",
        "# 12/14/2020\n\nOne.\n\n# 12/15/2020\n\nTwo.",
        "2020-12-14\nOne.\n\n2020-12-15\nTwo.",
        "Montag, 14. Dezember 2020\n\nOne.\n\nDienstag, 15. Dezember 2020\n\nTwo.",
        f"14 December 2020\nOne.\n{RULE}\n15 December 2020\nTwo.\n{RULE}\n",
        "\tDate:\t14 December 2020 at 10:00:00 GMT+1\n\tWeather:\t3\u00b0C Cloudy\n\nOne.\n\n\n"
        "\tDate:\tDecember 15, 2020 at 11:00:00 AM GMT+1\n\tLocation:\tKiel\n\nTwo.\n",
    ],
)
def test_each_day_of_a_text_is_a_page(text: str) -> None:
    pages = sorted(pages_of(text), key=lambda page: page.day or TODAY)
    assert [page.day for page in pages] == [FIRST, SECOND]
    assert [page.body.rpartition("\n")[2] for page in pages] == ["One.", "Two."]
    assert RULE not in pages[0].body + pages[1].body


def test_two_pages_of_one_day_stay_two_and_a_title_behind_the_day_is_one() -> None:
    text = "## 2020-12-14 19:30 Pier\nOne.\n## 2020-12-14 21:00\nMore.\n## 2020-12-15\nTwo."
    first, more, second = pages_of(text)
    assert (first.day, first.time, first.title, first.body) == (FIRST, "19:30", "Pier", "One.")
    assert (more.day, more.time, more.body) == (FIRST, "21:00", "More.")
    assert second.day == SECOND


def test_what_stands_above_the_first_day_and_within_one_is_kept() -> None:
    text = "---\ntags: [rome]\n---\n# Rome\n\nBefore.\n\n## 14 December 2020\n\n### Evening\nOne.\n"
    text += "\n## 15 December 2020\nTwo."
    above, first, second = pages_of(text)
    assert (above.title, above.body, above.day) == ("Rome", "Before.", TODAY)
    assert (first.day, first.body) == (FIRST, "### Evening\nOne.")
    assert [page.tags for page in (above, first, second)] == [("rome",)] * 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2020-12-20.md", "# 2020-12-14\nOne.\n# 2020-12-15\nTwo."),
        ("a.md", "---\ndate: 2020-12-20\n---\n# 2020-12-14\nOne.\n# 2020-12-15\nTwo."),
        ("a.md", "Dates:\n\n2020-12-14\n\n2020-12-15\n"),
        ("a.md", "2020-12-14\n2020-12-15\n2020-12-16"),
        ("a.md", "2020-12-14\n\n2020-12-15\n\nTwo."),
        ("a.md", "# 2020-12-14\nOne.\n# 2020-12-14\nMore."),
        ("a.md", "# 2020-12-14\nOne.\n```\n# 2020-12-15\nTwo.\n```"),
        ("a.md", "# 2020-12-14\nOne.\n\n## About 15 December 2020\nTwo."),
        ("a.md", "I waited.\n\n2020-12-14\nOne.\n\n2020-12-15\nTwo."),
    ],
)
def test_a_text_that_only_names_days_is_one_page(name: str, text: str) -> None:
    [page] = pages_of(text, name)
    for word in ("One.", "Two.", "More.", "2020-12-16"):
        assert (word in page.body) is (word in text)
