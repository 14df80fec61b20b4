"""Days, zones, encodings and names in more of the shapes that people's files have."""

from datetime import date

import pytest

from apps.journal.importing.dates import day_in_name, moment_in, zone_of
from apps.journal.importing.decoding import Encoding, decoded
from apps.journal.importing.imported_page import ImportedPage, ReadingReport, Told, row_data
from apps.journal.importing.markdown_files import UNDATED, pages_in_text
from apps.vault.registry import Unreadable

MARCH, TODAY = date(2021, 3, 4), date(2026, 1, 1)


def page_of(text: str, name: str = "note.md") -> ImportedPage:
    report = ReadingReport(today=TODAY)
    [page] = pages_in_text(text, name=name, given=UNDATED, report=report)
    return page


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2021-3-4.md", ""),
        ("2021_3_4.txt", ""),
        ("2021 03 04.md", ""),
        ("20210304T1930.md", ""),
        ("20210304-193000.md", ""),
        ("2021-03-04 19.30.md", ""),
        ("20210304193000 zettel.md", "zettel"),
        ("journal-2021-03-04.md", "journal"),
        ("Journal_2021_03_04.md", "Journal"),
        ("2021-03-04-Thursday.md", ""),
        ("2021-03-04 (Thu).md", ""),
        ("2021-03-04_a-long-walk.md", "a-long-walk"),
        ("Thu Mar 4 2021.md", ""),
        ("Thursday, March 4th, 2021.md", ""),
        ("4th of March 2021.md", ""),
        ("4 Mar 2021 supper.md", "supper"),
        ("Mar. 4, 2021.md", ""),
        ("2021-Mar-04.md", ""),
        ("04-Mar-2021.md", ""),
        ("4. März 2021.md", ""),
        ("Donnerstag, 4. März 2021.md", ""),
        ("4 mars 2021.md", ""),
        ("jeudi 4 mars 2021.md", ""),
        ("4 de marzo de 2021.md", ""),
        ("4 marzo 2021.md", ""),
        ("4 de março de 2021.md", ""),
        ("4 maart 2021.md", ""),
        ("4 марта 2021 г..md", ""),
        ("2021年3月4日(木).md", ""),
        ("Torsdag 4. mars 2021.md", ""),
        ("2021年3月4日.md", ""),
        ("2021年03月04日 散歩.md", "散歩"),
        ("2021년 3월 4일.md", ""),
        ("04.03.2021.md", ""),
        ("2021.03.04 Supper.md", "Supper"),
        ("2021/03/2021-03-04.md", ""),
        ("diary/2021/03/04.md", ""),
        ("2021/03/04 walk.md", "walk"),
        ("2021-03/04.md", ""),
        ("2021/March/4.md", ""),
        ("Diary/2021/03-March/04.md", ""),
        ("2021/03-04.md", ""),
        ("2021-W09-4.md", ""),
        ("04.03.21.md", ""),
        ("4-Mar-21.md", ""),
        ("4. 3. 2021.md", ""),
        ("2021. 3. 4..md", ""),
        ("2021\u201303\u201304.md", ""),
        ("2021\u201103\u201104.md", ""),
        ("Journal - 2021-03-04 - Pier.md", "Journal - Pier"),
        ("2021-03-04 Pier (again).md", "Pier (again)"),
    ],
)
def test_a_name_says_the_day(name: str, title: str) -> None:
    page = page_of("Words.", name)
    assert (page.day, page.title, page.body) == (MARCH, title, "Words.")
    assert page.how_dated == "said"


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("2021-03-04T19_30_00Z.md", "19:30"),
        ("2021-03-04-1930.md", "19:30"),
        ("2021_03_04__19_30.md", "19:30"),
        ("20210304_193000.md", "19:30"),
        ("2021-03-04 at 7.30 PM.md", "19:30"),
        ("Mar 4 2021, 7-30 PM.md", "19:30"),
        ("2021-03-04 1984 again.md", ""),
        ("2021-03-04 12 angry men.md", ""),
    ],
)
def test_a_name_says_the_clock_where_it_is_one(name: str, time: str) -> None:
    page = page_of("Words.", name)
    assert (page.day, page.time) == (MARCH, time)
    assert bool(page.title) is not bool(time)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("04-03-2021.md", (2021, 3, 4), (2021, 4, 3)),
        ("4_3_2021.md", (2021, 3, 4), (2021, 4, 3)),
        ("04-04-2021.md", (2021, 4, 4), None),
        ("25-03-2021.md", (2021, 3, 25), None),
        ("03-25-2021.md", (2021, 3, 25), None),
        ("04.03.2021.md", (2021, 3, 4), None),
    ],
)
def test_an_open_date_is_open_and_no_other(
    name: str, first: tuple[int, int, int], second: tuple[int, int, int] | None
) -> None:
    page = page_of("Words.", name)
    assert page.day == date(*first)
    assert page.month_first == (date(*second) if second else None)


@pytest.mark.parametrize(
    ("said", "first", "second", "time"),
    [
        ("3/4/21", (2021, 4, 3), (2021, 3, 4), ""),
        ("3/4/21 7:30 PM", (2021, 4, 3), (2021, 3, 4), "19:30"),
        ("25/3/99", (1999, 3, 25), None, ""),
        ("3/25/21", (2021, 3, 25), None, ""),
    ],
)
def test_a_year_of_two_digits_behind_slashes_is_one_in_a_field(
    said: str, first: tuple[int, int, int], second: tuple[int, int, int] | None, time: str
) -> None:
    page = page_of(f"---\ndate: {said}\n---\nWords.")
    assert (page.day, page.time) == (date(*first), time)
    assert page.month_first == (date(*second) if second else None)
    assert page_of(f"{said} was the score").day == TODAY


@pytest.mark.parametrize(
    "name",
    [
        "99999999.md",
        "2021-02-30.md",
        "2021-13-01.md",
        "1614886200.md",
        "32-01-2021.md",
        "room 101.md",
        "0000-00-00.md",
        "12345678901234567890.md",
        "version 2.10.2021b.md",
        "marching 4 2021.md",
    ],
)
def test_what_is_no_day_is_none(name: str) -> None:
    assert day_in_name(name.removesuffix(".md")) is None


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("2021-03-04T19:30:00+01:00", "19:30"),
        ("2021-03-04 19:30:00 -0500", "19:30"),
        ('"2021-03-04"', ""),
        ("'2021-03-04 19:30'", "19:30"),
        ("2021/03/04", ""),
        ("2021-03-04, 7:30 PM", "19:30"),
        ("04.03.2021", ""),
        ("04.03.2021 19:30", "19:30"),
        ("Thu, 04 Mar 2021 19:30:00 +0000", "19:30"),
        ("Thu Mar  4 19:30:00 2021", "19:30"),
        ("March 4, 2021 7:30 PM", "19:30"),
        ("March 4th, 2021 at 12:05 am", "00:05"),
        ("[[2021-03-04]]", ""),
        ("<2021-03-04 Thu 19:30>", "19:30"),
        ("4 mars 2021 à 19h30", "19:30"),
        ("4. März 2021 um 19:30 Uhr", "19:30"),
        ("jeudi 4 mars 2021 19 h 30", "19:30"),
        ("4 March 2021 \u2013 19:30", "19:30"),
        ("2021-03-04 # typed later", ""),
        ("20210304", ""),
        ("2021-03-04T19:30", "19:30"),
        ("4 mars 2021", ""),
        ("4.3.21", ""),
        ("1614886200", "19:30"),
        ("202103041930", "19:30"),
        ("20210304193000", "19:30"),
        ("20210304193000123", "19:30"),
        ("1614886200.0", "19:30"),
        ("1614886200000", "19:30"),
        ("1614886200000.25", "19:30"),
    ],
)
def test_a_field_says_the_day_and_its_clock(said: str, time: str) -> None:
    page = page_of(f"---\ndate: {said}\n---\nWords.")
    assert (page.day, page.time, page.body) == (MARCH, time, "Words.")


@pytest.mark.parametrize(
    "key",
    [
        "date",
        "Date",
        "created",
        "created_at",
        "created-at",
        "createdAt",
        "date created",
        "date_created",
        "dateCreated",
        "creation_date",
        "creation date",
        "created_time",
        "day",
        "Created",
    ],
)
def test_a_field_of_any_of_these_names_says_the_day(key: str) -> None:
    assert page_of(f"---\n{key}: 2021-03-04\ntitle: T\n---\nWords.").day == MARCH


@pytest.mark.parametrize(
    ("fields", "tags"),
    [
        ("tags: [a, b]", ("a", "b")),
        ("tags: a, b", ("a", "b")),
        ("tags: '#a #b'", ("a", "b")),
        ("tags: \n  - a\n  - b", ("a", "b")),
        ("tags:\n- a\n- b", ("a", "b")),
        ("tags: []\nkeywords: [a, b]", ("a", "b")),
        ("Tags: [a, 'b']", ("a", "b")),
        ('tags: ["a", "b"]', ("a", "b")),
        ("tags: ['Paris, France']", ("Paris, France",)),
        ("tags: [work/home]", ("work/home",)),
        ("tags: '[[a]], b'", ("a", "b")),
        ("tags:\n  - '#a'\n  - \"b\"", ("a", "b")),
    ],
)
def test_tags_of_any_of_these_shapes(fields: str, tags: tuple[str, ...]) -> None:
    assert page_of(f"---\n{fields}\ndate: 2021-03-04\n---\nWords.").tags == tags


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (
            "---\ntitle: >-\n  A long\n  title\ndate: 2021-03-04\n---\nWords.",
            "A long title",
            "Words.",
        ),
        ("---\ntitle: |\n  Title\ndate: 2021-03-04\n---\nWords.", "Title", "Words."),
        ("---\ntitle: 'It''s'\ndate: 2021-03-04\n---\nWords.", "It's", "Words."),
        ("---\r\ntitle: T\r\ndate: 2021-03-04\r\n---\r\nWords.", "T", "Words."),
        ('+++\ntitle = "T"\ndate = 2021-03-04\ntags = ["a"]\n+++\nWords.', "T", "Words."),
        ("# 2021-03-04 T\n\nWords.", "T", "Words."),
        ("T\n===\n\nWords.", "T", "Words."),
        ("# T\n\n---\n\nWords.", "T", "---\n\nWords."),
        ("2021-03-04\n\nWords.", "note", "2021-03-04\n\nWords."),
        ("# T\n\nThursday, 4 March 2021\n\nWords.", "T", "Thursday, 4 March 2021\n\nWords."),
        ("# T\n2021-03-04 19:30\nWords.", "T", "2021-03-04 19:30\nWords."),
        ("Thursday, 4 March 2021\n\nWords.", "note", "Thursday, 4 March 2021\n\nWords."),
        ("# Thursday, March 4, 2021\n\nWords.", "Thursday, March 4, 2021", "Words."),
        ("# Donnerstag, 4. März 2021: T\n\nWords.", "T", "Words."),
    ],
)
def test_titles_of_any_of_these_shapes(text: str, title: str, body: str) -> None:
    page = page_of(text)
    assert (page.title, page.body) == (title, body)
    assert page.day == MARCH or "2021" not in text


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("GMT-0700", "12:30"), ("GMT-7", "12:30"), ("UTC+5:30", "01:00"), ("+0530", "01:00"),
        ("-03:00", "16:30"), ("Z", "19:30"), ("utc", "19:30"), ("GMT+01:00", "20:30"),
        ("Asia/Calcutta", "01:00"), ("US/Pacific", "11:30"), ("Europe/Kiev", "21:30"),
        ("Europe/Kyiv", "21:30"), ("America/Buenos_Aires", "16:30"), ("Etc/GMT+5", "14:30"),
        (" America/Denver ", "12:30"), ("EST", "14:30"), ("CET", "20:30"), ("UTC−3", "16:30"),
        ("america/denver", "12:30"), ("Asia/Kathmandu", "01:15"), ("+14", "09:30"),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_any_of_these_names(zone: str, hour: str) -> None:
    moment = moment_in("2021-03-04T19:30:00Z", zone)
    assert moment is not None
    assert (moment.time, moment.is_utc) == (hour, False)
    assert moment.day == date(2021, 3, 5 if hour < "11" else 4)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "GMT+99", "+25:00", "5", None, 7, "Europe"])
def test_a_zone_that_nobody_knows_is_told(zone: object) -> None:
    assert zone_of(zone) is None
    moment = moment_in("2021-03-04T19:30:00Z", zone)
    assert moment is not None
    assert (moment.time, moment.is_utc) == ("19:30", True)


SAID = "Für dich – “ja”, 5 €"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SAID.encode(), Encoding.UTF_8),
        (SAID.encode("utf-8-sig"), Encoding.UTF_8),
        (SAID.encode("utf-16"), Encoding.UTF_16),
        (b"\xfe\xff" + SAID.encode("utf-16-be"), Encoding.UTF_16),
        (SAID.encode("utf-32"), Encoding.UTF_16),
        (b"\x00\x00\xfe\xff" + SAID.encode("utf-32-be"), Encoding.UTF_16),
        (SAID.encode("cp1252"), Encoding.WINDOWS_1252),
        (SAID.encode("utf-16-le"), Encoding.UTF_16),
        (SAID.encode("utf-16-be"), Encoding.UTF_16),
    ],
)
def test_a_text_of_any_of_these_encodings_is_read(data: bytes, encoding: Encoding) -> None:
    assert decoded(data) == (SAID, encoding)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", ["Привет, сегодня.\r\nДождь.", "שלום, היום", "Γειά σου"])
def test_utf_16_without_its_mark_is_read_in_other_letters_too(said: str, name: str) -> None:
    assert decoded(said.encode(name)) == (said, Encoding.UTF_16)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "Кириллица сегодня".encode("cp1251"),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\x00",
    ],
)
def test_what_is_no_text_is_none(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(data)


def test_a_clock_and_a_zone_in_fields_of_their_own_are_kept() -> None:
    page = page_of("---\ndate: 2021-03-04\ntime: 7:30 PM\ntimezone: Europe/Berlin\n---\nWords.")
    assert (page.time, page.zone) == ("19:30", "Europe/Berlin")
    page = page_of("---\ndate: 2021-03-04 08:00\ntime: 7:30 PM\ntimezone: Nowhere\n---\nWords.")
    assert (page.time, page.zone) == ("08:00", "")


def test_a_day_within_the_words_is_not_the_day_of_the_page() -> None:
    report = ReadingReport(today=TODAY)
    for text in (
        "On 4 March 2021 we met.",
        "# After 4 March 2021\n\nWords.",
        "2021-03-04 was cold.",
    ):
        [page] = pages_in_text(text, name="note.md", given=UNDATED, report=report)
        assert page.day == date(2026, 1, 1)


@pytest.mark.parametrize(("year", "told"), [(2567, 1), (2027, 1), (2026, 0)])
def test_a_year_of_another_calendar_is_kept_and_told(year: int, told: int) -> None:
    report = ReadingReport(today=TODAY)
    [page] = pages_in_text(f"---\ndate: {year}-03-04\n---\nWords.", name="a.md", report=report)
    [row] = row_data(page, report)
    assert (row["day"], report.told[Told.FAR_AHEAD]) == (f"{year}-03-04", told)
