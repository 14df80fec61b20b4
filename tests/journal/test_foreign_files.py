"""Files of other programs, in the forms in which people have them: each with its right value."""

import json
import unicodedata
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from pypdf import PdfReader

from apps.journal.entries.content import EntryContent
from apps.journal.importing.content import ImportContent
from apps.journal.models import Entry, Import, Photo, Preferences
from tests.factories import open_vault_of
from tests.journal.image_samples import plain, signed, with_secrets
from tests.journal.test_import import brought, exported, packed, pages_of, sent
from tests.journal.test_pdf_words import holds, letters, text_of

pytestmark = pytest.mark.django_db
FILES = Path(__file__).with_name("foreign_files")


def come(client: Client, content: bytes | str, name: str) -> list[EntryContent]:
    """The pages of a file, in the journal."""
    brought(client, content, name=name)
    return pages_of(open_vault_of(client))


def report_of(client: Client) -> ImportContent:
    vault = open_vault_of(client)
    return Import.objects.in_vault(vault).newest()[0].contents(vault)


def from_file(client: Client, name: str) -> list[EntryContent]:
    return come(client, (FILES / name).read_bytes(), name)


def day_one(*entries: dict[str, Any]) -> str:
    whole = [
        {"uuid": f"{n:032}", "creationDate": "2019-01-01T02:30:00Z", **each}
        for n, each in enumerate(entries)
    ]
    return json.dumps({"metadata": {"version": "1.0"}, "entries": whole})


# --- Day One -------------------------------------------------------------------------------------


def test_words_that_are_only_in_the_rich_text_come_in(maya: Client) -> None:
    [page] = from_file(maya, "dayone_words_in_richText_only.json")
    assert page.body == "All my words are here."
    assert (page.head.day, page.head.time) == (date(2018, 12, 31), "19:30")


def test_the_rich_text_keeps_its_lines_lists_and_headings(maya: Client) -> None:
    contents = [
        {"text": "A title\n", "attributes": {"line": {"header": 1}}},
        {"text": "First "},
        {"text": "words.\n", "attributes": {"bold": True}},
        {"embeddedObjects": [{"type": "photo", "identifier": "X"}]},
        {"text": "milk\n", "attributes": {"line": {"listStyle": "bulleted", "indentLevel": 1}}},
        {"text": "bread", "attributes": {"line": {"listStyle": "checkbox", "checked": True}}},
    ]
    rich = json.dumps({"contents": contents, "meta": {"version": 1}})
    entry = {"text": "![](dayone-moment://X)", "richText": rich}
    [page] = come(maya, day_one(entry), "a.json")
    assert (page.head.title, page.body) == ("A title", "First words.\n- milk\n- [x] bread")


def test_escapes_go_but_not_in_code(maya: Client) -> None:
    [page] = from_file(maya, "dayone_escapes.json")
    assert page.body == "It cost 3.50 and a well-known word"
    Entry.objects.all().delete()
    text = "a\\!b `c\\!d` \\\\ e\\q\n\n```\nf\\!g\n```\n\nh\\(i\\)"
    [page] = come(maya, day_one({"text": text}), "a.json")
    assert page.body == "a!b `c\\!d` \\ e\\q\n\n```\nf\\!g\n```\n\nh(i)"


def test_soft_breaks_are_breaks(maya: Client) -> None:
    [page] = from_file(maya, "dayone_soft_breaks.json")
    assert page.body == "first line\nsecond line"
    Entry.objects.all().delete()
    [page] = come(maya, day_one({"text": "a\u2029b\ufffc"}), "a.json")
    assert page.body == "a\n\nb"


def test_tags_stay_as_they_are_and_the_page_can_be_saved_again(maya: Client) -> None:
    first, second = sorted(
        from_file(maya, "dayone_tags.json"), key=lambda page: len(page.head.tags)
    )
    assert first.head.tags == ("Paris, France",)
    assert second.head.tags == tuple(f"tag{n}" for n in range(15))


def test_an_entry_without_words_is_counted_and_never_made(maya: Client) -> None:
    page = brought(maya, day_one({"text": ""}, {}, {"richText": "{"}, {"text": "Words."}))
    assert [each.body for each in pages_of(open_vault_of(maya))] == ["Words."]
    assert report_of(maya).left == {"no_words": 3}
    assert "3 pages without any words" in page


def test_a_picture_that_the_file_does_not_hold_stays_named_in_the_text(maya: Client) -> None:
    """Whoever sends the text alone keeps what was said of its pictures."""
    text = "One.\n\n![Us at the pier](pier.jpg)\n\n![[walk.png]]\n\nTwo. ![here](in/it.png)"
    files: dict[str, bytes | str] = {"a/2021-03-04.md": text, "a/in/it.png": with_secrets("PNG")}
    [page] = come(maya, packed(files), "a.zip")
    assert page.body == "One.\n\n![Us at the pier](pier.jpg)\n\n![[walk.png]]\n\nTwo. "
    [photo] = Photo.objects.all()
    assert photo.opened_caption(open_vault_of(maya)).description == "here"
    assert report_of(maya).left == {"photos_missing": 2}


def test_a_title_a_photo_or_a_mood_alone_is_a_page(maya: Client) -> None:
    photo = [{"md5": "a" * 32, "type": "jpeg"}]
    document = day_one({"text": "# Only a title"}, {"text": "", "photos": photo})
    files: dict[str, bytes | str] = {"Journal.json": document, f"photos/{'a' * 32}.jpeg": plain()}
    title, picture = sorted(
        come(maya, packed(files), "a.zip"), key=lambda page: page.head.title, reverse=True
    )
    assert (title.head.title, title.body, picture.body) == ("Only a title", "", "")
    assert Photo.objects.count() == 1
    Entry.objects.all().delete()
    mood = {"logged_date_tz": "2020-02-14", "primary_mood_name": "calm"}
    [page] = come(maya, json.dumps({"moments": [mood]}), "b.json")
    assert (page.head.feelings, page.body) == (("calm",), "")
    assert report_of(maya).left == {}


def test_mini_diary_s_json_has_a_page_for_each_day(maya: Client) -> None:
    entries = {
        "2020-12-15": {"dateUpdated": "2020-12-15T20:00:00Z", "title": "Pier", "text": "Wind."},
        "2020-12-14": {"title": "", "text": "# Rain\n\nAll day."},
        "soon": {"title": "", "text": "No day."},
        "2020-12-16": ["no entry"],
    }
    whole = {"metadata": {"application": "Mini Diary", "version": "3.3.0"}, "entries": entries}
    first, second = come(maya, json.dumps(whole), "mini-diary.json")
    assert (first.head.day, first.head.title, first.body) == (
        date(2020, 12, 14),
        "Rain",
        "All day.",
    )
    assert (second.head.title, second.body) == ("Pier", "Wind.")
    assert report_of(maya).left == {"no_day": 1, "unreadable": 1}
    assert report_of(maya).source == "mini_diary"


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        ({"date_journal": 1625133600000, "timezone": "Europe/Vienna", "text": "W."}, "journey"),
        (
            {"creationDate": "2021-07-01T10:00:00Z", "timeZone": "Europe/Vienna", "text": "W."},
            "day_one",
        ),
    ],
)
def test_a_bare_list_of_entries_is_read(maya: Client, entry: dict[str, Any], source: str) -> None:
    [page] = come(maya, json.dumps([entry, 3]), "a.json")
    assert (page.body, page.head.day, page.head.time) == ("W.", date(2021, 7, 1), "12:00")
    assert (report_of(maya).source, report_of(maya).left) == (source, {"unreadable": 1})


def test_reasons_are_told_apart(maya: Client) -> None:
    entries: list[dict[str, Any]] = [
        {"text": "x" * 200_001},
        {"text": "no day", "creationDate": "soon"},
        {"text": "ok"},
    ]
    entries += [{"text": "film", "videos": [{}], "audios": [{}, {}], "pdfAttachments": [{}]}]
    entries += [{"text": "photo", "photos": [{"md5": "a" * 32, "type": "jpeg"}]}]
    whole = json.loads(day_one(*entries))
    whole["entries"].append("no entry")
    brought(maya, json.dumps(whole))
    assert report_of(maya).left == {
        "unreadable": 1,
        "too_long": 1,
        "no_day": 1,
        "films": 1,
        "recordings": 2,
        "documents": 1,
        "photos_missing": 1,
    }


@pytest.mark.parametrize(
    ("zone", "day", "time"),
    [
        ("America/Denver", date(2018, 12, 31), "19:30"),
        ("GMT-0700", date(2018, 12, 31), "19:30"),
        ("+05:30", date(2019, 1, 1), "08:00"),
        ("Mars/Olympus", date(2019, 1, 1), "02:30"),
    ],
)
def test_the_day_is_that_of_the_zone_whatever_it_is_called(
    maya: Client, zone: str, day: date, time: str
) -> None:
    [page] = come(maya, day_one({"text": "x", "timeZone": zone}), "a.json")
    assert (page.head.day, page.head.time) == (day, time)
    assert report_of(maya).told == ({"in_utc": 1} if zone.startswith("Mars") else {})


def test_stars_become_pins_as_far_as_there_is_room(maya: Client) -> None:
    entries = [
        {"text": f"{n}", "starred": True, "creationDate": f"2020-01-{n:02}T12:00:00Z"}
        for n in range(1, 15)
    ]
    page = brought(maya, day_one(*entries, {"text": "plain"}))
    vault = open_vault_of(maya)
    pins = Preferences.of(vault).pins
    rows = {str(row.pk): row.page(vault).body for row in Entry.objects.in_vault(vault)}
    assert [rows[pin] for pin in pins] == [f"{n}" for n in range(14, 2, -1)]
    assert "2 stars found no place" in page


# --- Journiv, and the other programs -------------------------------------------------------------


def test_journiv_1_1_comes_with_its_words(maya: Client) -> None:
    [page] = from_file(maya, "journiv_export_1_1.json")
    assert (page.head.title, page.body) == ("Stairs", "We talked on the stairs.")
    assert (page.head.day, page.head.time) == (date(2026, 5, 3), "21:00")


def test_journiv_s_delta_is_read_where_there_is_no_plain_text(maya: Client) -> None:
    ops = [{"insert": "One"}, {"insert": "\n", "attributes": {"list": "bullet"}}]
    ops += [{"insert": {"image": "x"}}, {"insert": "Two "}, {"insert": "three\n"}]
    entry = {"entry_date": "2026-05-03", "content_delta": {"ops": ops}, "content_plain_text": ""}
    whole = {"export_version": "1.1", "journals": [{"entries": [entry]}]}
    [page] = come(maya, json.dumps(whole), "a.json")
    assert page.body == "- One\nTwo three"


def test_journiv_s_moments_come_in(maya: Client) -> None:
    moment = {
        "logged_at_utc": "2026-05-03T22:30:00Z",
        "logged_date_tz": "2026-05-04",
        "logged_timezone": "Europe/Berlin",
        "note": "Tired.",
        "tags": ["home"],
        "is_pinned": True,
        "primary_mood_name": "calm",
        "people_external_ids": ["p1"],
        "media": [],
        "entry": {"title": "Stairs", "content_plain_text": "We talked."},
    }
    only = {"logged_at_utc": "2026-05-05T08:00:00Z", "logged_timezone": "UTC", "note": "A note."}
    whole = {
        "export_version": "1.5",
        "journals": [{"title": "J"}],
        "moments": [moment, only],
        "people": [{"external_id": "p1", "name": "Bear"}],
    }
    first, second = come(maya, json.dumps(whole), "a.json")
    assert (first.head.title, first.body) == ("Stairs", "We talked.\n\nTired.")
    assert (first.head.day, first.head.time) == (date(2026, 5, 4), "00:30")
    assert (first.head.tags, first.head.people) == (("home",), ("Bear",))
    assert first.head.feelings == ("calm",)
    assert (second.body, second.head.day) == ("A note.", date(2026, 5, 5))


def test_jrnl_s_json_is_not_day_one_s(maya: Client) -> None:
    entry = {
        "title": "Supper.",
        "body": "We had supper.",
        "date": "2020-02-14",
        "time": "19:30",
        "tags": ["@home"],
        "starred": True,
    }
    [page] = come(maya, json.dumps({"tags": {"@home": 1}, "entries": [entry]}), "jrnl.json")
    assert (page.head.title, page.body) == ("Supper.", "We had supper.")
    assert (page.head.day, page.head.time) == (date(2020, 2, 14), "19:30")
    assert page.head.tags == ("home",)
    assert report_of(maya).source == "jrnl"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("j.txt", "[2020-02-14 19:30] Supper. *\nWe ate.\n\n[2020-02-15 08:00] Rain\nAll day.\n"),
        (
            "j.txt",
            "[2020-02-14 07:30:00 PM] Supper. *\nWe ate.\n\n[2020-02-15 08:00:00 AM] Rain\n"
            "All day.\n",
        ),
        ("j.txt", "2020-02-14 19:30 Supper. *\nWe ate.\n\n2020-02-15 08:00 Rain\nAll day.\n"),
        (
            "j.md",
            "# 2020\n\n## February\n\n### 2020-02-14 19:30 Supper.\n\nWe ate.\n\n \n"
            "### 2020-02-15 08:00 Rain\n\nAll day.\n",
        ),
    ],
)
def test_a_text_of_jrnl_is_as_many_pages_as_it_has_days(maya: Client, name: str, text: str) -> None:
    first, second = come(maya, text, name)
    assert (first.head.title, first.body) == ("Supper.", "We ate.")
    assert (first.head.day, first.head.time) == (date(2020, 2, 14), "19:30")
    assert (second.head.title, second.body, second.head.time) == ("Rain", "All day.", "08:00")


def test_jrnl_s_yaml_has_its_text_among_the_fields(maya: Client) -> None:
    text = (
        "---\ntitle: Supper\ndate: 2020-02-14 19:30\nstarred: False\ntags: home, calm\n"
        "body: |\n\t\n\t\tWe ate.\n\n\tThen tea.\n..."
    )
    [page] = come(maya, text, "2020-02-14_supper.md")
    assert (page.head.title, page.head.tags) == ("Supper", ("home", "calm"))
    assert page.body.split() == ["We", "ate.", "Then", "tea."]


JOURNEY = {
    "id": "1",
    "date_journal": 1625133600000,
    "timezone": "Europe/Vienna",
    "favourite": True,
    "text": '<p dir="auto">Test Entry &amp; more</p>\n<p><strong>bold </strong><em>it</em></p>',
    "photos": ["1-a.jpg", "1-b.mp4"],
    "tags": ["Paris, France"],
    "type": "html",
    "lat": 1.8e308,
}


def test_journey_comes_with_its_photos(maya: Client) -> None:
    files: dict[str, bytes | str] = {"1.json": json.dumps(JOURNEY), "1-a.jpg": with_secrets()}
    new = {
        "id": "2",
        "dateOfJournal": "2021-07-02T10:00:00Z",
        "timezone": "Europe/Vienna",
        "type": "markdown",
        "text": "# Head\n\nText.",
        "attachments": ["c.png"],
        "tags": [],
    }
    files |= {"2/2.json": json.dumps(new), "2/c.png": with_secrets("PNG")}
    first, second = come(maya, packed(files), "journey.zip")
    assert (first.head.day, first.head.time) == (date(2021, 7, 1), "12:00")
    assert first.body == "Test Entry & more\n\n**bold** *it*"
    assert first.head.tags == ("Paris, France",)
    assert (second.head.title, second.body) == ("Head", "Text.")
    assert Photo.objects.count() == 2
    assert report_of(maya).left == {"films": 1}


def test_diarium_comes_in(maya: Client) -> None:
    entry = {
        "date": "2010-10-26T15:47:53.4882812",
        "heading": "Sea",
        "html": "<p>Wind.<br>Rain.</p>",
        "tags": ["walk"],
        "people": ["Bear"],
        "rating": 4,
    }
    [page] = come(maya, packed({"Diarium/diarium.json": json.dumps([entry])}), "diarium.zip")
    assert (page.head.title, page.body) == ("Sea", "Wind.\nRain.")
    assert (page.head.day, page.head.time) == (date(2010, 10, 26), "15:47")
    assert (page.head.tags, page.head.people) == (("walk",), ("Bear",))


@pytest.mark.parametrize("folder", ["2010-10-26_154753488", "20101026_154753", "2010-10-26"])
def test_diarium_s_photos_lie_in_folders_named_by_the_moment(maya: Client, folder: str) -> None:
    entries = [
        {"date": "2010-10-26T15:47:53.4882812", "html": "<p>Wind.</p>"},
        {"date": "2010-10-26T20:00:00", "html": "<p>Late.</p>"},
        {"date": "2010-10-27T00:00:00", "html": "<p>Next.</p>"},
    ]
    media = f"Diarium/media/{folder}"
    files: dict[str, bytes | str] = {
        "Diarium/diarium.json": json.dumps(entries),
        f"{media}/a.jpg": with_secrets(),
        f"{media}/b.png": with_secrets("PNG"),
        f"{media}/c.mp4": "film",
        "Diarium/media/2010-10-26_200000/d.jpg": signed("Lantern Cameras!"),
        "Diarium/media/2011-01-01_101010/e.jpg": with_secrets(),
    }
    pages = come(maya, packed(files), "diarium.zip")
    assert [page.body for page in pages] == ["Wind.", "Late.", "Next."]
    vault = open_vault_of(maya)
    rows = Photo.objects.in_vault(vault).order_by("number")
    bodies = [Entry.objects.get(pk=row.entry_id).page(vault).body for row in rows]
    assert sorted(bodies) == ["Late.", "Wind.", "Wind."]
    assert report_of(maya).left == {"films": 1, "pictures": 1}


APPLE = """<!DOCTYPE html><html dir="auto"><head><title></title><style>.p2{}</style></head><body>
<p class="p1"><span class="s1"><div class='pageContainer'>
<div class="pageHeader">Sunday, 3 November 2024</div><div class="assetGrid">
<div class="gridItem assetType_stateOfMind"><div class="gridItemOverlayText gridItemOverlayHeader">
Sad, Overwhelmed</div><img src="../Resources/M.heic" class="asset_image"/></div>
<div class="gridItem assetType_photo"><img src="../Resources/IMG2.jpeg" class="asset_image"/></div>
</div><div class='reflectionPrompt'>How was it?</div><div class='title'>Connected</div>
<div class='bodyText'></span></p>
<p class="p2"><span class="s2">Paragraph one.</span></p>
<p class="p2"><span class="s2">Paragraph two.</span></p>
<p class="p1"><span class="s1"></div></div></span></p></body></html>"""


def test_apple_journal_comes_with_its_photo(maya: Client) -> None:
    root = "AppleJournalEntries"
    files: dict[str, bytes | str] = {f"{root}/Entries/2024-11-03.html": APPLE}
    files |= {f"{root}/Resources/IMG2.jpeg": with_secrets(), f"{root}/index.html": "<p>Index</p>"}
    pages = come(maya, packed(files), "apple.zip")
    [page] = [page for page in pages if page.head.title == "Connected"]
    assert (page.body, page.head.day) == ("Paragraph one.\n\nParagraph two.", date(2024, 11, 3))
    assert (page.head.feelings, page.head.prompt_text) == (("Sad", "Overwhelmed"), "How was it?")
    assert Photo.objects.count() == 1
    assert len(pages) == 1


def test_google_keep_leaves_the_bin_where_it_is(maya: Client) -> None:
    note = {
        "title": "List",
        "listContent": [{"text": "milk", "isChecked": True}, {"text": "tea"}],
        "createdTimestampUsec": 1582955199253000,
        "isTrashed": False,
        "isPinned": False,
        "labels": [{"name": "home"}],
        "attachments": [{"filePath": "a.jpeg", "mimetype": "image/jpeg"}],
    }
    files: dict[str, bytes | str] = {
        "Takeout/Keep/List.json": json.dumps(note),
        "Takeout/Keep/List.html": "<html><body>List</body></html>",
        "Takeout/Keep/a.jpg": with_secrets(),
        "Takeout/Keep/Gone.json": json.dumps({**note, "isTrashed": True}),
        "Takeout/Keep/Labels.txt": "home",
    }
    [page] = come(maya, packed(files), "takeout.zip")
    assert (page.head.title, page.body) == ("List", "- [x] milk\n- [ ] tea")
    assert (page.head.day, page.head.tags) == (date(2020, 2, 29), ("home",))
    assert Photo.objects.count() == 1
    assert report_of(maya).left == {"in_the_bin": 1, "files": 1}


def test_standard_notes_comes_with_its_tags_and_an_encrypted_one_is_told(maya: Client) -> None:
    note = {
        "uuid": "n1",
        "content_type": "Note",
        "created_at": "2020-02-14T19:30:00.000Z",
        "content": {
            "title": "Supper",
            "text": "We ate.",
            "references": [],
            "appData": {"org.standardnotes.sn": {"pinned": True}},
        },
    }
    tag = {
        "uuid": "t1",
        "content_type": "Tag",
        "content": {"title": "home", "references": [{"uuid": "n1", "content_type": "Note"}]},
    }
    name = "Standard Notes Backup and Import File.txt"
    files: dict[str, bytes | str] = {
        name: json.dumps({"version": "004", "items": [note, tag]}),
        "Items/Note/Supper-n1.txt": "We ate.",
    }
    [page] = come(maya, packed(files), "backup.zip")
    assert (page.head.title, page.body, page.head.tags) == ("Supper", "We ate.", ("home",))
    locked = json.dumps({"version": "004", "items": [{**note, "content": "004:abc"}]})
    for content, called in ((packed({name: locked}), "backup.zip"), (locked.encode(), name)):
        answer = sent(maya, content, name=called)
        assert answer.status_code == 422
        assert "This backup is encrypted" in answer.content.decode()


# --- Archives as people have them ----------------------------------------------------------------


def test_a_mac_s_folder_around_everything_keeps_page_and_photo_together(maya: Client) -> None:
    [page] = from_file(maya, "dayone_in_a_folder.zip")
    assert page.body == "Words with a photo"
    assert Photo.objects.count() == 1
    assert report_of(maya).left == {}


def test_files_beside_and_broken_ones_keep_no_page_back(maya: Client) -> None:
    [page] = from_file(maya, "markdown_beside_meta_json.zip")
    assert (page.body, page.head.day) == ("A page of a diary", date(2021, 3, 4))
    assert report_of(maya).left == {"other_json": 1}
    Entry.objects.all().delete()
    files: dict[str, bytes | str] = {
        "x/Journal.json": day_one({"text": "Good."}),
        "x/Other.json": '{"entries": [',
        "x/a.docx": "x",
        "x/A.textbundle/text.md": "# Bundle\n\nText ![](assets/p.png)",
        "x/A.textbundle/info.json": "{}",
        "x/A.textbundle/assets/p.png": with_secrets("PNG"),
        "x/2020-01-01.md": "Dated.",
    }
    pages = come(maya, packed(files), "a.zip")
    assert {page.body.strip() for page in pages} == {"Good.", "Text", "Dated."}
    assert {page.head.title for page in pages} == {"", "Bundle"}
    assert report_of(maya).left == {"broken_files": 1, "other_json": 1, "files": 1}
    assert Photo.objects.count() == 1


def test_our_own_export_survives_a_folder_around_it(maya: Client, sol: Client) -> None:
    from tests.journal.entry_samples import a_page, keep
    from tests.sample_objects import keep_photo

    entry = keep(maya, a_page("One. ü"))
    keep_photo(open_vault_of(maya), entry, description="the pier")
    with zipfile.ZipFile(BytesIO(exported(maya, "zip"))) as whole:
        files: dict[str, bytes | str] = {f"export/{n}": whole.read(n) for n in whole.namelist()}
    files |= {"__MACOSX/export/._journal.json": b"\0\5", "export/.DS_Store": b"x"}
    assert come(sol, packed(files), "again.zip") == [a_page("One. ü")]
    vault = open_vault_of(sol)
    [photo] = Photo.objects.in_vault(vault)
    assert photo.jpeg(vault) == plain()
    assert report_of(sol).left == {}
    reshaped = json.dumps(json.loads(files["export/journal.json"]), indent=1)
    Entry.objects.in_vault(vault).delete()
    Photo.objects.in_vault(vault).delete()
    come(sol, packed({**files, "export/journal.json": reshaped}), "again.zip")
    assert Photo.objects.in_vault(vault).count() == 1


def test_names_of_a_mac_and_of_old_windows_programs_are_those_that_were_meant(
    maya: Client,
) -> None:
    """A Mac writes UTF-8 without saying so and parts letters from their dots."""
    parted = unicodedata.normalize("NFD", "Tagebuch/Für dich.md")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(parted, "Text ![pier](Bilder/Küste.png)")
        zipped.writestr("Tagebuch\\Bilder\\Küste.png", with_secrets("PNG"))
        zipped.writestr("Tagebuch\\2021-03-04.md", "Dated.")
    content = bytearray(out.getvalue())
    for sign, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):  # the bit that says UTF-8
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            content[at + place + 1] &= ~8 & 0xFF
    pages = come(maya, bytes(content), "a.zip")
    assert {(page.head.title, page.body.strip()) for page in pages} == {
        ("Für dich", "Text"),
        ("", "Dated."),
    }
    assert Photo.objects.count() == 1
    assert report_of(maya).left == {}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_a_zip_are_both_read(maya: Client) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for said in ("One.", "Two.", "Three."):
            zipped.writestr("2021-03-04.md", said)
    pages = come(maya, out.getvalue(), "a.zip")
    assert sorted(page.body for page in pages) == ["One.", "Three.", "Two."]
    assert {(page.head.title, page.head.day) for page in pages} == {("", date(2021, 3, 4))}
    assert report_of(maya).left == {}


def test_a_locked_zip_is_called_locked(maya: Client) -> None:
    content = bytearray(packed({"2026-11-21.md": "x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    answer = sent(maya, bytes(content), name="a.zip")
    assert answer.status_code == 422
    assert "This zip is locked with a password" in answer.content.decode()


# --- Days, titles, encodings ---------------------------------------------------------------------


def test_front_matter_says_day_title_and_tags(maya: Client) -> None:
    [page] = from_file(maya, "markdown_with_front_matter.md")
    assert (page.head.title, page.head.tags) == ("Supper", ("home", "calm"))
    assert (page.head.day, page.body) == (date(2020, 2, 14), "We had supper.")
    Entry.objects.all().delete()
    first, *more = from_file(maya, "markdown_front_matter_in_zip.zip")
    assert (first.head.title, first.head.day, first.head.time) == (
        "Supper",
        date(2020, 2, 14),
        "19:30",
    )
    assert more == []
    assert report_of(maya).told == {"in_utc": 1}


@pytest.mark.parametrize(
    ("text", "title", "day", "tags"),
    [
        (
            "---\ntitle: Joplin\nupdated: 2021-01-01 00:00:00Z\n"
            "created: 2020-02-14 23:30:00Z\ntags:\n  - home\n  - Paris, France\n---\n\nText",
            "Joplin",
            (2020, 2, 14),
            ("home", "Paris, France"),
        ),
        (
            '---\ntitle: "A \\"b\\""\ncreated_at: 14-02-2020 07:30 PM\n'
            "updated_at: 15-02-2020 07:30 PM\n"
            'pinned: true\ntags: home, calm\n---\n\n# A "b"\n\nText',
            'A "b"',
            (2020, 2, 14),
            ("home", "calm"),
        ),
        (
            "---\ndate: 2020-02-14\naliases: [x]\ntags:\n- '#home'\n- \"Paris, France\"\n---\nText",
            "note",
            (2020, 2, 14),
            ("home", "Paris, France"),
        ),
        (
            "title:: Logseq\ntags:: home, calm\ndate:: 2020-02-14\n\nText",
            "Logseq",
            (2020, 2, 14),
            ("home", "calm"),
        ),
        ("# March 4, 2021\n\nText", "March 4, 2021", (2021, 3, 4), ()),
        (
            '---\ndate: February 14, 2020\ntags: ["Paris, France", home]\n---\n\n## Walk\nText',
            "Walk",
            (2020, 2, 14),
            ("Paris, France", "home"),
        ),
    ],
    ids=["Joplin", "Notesnook", "Obsidian", "Logseq", "heading", "words"],
)
def test_the_fields_that_programs_write(
    maya: Client, text: str, title: str, day: tuple[int, int, int], tags: tuple[str, ...]
) -> None:
    [page] = come(maya, text, "note.md")
    assert (page.head.title, page.head.day, page.head.tags) == (title, date(*day), tags)
    assert page.body == "Text"


@pytest.mark.parametrize(
    ("name", "day", "title"),
    [
        ("2021_03_04.md", (2021, 3, 4), ""),
        ("20210304.txt", (2021, 3, 4), ""),
        ("2021.03.05.md", (2021, 3, 5), ""),
        ("25-03-2021.md", (2021, 3, 25), ""),
        ("March 4, 2021.md", (2021, 3, 4), ""),
        ("Thursday, 4 March 2021.md", (2021, 3, 4), ""),
        ("2021-03-04 A walk.md", (2021, 3, 4), "A walk"),
        ("2021-03-04T19-30-00.md", (2021, 3, 4), ""),
    ],
)
def test_names_that_say_a_day(
    maya: Client, name: str, day: tuple[int, int, int], title: str
) -> None:
    [page] = come(maya, "Words.", name)
    assert (page.head.day, page.head.title) == (date(*day), title)


def test_rules_above_a_text_are_no_fields(maya: Client) -> None:
    [page] = come(maya, "---\nWords: and: more\nand a line\n---\nText", "2021-03-04.md")
    assert page.body == "---\nWords: and: more\nand a line\n---\nText"


def test_an_open_day_is_asked_and_either_answer_holds(maya: Client) -> None:
    for order, day in (("day_first", date(2021, 3, 4)), ("month_first", date(2021, 4, 3))):
        Entry.objects.all().delete()
        place = sent(maya, "Words.", name="04-03-2021.md")["Location"]
        page = maya.get(place).content.decode()
        assert "can be read in two ways" in page
        assert "4 March 2021" in page and "3 April 2021" in page
        answer = maya.post(place, {"do": "keep"})
        assert (answer.status_code, b"Say which comes first" in answer.content) == (422, True)
        assert not Entry.objects.exists()
        assert maya.post(place, {"do": "keep", "order": order}).status_code == 303
        assert [each.head.day for each in pages_of(open_vault_of(maya))] == [day]


def test_another_day_of_the_file_settles_an_open_one(maya: Client) -> None:
    files: dict[str, bytes | str] = {"04-03-2021.md": "a", "25-03-2021.md": "b"}
    pages = come(maya, packed(files), "a.zip")
    assert [page.head.day.isoformat() for page in pages] == ["2021-03-04", "2021-03-25"]
    Entry.objects.all().delete()
    files = {"04-03-2021.md": "a", "03-25-2021.md": "b"}
    pages = come(maya, packed(files), "a.zip")
    assert [page.head.day.isoformat() for page in pages] == ["2021-03-25", "2021-04-03"]


def test_guessed_days_are_counted_and_three_are_shown(maya: Client) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for n in range(5):
            zipped.writestr(
                zipfile.ZipInfo(f"walk {n}.md", (2020, 5, n + 1, 8, 0, 0)), f"Words {n}."
            )
    place = sent(maya, out.getvalue(), name="a.zip")["Location"]
    page = maya.get(place).content.decode()
    assert "5 pages say no day and are put on the days of their files." in page
    assert page.count('<b dir="auto">walk') == 3
    assert "1 May 2020" in page


def test_encodings_are_read_and_told(maya: Client) -> None:
    files: dict[str, bytes | str] = {
        "2020-01-01.txt": "Für dich – ja".encode("utf-16"),
        "2020-01-02.txt": "Für dich – ja".encode("cp1252"),
        "2020-01-03.txt": "Für dich – ja".encode(),
    }
    pages = come(maya, packed(files), "a.zip")
    assert {page.body for page in pages} == {"Für dich – ja"}
    assert len(pages) == 3
    assert report_of(maya).told == {"utf_16": 1, "windows_1252": 1}


def test_an_indented_paragraph_and_odd_lines_come_in_as_typed(maya: Client) -> None:
    [page] = from_file(maya, "indented_paragraph.md")
    assert page.body.startswith("\tIt was a long day")
    Entry.objects.all().delete()
    [page] = from_file(maya, "lines_that_vanish.md")
    assert page.body == "[22:10]: home\n\n[22:15]: tea\n\n[22:40]: He slept on the sofa"


# --- Out again -----------------------------------------------------------------------------------


def every_program() -> dict[str, tuple[bytes | str, str]]:
    """A file of each program, with tags, photos and odd signs where it has them."""
    photo = {"md5": "a" * 32, "type": "jpeg", "identifier": "X", "orderInEntry": 0}
    entry: dict[str, Any] = {
        "text": "# Title\n\nIt cost 3\\.50\u2028here",
        "tags": ["Paris, France", '"q"'],
    }
    entry |= {"photos": [photo], "timeZone": "America/Denver", "starred": True}
    moment: dict[str, Any] = {
        "logged_date_tz": "2026-05-04",
        "tags": ["home"],
        "entry": {"title": "Stairs", "content_plain_text": "\tWe talked.\n\n[22:10]: home"},
    }
    jrnl = {"title": "Supper.", "body": "We ate.", "date": "2020-02-14", "time": "19:30"}
    diarium = {"date": "2010-10-26T15:47:53", "html": "<p>Wind.</p>", "tags": ["a,b"]}
    keep_note = {
        "title": "List",
        "listContent": [{"text": "milk", "isChecked": True}],
        "createdTimestampUsec": 1582955199253000,
        "attachments": [{"filePath": "a.png", "mimetype": "image/png"}],
    }
    note = {
        "uuid": "n1",
        "content_type": "Note",
        "created_at": "2020-02-14T19:30:00.000Z",
        "content": {"title": "Supper", "text": "We ate."},
    }
    apple: dict[str, bytes | str] = {
        "E/2024-11-03.html": APPLE,
        "Resources/IMG2.jpeg": with_secrets(),
    }
    return {
        "Day One": (
            packed({"J.json": day_one(entry), f"photos/{'a' * 32}.jpeg": with_secrets()}),
            "a.zip",
        ),
        "Journiv": (json.dumps({"journals": [], "moments": [moment]}), "a.json"),
        "jrnl": (json.dumps({"entries": [jrnl]}), "a.json"),
        "Journey": (packed({"1.json": json.dumps(JOURNEY), "1-a.jpg": with_secrets()}), "a.zip"),
        "Diarium": (json.dumps([diarium]), "a.json"),
        "Apple Journal": (packed(apple), "a.zip"),
        "Google Keep": (
            packed({"K/n.json": json.dumps(keep_note), "K/a.png": with_secrets("PNG")}),
            "a.zip",
        ),
        "Standard Notes": (json.dumps({"version": "004", "items": [note]}), "a.txt"),
        "DailyTxT": (
            packed({"2024/02.json": json.dumps({"days": [{"day": 7, "text": "Rain."}]})}),
            "a.zip",
        ),
        "Markdown": (
            packed(
                {
                    "D/2020-02-14 Walk.md": "---\ntags: [harbour]\n---\nText ![pier](p.png)",
                    "D/p.png": with_secrets("PNG"),
                }
            ),
            "a.zip",
        ),
    }


def photos_of(client: Client) -> list[tuple[str, bytes]]:
    vault = open_vault_of(client)
    rows = Photo.objects.in_vault(vault).shown().order_by("number")
    return [(row.opened_caption(vault).description, row.jpeg(vault)) for row in rows]


@pytest.mark.parametrize("program", list(every_program()))
def test_what_came_from_a_program_goes_out_and_comes_in_again(
    maya: Client, sol: Client, program: str
) -> None:
    """Word for word, day for day, tag for tag, photo for photo: as JSON, in a zip, as Markdown."""
    content, name = every_program()[program]
    written, photos = come(maya, content, name), photos_of(maya)
    assert len(written) == 1
    assert len(photos) == int(
        program in {"Day One", "Journey", "Apple Journal", "Google Keep", "Markdown"}
    )
    vault = open_vault_of(sol)
    for form in ("json", "zip"):
        assert come(sol, exported(maya, form), f"a.{form}") == written
        assert photos_of(sol) == photos
        Entry.objects.in_vault(vault).delete()
        Photo.objects.in_vault(vault).delete()
    with zipfile.ZipFile(BytesIO(exported(maya, "zip"))) as whole:
        texts: dict[str, bytes | str] = {
            n: whole.read(n) for n in whole.namelist() if n.endswith(".md")
        }
    assert come(sol, packed(texts), "a.zip") == written


def stands_in_the_pdf(pages: list[EntryContent], pdf: bytes) -> None:
    """Each page's day with its title, then its fields, each in one piece; then all its words."""
    said = "".join(letters(text_of(pdf)))
    for page in pages:
        head = page.head
        fields = ("".join(words) for words in (head.feelings, head.tags, head.people))
        at = -1
        for each in (f"{date_format(head.day, 'l j F Y')}{head.title}", head.time, *fields):
            at = said.find("".join(letters(each)), at + 1)
            assert at >= 0, each
        assert "".join(letters(head.prompt_text)) in said
        assert holds(said[at:], letters(page.body)), page


@pytest.mark.parametrize("program", list(every_program()))
def test_what_came_from_a_program_is_read_back_from_its_pdf(maya: Client, program: str) -> None:
    content, name = every_program()[program]
    pages = come(maya, content, name)
    pdf = exported(maya, "pdf", pdf_photos="on")
    stands_in_the_pdf(pages, pdf)
    pictures = sum(len(sheet.images) for sheet in PdfReader(BytesIO(pdf)).pages)
    assert pictures == len(photos_of(maya))


HARD = (
    "\tWe talked, (a [lot]) of it.\n\n[22:10]: home\n[22:40]: tea\n\n"
    "שלום, it was 5*3*2 – ½ a day 😀 in Łódź\n\n1986. A year\n\n- [ ] call\n- [x] wait\n\n"
    "    four spaces in front\n\n| a | b |\n|---|---|\n| c | d |\n\n"
    f"https://x.org/{'long-way/' * 30}end\n\nsnake_case_word and <b>no tag</b> &copy; C:\\temp\\x"
)


def hard_files() -> dict[str, tuple[bytes | str, str]]:
    """The same hard words in a file of each program that takes plain text or Markdown."""
    usec, iso = 1582955199253000, "2020-02-14T19:30:00.000Z"

    def hard(program: str) -> str:  # the same page from two programs would be one
        return f"{HARD}\n\n{program}"

    day = {"text": hard("Day One").replace("\\", "\\\\"), "timeZone": "Europe/Berlin"}
    moment = {"logged_date_tz": "2020-02-14", "entry": {"content_plain_text": hard("Journiv")}}
    jrnl = {"title": "", "body": hard("jrnl"), "date": "2020-02-14", "time": "19:30"}
    journey = {"dateOfJournal": iso, "type": "markdown", "text": hard("Journey")}
    diarium = {"date": "2020-02-14T10:00:00", "text": hard("Diarium")}
    keep_note = {"textContent": hard("Google Keep"), "createdTimestampUsec": usec}
    note = {"content_type": "Note", "created_at": iso, "content": {"text": hard("Standard Notes")}}
    month = {"days": [{"day": 7, "text": hard("DailyTxT")}]}
    return {
        "Day One": (day_one(day), "a.json"),
        "Journiv": (json.dumps({"journals": [], "moments": [moment]}), "a.json"),
        "jrnl": (json.dumps({"entries": [jrnl]}), "a.json"),
        "Journey": (json.dumps(journey), "a.json"),
        "Diarium": (json.dumps([diarium]), "a.json"),
        "Google Keep": (json.dumps(keep_note), "a.json"),
        "Standard Notes": (json.dumps({"version": "004", "items": [note]}), "a.txt"),
        "DailyTxT": (packed({"2024/02.json": json.dumps(month)}), "a.zip"),
        "Markdown": (hard("Markdown"), "2020-02-14.md"),
    }


@pytest.mark.parametrize("program", list(hard_files()))
def test_hard_words_of_each_program_stand_in_the_journal_as_they_were(
    maya: Client, program: str
) -> None:
    [page] = come(maya, *hard_files()[program])
    assert page.body == f"{HARD}\n\n{program}"
    assert report_of(maya).left == {}


def test_hard_words_of_all_programs_stand_in_all_three_forms(maya: Client, sol: Client) -> None:
    for content, name in hard_files().values():
        brought(maya, content, name=name)
    vault = open_vault_of(maya)
    pages = [row.page(vault) for row in Entry.objects.in_vault(vault).order_by("number")]
    assert len(pages) == len(hard_files())
    stands_in_the_pdf(pages, exported(maya, "pdf"))
    with zipfile.ZipFile(BytesIO(exported(maya, "zip"))) as whole:
        files = [whole.read(n).decode() for n in whole.namelist() if n.endswith(".md")]
    assert sorted(file.partition("\n---\n")[2] for file in files) == sorted(p.body for p in pages)
    for form in ("zip", "json"):
        come(sol, exported(maya, form), f"a.{form}")
        own = open_vault_of(sol)
        rows = Entry.objects.in_vault(own).order_by("number")
        assert [row.page(own) for row in rows] == pages
        rows.delete()
