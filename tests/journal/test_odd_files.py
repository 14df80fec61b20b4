"""Files that are a little different from those in the other tests: nothing in them is lost."""

import json
import time
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from apps.journal.importing.apple_journal import page_of as page_of_apple_journal
from apps.journal.importing.dates import day_in_name
from apps.journal.importing.day_one import page_of_entry as page_of_day_one
from apps.journal.importing.decoding import Encoding, decoded
from apps.journal.importing.html_text import markdown_of
from apps.journal.importing.imported_page import ImportedPage, ReadingReport
from apps.journal.importing.markdown_files import UNDATED, pages_in_text
from apps.journal.importing.standard_notes import super_words
from apps.journal.models import Photo
from tests.factories import open_vault_of
from tests.journal.image_samples import plain
from tests.journal.test_foreign_files import come, day_one, report_of
from tests.journal.test_import import exported, packed, pages_of
from tests.sample_objects import a_photo

MARCH, TODAY = date(2021, 3, 4), date(2026, 1, 1)


def page_of(text: str, name: str = "note.md", report: ReadingReport | None = None) -> ImportedPage:
    report = report or ReadingReport(today=TODAY)
    [page] = pages_in_text(text, name=name, given=UNDATED, report=report)
    return page


# --- Fields above a text -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "title", "tags"),
    [
        ("étiquettes: x\ndate: 2021-03-04", "note", ()),
        ('"date": 2021-03-04\n"title": T', "T", ()),
        ("😀: x\ndate: 2021-03-04", "note", ()),
        ("date: 2021-03-04\ntags: [a,\n  b, 'c, d']", "note", ("a", "b", "c, d")),
        ("tags: [\n  a,\n  b\n]\ndate: 2021-03-04", "note", ("a", "b")),
        ("tags: [a] # of mine\ndate: 2021-03-04", "note", ("a",)),
        ("tags:\n  - #home\n  - calm\ndate: 2021-03-04", "note", ("home", "calm")),
        ("tags:\n  - name: a\n    color: red\n  - b\ndate: 2021-03-04", "note", None),
        ("tags: [a]\ntags: [b]\ndate: 2021-03-04", "note", ("a", "b")),
        ('title: "A long\n  title"\ndate: 2021-03-04', "A long title", ()),
        ("title: ~\ntags: null\ndate: 2021-03-04", "note", ()),
    ],
)
def test_fields_of_any_of_these_shapes_are_fields(
    fields: str, title: str, tags: tuple[str, ...] | None
) -> None:
    for above in ("", "\n \n"):
        page = page_of(f"{above}---\n{fields}\n---\nWords.")
        assert (page.day, page.title, page.body) == (MARCH, title, "Words.")
        assert tags is None or page.tags == tags


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("[[Paris, France]], home", ("Paris, France", "home")),
        ("#home #[[two words]]", ("home", "two words")),
        ("[[a]] [[b]]", ("a", "b")),
        ("home, [[a]]", ("home", "a")),
    ],
)
def test_a_tag_in_the_brackets_of_a_link_keeps_its_comma(said: str, tags: tuple[str, ...]) -> None:
    assert page_of(f"date:: 2021-03-04\ntags:: {said}\n\n- Text").tags == tags


@pytest.mark.parametrize("said", ["2021-03-05 02:30:00Z", "2021-03-05T02:30:00.000Z"])
def test_a_clock_of_utc_among_the_fields_is_read_in_the_writer_s_zone(said: str) -> None:
    report = ReadingReport(today=TODAY, zone="America/Denver")
    page = page_of(f"---\ncreated: {said}\n---\nW", report=report)
    assert (page.day, page.time, page.zone) == (MARCH, "19:30", "America/Denver")
    assert report.told == {}
    page = page_of(f"---\ncreated: {said}\ntimezone: Asia/Tokyo\n---\nW", report=report)
    assert (page.day, page.time, page.zone) == (date(2021, 3, 5), "11:30", "Asia/Tokyo")
    unknown = ReadingReport(today=TODAY)
    assert page_of(f"---\ncreated: {said}\n---\nW", report=unknown).day == date(2021, 3, 5)
    assert unknown.told == {"in_utc": 1}
    page = page_of("---\ncreated: 2021-03-04T19:30:00-07:00\n---\nW", report=report)
    assert (page.day, page.time, page.zone) == (MARCH, "19:30", "")


def test_a_page_called_by_a_day_alone_is_on_it_whenever_its_file_was_made() -> None:
    made = "---\ncreated: 2021-03-05T08:00\n---\nWords."
    assert page_of(made, "2021-03-04.md").day == MARCH
    assert page_of(made, "Letter of 2021-03-04.md").day == date(2021, 3, 5)
    assert page_of(made.replace("created", "date"), "2021-03-04.md").day == date(2021, 3, 5)
    same = page_of("---\ncreated: 2021-03-04T19:30\n---\nWords.", "04-03-2021.md")
    assert (same.day, same.month_first, same.time) == (MARCH, None, "19:30")


@pytest.mark.parametrize(
    "name",
    [
        "4. března 2021", "4 Mart 2021", "4. maaliskuuta 2021", "4 Μαρτίου 2021", "4 במרץ 2021",
        "4 березня 2021", "4 martie 2021", "2021. március 4.", "4 مارس 2021", "٢٠٢١-٠٣-٠٤",
    ],
)  # fmt: skip
def test_a_day_is_known_in_more_languages(name: str) -> None:
    written = day_in_name(name)
    assert written is not None
    assert written.day == MARCH


@pytest.mark.parametrize("mark", ["# ", ""])
def test_a_day_without_words_between_others_does_not_move_their_words(mark: str) -> None:
    text = f"{mark}2021-03-04\n\nOne.\n\n{mark}2021-03-05\n\n{mark}2021-03-06\n\nThree."
    report = ReadingReport(today=TODAY)
    days = {
        page.body.rpartition("\n")[2]: page.day
        for page in pages_in_text(text, name="diary.md", report=report)
    }
    assert (days["One."], days["Three."]) == (MARCH, date(2021, 3, 6))


def test_a_line_in_brackets_with_words_beside_its_day_begins_no_page() -> None:
    page = page_of("[2021-03-04 19:30] T\nBody\n[see 2021-03-05] words")
    assert (page.title, page.body) == ("T", "Body\n[see 2021-03-05] words")


def test_joplin_s_raw_files_are_notes_without_the_fields_below_them() -> None:
    below = f"id: {'0f' * 16}\nparent_id: \ncreated_time: 2021-03-04T10:00:00.000Z\n"
    report = ReadingReport(today=TODAY, zone="Europe/Vienna")
    page = page_of(f"A title\n\nWords.\n\nid: mine\n\n{below}type_: 1", "0f.md", report)
    assert (page.title, page.body, page.day, page.time) == (
        "A title",
        "Words.\n\nid: mine",
        MARCH,
        "11:00",
    )
    folder = f"Notes\n\n{below}type_: 2"
    assert list(pages_in_text(folder, name="a.md", report=report)) == []
    assert +report.left == {"fields": 1}


# --- What is said of a picture -------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("![[p (1).jpg|Us at the pier]]", "Us at the pier"),
        ("![[p (1).jpg|100x200]]", ""),
        ('![Us](<p (1).jpg> "at dusk")', "Us at dusk"),
        ("![Us](p%20(1).jpg 'at dusk')", "Us at dusk"),
        ("![Us [and Sol]](p (1).jpg)", "Us [and Sol]"),
    ],
)
def test_a_picture_comes_with_all_that_is_said_of_it(maya: Client, typed: str, said: str) -> None:
    [page] = come(maya, packed({"2021-03-04.md": f"a {typed} b", "p (1).jpg": plain()}), "a.zip")
    assert page.body == "a  b"
    [photo] = Photo.objects.all()
    assert photo.opened_caption(open_vault_of(maya)).description == said


# --- An archive ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_name_that_begins_with_three_dots_is_somebody_s_page(maya: Client) -> None:
    files: dict[str, bytes | str] = {"...and then 2021-03-04.md": "Words.", "._a.md": "x"}
    files |= {".obsidian/app.md": "x", "./2021-03-05.md": "More."}
    assert [page.body for page in come(maya, packed(files), "a.zip")] == ["Words.", "More."]


@pytest.mark.django_db
def test_json_that_is_called_text_is_read_as_what_it_is(maya: Client) -> None:
    files: dict[str, bytes | str] = {"Journal.json.txt": day_one({"text": "Hello."})}
    files["2021-03-04.txt"] = '{"a": 1} is no export'
    hello, other = come(maya, packed(files), "a.zip")
    assert (hello.body, other.body) == ("Hello.", '{"a": 1} is no export')


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["journal (1).json", "journal.json.txt", "JOURNAL.JSON", "a/b.json", "journal.json"]
)
def test_an_export_of_ours_whose_document_was_written_again_comes_in_once(
    maya: Client, sol: Client, name: str
) -> None:
    a_photo(open_vault_of(maya))
    with zipfile.ZipFile(BytesIO(exported(maya, "zip"))) as whole:
        files = {each: whole.read(each) for each in whole.namelist()}
    folder, again = name.rpartition("/")[0], json.dumps(json.loads(files.pop("journal.json")))
    inside = {f"{folder}/{each}" if folder else each: files[each] for each in files}
    pages = come(sol, packed({**inside, name: again}), "a.zip")
    assert [page.body for page in pages] == [p.body for p in pages_of(open_vault_of(maya))]
    assert Photo.objects.in_vault(open_vault_of(sol)).count() == 1
    assert report_of(sol).left == {}


# --- Programs ------------------------------------------------------------------------------------

NOTE = {"content_type": "Note", "uuid": "u", "created_at": "2021-03-04T12:00:00Z"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "whole",
    [
        [None, {"date": "2021-03-04T12:00:00", "html": "<p>Words</p>"}],
        [None, {"date_journal": 1614859200000, "text": "Words"}],
        ["x", {"creationDate": "2021-03-04T12:00:00Z", "text": "Words"}],
        {"entries": [None, {"title": "", "body": "Words", "date": "2021-03-04", "time": "12:00"}]},
        {"items": [7, {**NOTE, "content": {"text": "Words"}}]},
    ],
)
def test_a_broken_first_entry_hides_no_other(maya: Client, whole: Any) -> None:
    [page] = come(maya, json.dumps(whole), "a.json")
    assert (page.body, page.head.day) == ("Words", MARCH)
    assert report_of(maya).left == {"unreadable": 1}


@pytest.mark.django_db
def test_a_diarium_whose_first_entry_has_no_words_comes_in(maya: Client) -> None:
    entries = [{"date": "2021-03-03T10:00:00", "tags": ["a"]}, {"date": "2021-03-04", "text": "W"}]
    [page] = come(maya, json.dumps(entries), "a.json")
    assert (page.body, report_of(maya).left) == ("W", {"no_words": 1})


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1969, 1970, 1972, 1938])
def test_journey_s_milliseconds_are_milliseconds_in_every_year(maya: Client, year: int) -> None:
    days = (date(year, 3, 4) - date(1970, 1, 1)).days
    when = days * 86_400_000 + 43_200_000
    for written in (when, str(when)):
        entry = {"date_journal": written, "timezone": "UTC", "text": f"Of {written!r}"}
        *_others, page = come(maya, json.dumps(entry), "a.json")
        assert (page.head.day, page.head.time) == (date(year, 3, 4), "12:00")


@pytest.mark.django_db
def test_keep_s_words_in_any_of_its_fields_come_in(maya: Client) -> None:
    items = [{"textHtml": "<p>milk</p>", "isChecked": True}, {"text": "bread"}]
    link = {"title": "A", "description": "About it", "url": "http://a.example/"}
    note = {"createdTimestampUsec": "1614859200000000", "listContent": items, "annotations": [link]}
    [page] = come(maya, json.dumps(note), "a.json")
    assert page.body == "- [x] milk\n- [ ] bread\n\nA About it http://a.example/"
    assert page.head.day == MARCH


def node(kind: str, *children: Any, **said: Any) -> dict[str, Any]:
    inside = [{"type": "text", "text": c} if isinstance(c, str) else c for c in children]
    return {"type": kind, "children": inside, **said}


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (
            node("table", node("tablerow", node("tablecell", node("paragraph", "Mon")),
                               node("tablecell", node("paragraph", "calm"))),
                 node("tablerow", node("tablecell", node("paragraph", "Tue")))),
            "Mon | calm\nTue",
        ),
        (
            node("collapsible-container", node("collapsible-title", "A"),
                 node("collapsible-content", node("paragraph", "One"), node("paragraph", "Two"))),
            "A\nOne\nTwo",
        ),
        (node("paragraph", "see ", node("link", "this", url="https://a.example/x")),
         "see [this](https://a.example/x)"),
        (node("paragraph", node("autolink", "https://a.example/", url="https://a.example/")),
         "https://a.example/"),
        (node("list", node("listitem", "a", checked=True), node("listitem", "b"),
              listType="check"), "- [x] a\n- [ ] b"),
        (node("list", node("listitem", "a"), node("listitem", "b"), listType="number", start=3),
         "3. a\n4. b"),
        (node("list", node("listitem", "a"),
              node("listitem", node("list", node("listitem", "b")))), "- a\n  - b"),
    ],
)  # fmt: skip
def test_a_super_note_keeps_its_words_apart(block: dict[str, Any], words: str) -> None:
    assert super_words(json.dumps({"root": {"children": [block]}})) == words


@pytest.mark.parametrize(
    "body",
    [
        '<div class="bodyText" dir="auto"><p>Words</p></div>',
        '<div class="other bodyText"><p>Words</p></div>',
        "<div id=a class=bodyText><p>Words</p></div>",
        '<div class="assetGrid"></div><p>Words</p>',
    ],
)
def test_apple_journal_s_words_are_found_in_other_markup(body: str) -> None:
    head = "<head><title>x</title><style>y</style></head>"
    html = f'<html>{head}<body><div class="pageHeader">4 March 2021</div>{body}</body></html>'
    page = page_of_apple_journal(html, name="a.html", report=ReadingReport(today=TODAY))
    assert (page.day, page.body) == (MARCH, "Words")


def test_day_one_s_addresses_among_its_embedded_objects_come_in() -> None:
    shown = {"embeddedObjects": [{"type": "preview", "url": "https://a.example/"}]}
    rich = {"contents": [{"text": "Look:"}, shown, {"text": "after"}]}
    entry = {"creationDate": "2021-03-04T12:00:00Z", "richText": json.dumps(rich)}
    page = page_of_day_one(entry, ReadingReport(today=TODAY))
    assert page.body == "Look:\nhttps://a.example/after"
    escaped = {**entry, "text": "![a \\[b\\]](dayone-moment://X) words", "richText": ""}
    assert page_of_day_one(escaped, ReadingReport(today=TODAY)).body == "a [b]words"


@pytest.mark.django_db
def test_tags_that_are_too_many_or_too_long_are_in_the_text(maya: Client) -> None:
    tags = [*(f"tag {n}" for n in range(202)), "x" * 1001]
    [page] = come(maya, day_one({"text": "Words.", "tags": tags}), "a.json")
    assert page.head.tags == tuple(tags[:200])
    assert page.body == f"Words.\n\ntag 200, tag 201, {tags[-1]}"


@pytest.mark.django_db
@pytest.mark.parametrize("entry", ["entry_datetime_utc", "logged_at_utc"])
def test_journiv_s_clock_of_utc_is_that_without_a_sign_too(maya: Client, entry: str) -> None:
    zone = entry.partition("_")[0] + "_timezone"
    said = {entry: "2021-03-05T02:30:00", zone: "America/Denver", "content": "<p>Words</p>"}
    [page] = come(maya, json.dumps({"journals": [{"entries": [said]}]}), "a.json")
    assert (page.head.day, page.head.time, page.body) == (MARCH, "19:30", "Words")


def test_a_text_of_jrnl_without_brackets_keeps_its_half_of_the_day() -> None:
    page = page_of("2021-03-04 07:30 PM A title\nWords.")
    assert (page.time, page.title, page.body) == ("19:30", "A title", "Words.")
    assert page_of("2021-03-04 07:30 PMs meet\nWords.").title == "PMs meet"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "files",
    [
        {
            "Keep/n.json": '{"createdTimestampUsec": 1614859200000000, "textContent": "A note."}',
            "Keep/Labels.txt": "x",
        },
        {"1.json": '{"date_journal": 1614859200000, "text": "A note."}', "1.txt": "A note."},
        {
            "Import File.txt": json.dumps({"items": [{**NOTE, "content": {"text": "A note."}}]}),
            "Items/Note/T.txt": "A note.",
        },
    ],
)
def test_a_page_of_one_s_own_beside_a_program_s_is_no_copy_of_it(
    maya: Client, files: dict[str, bytes | str]
) -> None:
    whole = {**files, "2021-03-05.md.txt": "My own page."}
    pages = come(maya, packed(whole), "a.zip")
    assert [page.body for page in pages] == ["A note.", "My own page."]
    assert pages[1].head.title == ""
    assert report_of(maya).left == {"files": 1}


# --- HTML ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<html><head><title>X</title><meta charset=utf-8><body><p>Words", "Words"),
        ("<head><title>X</title><style>y</style><p>Words", "Words"),
        ("<details><summary>A</summary>B</details>", "A\nB"),
        ("<table><caption>C</caption><tr><th>d<td>e</table>", "C\nd e"),
        ("<ol start=5><li>five<li>six<li value=9>nine</ol>", "5. five\n6. six\n9. nine"),
        ("<p>One <img src=x.jpg alt='Us at the pier'>two</p>", "One Us at the pier two"),
        ("<p>a</p><label>L</label><select><option>o<option>p</select>", "a\n\nL\no\np"),
        ("<p>a <![ b</p>", "a <![ b"),
        ("<p>a</p>I <3 you <b", "a\n\nI <3 you <b"),
        ("<p>a</p>b <!-- c", "a\n\nb <!-- c"),
    ],
)
def test_no_word_of_an_html_page_is_lost_or_stuck_to_another(html: str, words: str) -> None:
    assert markdown_of(html) == words


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("windows-1251", "Привет, сегодня дождь"), ("iso-8859-2", "Łódź ąę"),
        ("shift_jis", "日本語のページ"), ("koi8-r", "Привет"), ("gb2312", "中文日记"),
        ("windows-1255", "שלום"), ("windows-1256", "مرحبا"), ("euc-kr", "한국어 일기"),
    ],
)  # fmt: skip
def test_a_page_of_html_is_in_the_encoding_that_it_names(codec: str, words: str) -> None:
    for meta in (f'charset="{codec}"', f'http-equiv=x content="text/html; charset={codec}"'):
        page = f"<html><head><meta {meta}></head><body><p>{words}</p></body></html>"
        text, encoding = decoded(page.encode(codec))
        assert (markdown_of(text), encoding) == (words, Encoding.DECLARED)


def test_no_page_names_an_encoding_that_is_none_of_text() -> None:
    for codec in ("utf-7", "rot13", "idna", "unicode_escape", "nonsense"):
        assert decoded(f"<meta charset={codec}>é".encode("cp1252")).encoding == "windows-1252"


@pytest.mark.django_db
def test_json_in_a_zip_tells_its_encoding(maya: Client) -> None:
    content = day_one({"text": "Caf\u00e9"}).replace("\\u00e9", "é").encode("cp1252")
    [page] = come(maya, packed({"Journal.json": content}), "a.zip")
    assert page.body == "Café"
    assert report_of(maya).told["windows_1252"] == 1


# --- Time ----------------------------------------------------------------------------------------


def read_text(text: str) -> None:
    list(pages_in_text(text, name="n.md", report=ReadingReport(today=TODAY)))


def read_day_one(text: str) -> None:
    page_of_day_one({"text": text}, ReadingReport(today=TODAY))


@pytest.mark.parametrize(
    ("read", "before", "piece", "after"),
    [
        (read_text, "# a", " ", "b"),
        (read_text, "# a", " #", "b"),
        (read_text, "# ", "**a ", ""),
        (read_text, "---\ntitle: a", " ", "b\n---\nWords"),
        (read_text, "---\ntags:\n", "- a\n", ""),
        (read_text, "---\nbody: |\n", " x\n", ""),
        (read_text, "", "![", ""),
        (read_text, "", "![[", ""),
        (read_text, "", "![](", ""),
        (read_day_one, "", "![", ""),
        (markdown_of, "", "<!--", ""),
        (markdown_of, "", "<p ", ""),
        (markdown_of, "", "<![ ", ">"),
    ],
)
def test_no_text_takes_more_than_its_share_of_time(
    read: Callable[[str], Any], before: str, piece: str, after: str
) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        read(f"{before}{piece * times}{after}")
        return time.process_time() - start

    seconds(500)  # what is compiled first
    few, many = (min(seconds(times) for _try in range(2)) for times in (1_000, 8_000))
    assert many < 20 * max(few, 0.005)
