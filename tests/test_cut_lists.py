"""A list that shows fewer than there are says so, or leads to the rest."""

import ast
import re
import uuid
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from apps.articles.models import Feedback
from apps.articles.models import feedback as stored_feedback
from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.insights import charts
from apps.journal.models import Entry
from apps.journal.practices import history, progress
from apps.journal.views import trash
from apps.quiz.models import KeptResult
from apps.quiz.views import history as kept_results
from tests.articles.editing.conftest import editor
from tests.articles.factories import make_guide
from tests.factories import open_vault_of
from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.sources import nodes_of

APPS = Path(__file__).resolve().parent.parent / "apps"
TODAY = date(2026, 11, 20)
# Every slice of the rooms that ends at a named number, and where the rest is. A new one is asked
# about here: either it belongs to a list that says so and has its check below, or it is no list.
SAYS_SO: Final = {
    "articles/models/feedback.py MOST_LISTED": "Earlier answers",
    "journal/entries/keyset_page.py size": "older pages follow",
    "journal/importing/room.py MOST_NAMED": "whole pages from this one on, with how many",
    "journal/insights/answers.py MOST_OPENED": "says that it counts the newest ones",
    "journal/insights/answers.py MOST_SHOWN_WINS": "All of them",
    "journal/insights/charts.py MOST_BARS": "the table has them all",
    "journal/insights/charts.py MOST_POINTS": "the table has them all",
    "journal/page.py MOST_NAMED": "See all drafts",
    "journal/practices/history.py MOST_OPEN": "All of them",
    "journal/practices/history.py MOST_SHOWN_BESIDE": "“the last few”, All of them",
    "journal/practices/progress.py MOST_CHECK_INS": "All of them",
    "journal/practices/progress.py MOST_LINES": "All n",
    "journal/practices/progress.py MOST_QUESTIONS": "in a fold below",
    "journal/views/exports.py MOST_CHOSEN": "“out of the newest 300”, and by days",
    "journal/views/exports.py MOST_EXAMPLES": "“such as”, with how many there are",
    "journal/views/insights.py MOST_PAIRS_OF_BARS": "the table has them all",
    "journal/views/trash.py MOST_AT_ONCE": "The trash holds n pages",
    "pages/views/home.py GUIDES_SHOWN": "All guides",
    "pages/views/today.py GUIDES_SHOWN": "All guides",
    "pages/views/today.py PAGES_SHOWN": "All pages",
    "quiz/views/history.py MOST_ON_A_MAP": "More were ticked",
}
NO_LIST_OF_ALL: Final = {
    "articles/models/guides.py most": "the newest of the feed",
    "articles/models/search_index.py PROMISING": "only the order; the others follow",
    "articles/models/search_phrases.py most": "suggestions above what was found",
    "articles/search/meanings.py MOST": "suggestions above what was found",
    "articles/search/search.py LONGEST": "says that only the first words were looked for",
    "articles/search/search.py MOST_WORDS": "says that only the first words were looked for",
    "articles/search/search.py LINE": "a line of a text",
    "articles/search/short_answers.py MOST": "suggestions beside what was found",
    "articles/shelf/content.py MOST_POSITIONS": "the oldest of 500 bookmarks makes room",
    "articles/shelf/forms.py AROUND": "words around a passage, to find it again",
    "articles/shelf/text_quotes.py AROUND": "words around a passage, to find it again",
    "journal/drafts/content.py LONGEST_HEADING": "ends with …",
    "journal/drafts/content.py LOOKED_AT": "where a heading is looked for",
    "journal/drafts/content.py MOST_FIELDS": "more fields than any form has",
    "journal/entries/naming.py LOOKED_AT": "where a name is looked for",
    "journal/entries/naming.py most": "ends with …",
    "journal/entry_templates/forms.py LONGEST_NAME": "a name is offered, to be changed",
    "journal/importing/apple_journal.py MOST_OPEN": "tags without an end",
    "journal/models/storage.py VAULTS_AT_ONCE": "the rest is counted by the next run",
    "journal/models/versions.py MOST_GONE": "the oldest, which make room for one",
    "journal/importing/imported_page.py MOST_WORDS": "the other tags stand in the text",
    "journal/importing/front_matter.py MOST_LINES": "where the end of a heading is looked for",
    "journal/importing/html_text.py MOST_OPEN": "tags without an end",
    "journal/importing/decoding.py _LOOKED_AT": "bytes that tell an encoding",
    "journal/importing/sealed_upload.py PIECE_BYTES": "bytes",
    "journal/importing/sealed_upload.py most": "bytes of one read, the next follow",
    "journal/models/entries.py RECENT": "the pages whose tags are offered as used lately",
    "journal/models/imports.py most": "one step of many",
    "journal/photos/image_process.py PNG_START": "bytes",
    "journal/photos/reencode.py LENGTH": "bytes",
    "journal/photos/reencode.py size": "bytes",
    "journal/preferences/content.py MOST_DECLINED": "zones that are not offered again",
    "journal/state/content.py MOST_PASSED": "cards that do not come again",
    "journal/views/answers.py LOOKED_AT": "the drafts are all on their own page",
    "journal/views/exports.py PIECE": "bytes",
    "quiz/models/drafts.py MOST_OF_A_FORM": "the oldest of ten sittings of one set makes room",
    "quiz/results/suggestions.py MOST_GUIDES": "suggestions",
    "quiz/results/suggestions.py MOST_PRACTICES": "suggestions",
    "quiz/results/suggestions.py MOST_PROMPTS": "suggestions",
    "quiz/sitting/browser.py NONCE_BYTES": "bytes",
    "quiz/sitting/sitting.py AT_ONCE": "the statements of one page of the quiz",
    "quiz/scoring/psychometrics.py FACTORS": "the two factors of a form",
    "pages/retention.py ROWS_AT_ONCE": "the rest goes in the next transaction",
    "pages/retention.py VAULTS_AT_ONCE": "the others are asked for when these are done",
}
ROOMS: Final = ("articles", "quiz", "journal", "pages")


def slices_by_a_named_number() -> set[str]:
    found = set()
    for room in ROOMS:
        for path in (APPS / room).rglob("*.py"):
            where = path.relative_to(APPS).as_posix()
            for node in nodes_of(path):
                if isinstance(node, ast.Slice):
                    found |= {f"{where} {name}" for name in _limits(node)}
    return found


def _limits(cut: ast.Slice) -> set[str]:
    names = {
        each.id if isinstance(each, ast.Name) else each.attr
        for end in (cut.lower, cut.upper)
        if end
        for each in ast.walk(end)
        if isinstance(each, ast.Name | ast.Attribute)
    }
    return {name for name in names if name.isupper() or name in {"most", "size"}}


def test_every_cut_is_known() -> None:
    assert slices_by_a_named_number() == {*SAYS_SO, *NO_LIST_OF_ALL}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def keep(client: Client, day: date = TODAY, **more: Any) -> None:
    answers = tuple(PromptAnswer(*each) for each in more.pop("answers", {}).items())
    page = EntryContent(head=EntryHead(day=day, **more), body="Gulls.", answers=answers)
    Entry.write(open_vault_of(client), page, entry_id=uuid.uuid4())


def practised(client: Client, practice: str, day: date = TODAY, **answers: str) -> None:
    keep(client, day, practice=practice, practice_version=1, answers=answers)


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_readers_say_is_read_to_the_first_word(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_feedback, "MOST_LISTED", 2)
    ines, guide = editor("ines"), make_guide()
    for n in range(5):
        Feedback.objects.keep(guide, useful="yes", missing=f"Word {n}.")
    for address in ("/editing/feedback/?guide=a-guide", "/editing/feedback/"):
        seen: list[str] = []
        while address:
            html = shown(ines, address)
            seen += re.findall(r"Word \d", html)
            (address,) = re.findall(r'rel="next" href="([^"]+)"', html) or [""]
            address = address and f"/editing/feedback/{unescape(address)}"
        assert seen == [f"Word {n}" for n in (4, 3, 2, 1, 0)]
    assert "There are no earlier answers." in shown(ines, "/editing/feedback/?before=1")


def test_open_promises_beyond_those_shown_are_counted(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_OPEN", 2)
    for n in range(2):
        practised(maya, "promise", promise=f"Ring at {n}.")
    assert "are open; these are" not in words(shown(maya, "/journal/practices/promise/"))
    practised(maya, "promise", promise="Ring at 9.")
    html = shown(maya, "/journal/practices/promise/")
    assert "3 are open; these are the newest 2." in words(html)
    assert 'href="/journal/practices/promise/?all=1#so-far">All of them' in html


def test_every_week_of_habits_is_shown_and_not_the_last_four_alone(maya: Client) -> None:
    for n in range(8):
        practised(maya, "habits", TODAY - timedelta(days=7 * n), one=f"Walk {n}")
    some, every = (shown(maya, f"/journal/practices/habits/{q}") for q in ("", "?all=1"))
    assert (some.count("<caption>"), every.count("<caption>")) == (6, 8)
    assert "Show all 8" in some


def test_looking_back_leads_to_all_that_it_does_not_show(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOST_LINES", 2)
    monkeypatch.setattr(progress, "MOST_QUESTIONS", 2)
    for n in range(3):
        practised(maya, "small-win", win=f"Win {n}.")
        practised(maya, "look-again", see=f"Evening {n}.")
        for day in (TODAY, TODAY - timedelta(days=100)):
            keep(maya, day, prompt_id=f"d{n}", prompt_text=f"Question {n}?")
    html = shown(maya, "/journal/progress/")
    for practice in ("small-win", "look-again"):
        (link,) = re.findall(rf'href="(/journal/practices/{practice}/[^"]*)">All 3', html)
        assert all(f" {n}." in words(shown(maya, link)) for n in range(3))
    folded = html.partition("<summary>One more question</summary>")[2].partition("</details>")[0]
    assert folded.count("Question") == 1
    assert all(html.count(f"Question {n}?") == 1 for n in range(3))


def test_the_table_of_insights_has_what_is_not_drawn(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "MOST_BARS", 2)
    monkeypatch.setattr(charts, "MOST_PAIRS_OF_BARS", 2)
    names = ("work", "rain", "money")
    for n in range(5):
        keep(maya, TODAY - timedelta(days=3 * n), water=1, feelings=names, tags=names)
    html = shown(maya, "/journal/insights/?span=all")
    said = words(html)
    assert "The drawing shows the 2 that you marked most; the table has them all." in said
    assert "The drawing shows the 2 that stand on most hard days; the table has them all." in said
    for part in ("words", "hard"):
        section = html.partition(f'aria-labelledby="{part}"')[2].partition("</section>")[0]
        drawn, _, table = section.partition("<table>")
        assert sum(f">{name}</span><svg" in drawn for name in names) == 2
        assert all(f'<th scope="row">{name}</th>' in table for name in names)


def test_more_results_than_a_map_has_room_for_are_told(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_results, "MOST_ON_A_MAP", 2)
    for n in range(3):
        sitting = sitting_with(leaning(HARD, EASY), seed=n)
        KeptResult.keep(open_vault_of(maya), sitting, day=TODAY - timedelta(days=n))
    ids = [f"r={row.id}" for row in KeptResult.objects.all()]
    told = "More were ticked than a map has room for. These are the first 2 of them."
    assert told not in words(shown(maya, f"/quiz/results/map/?{'&'.join(ids[:2])}"))
    assert told in words(shown(maya, f"/quiz/results/map/?{'&'.join(ids)}"))


def test_a_trash_too_full_to_be_emptied_at_once_says_so(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash, "MOST_AT_ONCE", 2)
    for _ in range(3):
        keep(maya)
    for row in Entry.objects.all():
        row.trash()
    asked = maya.post("/journal/trash/for-good/", {"all": "yes"}).content.decode()
    assert asked.count('name="entry"') == 2
    assert "The trash holds 3 pages. 2 can be deleted at once" in words(asked)
