"""A list names a page by its title, its first words or its question, and can show days alone."""

import re
import time
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from apps.common.markdown.plain_text import plain_lines
from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.entries.listed import ListedEntry
from apps.journal.entries.naming import LONGEST_NAME, LONGEST_PREVIEW, name_of
from apps.journal.entries.timeline import MonthOfEntries, Timeline
from apps.journal.models import Draft, Entry, JournalState, Photo, Preferences
from apps.practices.catalogue import find
from apps.practices.practice import QuestionKind
from apps.vault.codec import replace
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.journal.image_samples import plain as a_jpeg
from tests.sample_objects import a_draft_content, a_mark, keep_template

TODAY = date.today()


def content(body: str = "", *, day: date = TODAY, **head: object) -> EntryContent:
    return EntryContent(head=EntryHead(day=day, **head), body=body)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "name", "preview"),
    [
        (content("The gulls.", title="Pier"), "Pier", "The gulls."),
        (content("# Half past *nine*\n\n- [ ] he **called**"), "Half past nine", "he called"),
        (content("\n---\n> So he said\nand went"), "So he said", "and went"),
        (content("[a page](https://x.example) of snake_case"), "a page of snake_case", ""),
        (content("1986. A year of rain"), "1986. A year of rain", ""),
        (content("\u200b\nHe called."), "He called.", ""),
        (content("?!"), "?!", ""),
        (content("\u200b \u2060", prompt_text="What did you need?"), "What did you need?", ""),
        (content(prompt_text="What did you need?"), "What did you need?", ""),
        (content("", practice="three-columns"), "Three columns", ""),
        (content(), "", ""),
    ],
)
def test_a_page_is_named_by_what_it_says_first(page: EntryContent, name: str, preview: str) -> None:
    assert name_of(page) == (name, preview)


def test_answers_are_words_of_a_page() -> None:
    page = content(practice="three-columns", title="Three columns")
    page = replace(page, answers=(PromptAnswer("happened", "He went out."),))
    assert name_of(page) == ("Three columns", "He went out.")


def test_a_day_a_number_or_a_box_of_a_practice_names_no_page() -> None:
    practice = find("early-signs")
    assert practice is not None
    kinds = {each.kind for each in practice.questions}
    assert kinds > {QuestionKind.NUMBER, QuestionKind.CHECKS}
    answers = tuple(PromptAnswer(each.id, each.kind) for each in practice.questions)
    shown = " ".join(name_of(replace(content(practice=practice.id), answers=answers)))
    assert set(shown.split()) == {"line", "text"}


MARKED = "# Half past *nine*\n\n| He | said |\n|---|---|\n| [no](https://x.example) | **Zebra** |"


def test_no_list_shows_the_signs_of_a_text(maya: Client) -> None:
    """Pages, the trash, drafts, templates, and what a search finds."""
    vault = open_vault_of(maya)
    keep(maya, content(MARKED))
    keep(maya, content(MARKED)).trash()
    Draft.keep(vault, a_draft_content(title="", body=MARKED), a_mark())
    keep_template(vault, body=MARKED)
    pages = [maya.get(f"/journal/{place}") for place in ("", "trash/", "drafts/", "templates/")]
    for page in [*pages, maya.post("/journal/search/", {"q": "zebra"})]:
        shown = re.sub(r"<[^>]+>", "", page.content.decode().partition("<main")[2])
        assert "Half past nine" in shown
        for sign in ("*nine", "# Half", "|", "](", "**"):
            assert sign not in shown, page.wsgi_request.path
    assert "no · <mark>Zebra</mark>" in page.content.decode()


@given(st.text(max_size=400))
def test_a_name_and_a_preview_have_their_length_and_lose_no_word_between_them(body: str) -> None:
    name, preview = name_of(content(body))
    assert len(name) <= LONGEST_NAME
    assert len(preview) <= LONGEST_PREVIEW
    said = " ".join(plain_lines(body)).split()
    shown = f"{name.removesuffix('…')} {preview.removesuffix('…')}".split()
    assert "".join(said).startswith("".join(shown)[:-1])
    assert bool(name) == bool(said)


@pytest.mark.parametrize(
    "body", ["*" * 3000, "[" * 3000, "_a" * 1500, "`" * 2999 + "a", "> " * 1500]
)
def test_marks_without_end_take_no_time(body: str) -> None:
    name_of(content(body))


@dataclass
class Lists:
    """A journal with a page in every list."""

    client: Client

    def __post_init__(self) -> None:
        vault = open_vault_of(self.client)
        long_ago = TODAY - timedelta(days=40)
        self.words = ("Zebra", "Quagga", "Okapi", "Tapir", "Heron", "Gull")
        titled = keep(self.client, content("Quagga words.", title="Zebra", feelings=("Gull",)))
        Photo.add(vault, a_jpeg(), entry_id=titled.id, photo_id=uuid.uuid4(), description="Tapir")
        untitled = keep(self.client, content("Okapi words.", day=long_ago, time="21:40"))
        thrown = keep(self.client, content("Heron words."))
        thrown.trash()
        self.pages = [titled, untitled]
        Preferences.change(vault, lambda kept: replace(kept, pins=(str(titled.id),)))
        JournalState.change(
            vault,
            lambda state: state.waiting_with(str(untitled.id), until=TODAY.isoformat(), answer="x"),
        )
        self.addresses = {
            "Today": "/",
            "the list": "/journal/",
            "the trash": "/journal/trash/",
            "this month": f"/journal/calendar/{TODAY.year}/{TODAY.month}/",
            "that month": f"/journal/calendar/{long_ago.year}/{long_ago.month}/",
            "what to export": "/journal/export/",
        }

    def show_dates_only(self) -> None:
        vault = open_vault_of(self.client)
        Preferences.change(vault, lambda kept: replace(kept, dates_only=True))

    def main(self, address: str) -> str:
        html = self.client.get(address).content.decode()
        return html[html.index("<main") : html.index("</main>")]


@pytest.mark.django_db
def test_lists_name_pages_show_a_line_and_a_picture(maya: Client) -> None:
    lists = Lists(maya)
    for name in ("Today", "the list", "this month"):
        html = lists.main(lists.addresses[name])
        assert "Zebra" in html, name
        assert "Quagga words." in html, name
        picture = re.search(r'<img class="thumb"[^>]*>', html)
        assert picture, name
        assert 'alt="Tapir"' in picture[0]
        assert 'loading="lazy"' in picture[0]
        assert 'width="56" height="56"' in picture[0]
    for name in ("Today", "the list", "that month", "what to export"):
        assert "Okapi words." in lists.main(lists.addresses[name]), name
    assert "Heron words." in lists.main(lists.addresses["the trash"])


@pytest.mark.django_db
def test_with_dates_only_no_list_shows_a_word_or_a_picture(maya: Client) -> None:
    lists = Lists(maya)
    lists.show_dates_only()
    for name, address in lists.addresses.items():
        html = lists.main(address)
        assert not [word for word in lists.words if word in html], name
        assert "thumb" not in html, name
        assert '<svg class="water-drawing"' not in html.partition("<form")[0], name
    for page in lists.pages:
        assert f"/journal/{page.id}/" in lists.main("/journal/")
    assert "21:40" in lists.main("/journal/")
    question = maya.post("/journal/trash/for-good/", {"all": "yes"}).content.decode()
    assert "Heron" not in question
    assert f"{TODAY.day} " in question


@pytest.mark.django_db
@pytest.mark.parametrize("is_hidden", [False, True])
def test_with_dates_only_no_title_stands_where_a_page_is_not_opened(
    maya: Client, is_hidden: bool
) -> None:
    vault = open_vault_of(maya)
    row = keep(maya, content("Okapi", title="Zebra", tags=("Zebra",), people=("Zebra",)))
    row.rewrite(vault, content("Tapir", title="Zebra", tags=("Zebra",)), expected=1)
    draft = Draft.keep(vault, a_draft_content(title="Zebra"), a_mark())
    Preferences.change(vault, lambda kept: replace(kept, dates_only=is_hidden))
    for address in (
        f"/journal/drafts/{draft.id}/delete/",
        f"/journal/{row.id}/delete/",
        f"/journal/{row.id}/history/",
        f"/journal/{row.id}/photos/",
        "/journal/new/",
    ):
        answer = maya.get(address)
        assert answer.status_code == 200, address
        assert ("Zebra" not in answer.content.decode()) == is_hidden, address


@pytest.mark.django_db
def test_the_setting_is_kept_with_the_others(maya: Client) -> None:
    form = {"zone": "", "has_shortcuts": "on", "dates_only": "on"}
    assert maya.post("/journal/settings/", form).status_code in {302, 303}
    assert Preferences.of(open_vault_of(maya)).dates_only
    maya.post("/journal/settings/", {"zone": ""})
    assert not Preferences.of(open_vault_of(maya)).dates_only


@pytest.mark.django_db
def test_a_page_that_says_nothing_is_still_a_line_that_leads_to_it(maya: Client) -> None:
    row = keep(maya, content(feelings=("sad",)))
    photo = keep(maya, content(day=TODAY - timedelta(days=1)))
    vault = open_vault_of(maya)
    Photo.add(vault, a_jpeg(), entry_id=photo.id, photo_id=uuid.uuid4(), description="")
    html = maya.get("/journal/").content.decode()
    assert f'<a href="/journal/{row.id}/">A page without words</a>' in html
    assert f'<a href="/journal/{photo.id}/">A page with a photo</a>' in html
    assert 'alt=""' in re.findall(r'<img class="thumb"[^>]*>', html)[0]


@pytest.mark.django_db
def test_a_damaged_body_leaves_the_page_its_title(maya: Client) -> None:
    row = keep(maya, content("words", title="Zebra"))
    Entry.objects.filter(pk=row.pk).update(body=b"torn")
    assert "Zebra" in maya.get("/journal/").content.decode()


@pytest.mark.django_db
def test_a_page_leads_to_the_one_before_and_after_it_and_back_to_its_list(maya: Client) -> None:
    first, second, third = (
        keep(maya, content(f"day {day}", day=date(2026, 3, day))) for day in (1, 3, 2)
    )
    html = maya.get(f"/journal/{third.id}/?from=calendar").content.decode()
    assert re.search(rf'rel="prev" href="/journal/{first.id}/\?from=calendar"', html)
    assert re.search(rf'rel="next" href="/journal/{second.id}/\?from=calendar"', html)
    assert 'href="/journal/calendar/2026/3/#day-2"' in html
    html = maya.get(f"/journal/{second.id}/").content.decode()
    assert 'rel="next"' not in html
    assert 'href="/journal/?month=2026-03"' in html
    for strange in ("x", "//evil.example", "trash", '"><script>'):
        html = maya.get(f"/journal/{second.id}/", {"from": strange}).content.decode()
        assert 'href="/journal/?month=2026-03"' in html
        assert not re.search(r'href="[^"]*evil', html)


@pytest.mark.django_db
def test_a_page_in_the_trash_leads_back_there_and_nowhere_else(maya: Client) -> None:
    keep(maya, content("other"))
    row = keep(maya, content("thrown"))
    row.trash()
    html = maya.get(f"/journal/{row.id}/").content.decode()
    assert 'rel="prev"' not in html
    assert re.search(r'<a class="more" href="/journal/trash/">', html)


@pytest.mark.django_db
def test_an_empty_day_begins_a_page_of_that_day_and_a_day_to_come_does_not(maya: Client) -> None:
    keep(maya)
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    for day, offered in ((yesterday, True), (TODAY, True), (tomorrow, False)):
        html = maya.get(f"/journal/calendar/{day.year}/{day.month}/").content.decode()
        assert (f'href="/journal/new/?day={day}"' in html) is offered, day
    html = maya.get(f"/journal/new/?day={yesterday}").content.decode()
    assert f'value="{yesterday}"' in html
    assert "<device-clock" not in html, "the clock of the device would date it anew"
    for strange in (tomorrow.isoformat(), "x", "2026-02-30", "20261103xx", "0000-00-00"):
        html = maya.get("/journal/new/", {"day": strange}).content.decode()
        [shown] = re.findall(r'name="day"[^>]*value="([^"]*)"', html)
        assert shown == TODAY.isoformat(), strange


@pytest.mark.django_db
def test_the_months_to_jump_to_are_those_with_pages(maya: Client) -> None:
    for month in range(1, 13):
        keep(maya, content("words", day=date(2024, month, 5)))
    keep(maya, content("more", day=date(2025, 2, 5)))
    html = maya.get("/journal/?month=2024-03").content.decode()
    options = re.findall(r'<option value="(\d{4}-\d\d)"( selected)?>', html)
    assert [value for value, _ in options] == [
        "2025-02",
        *(f"2024-{month:02}" for month in range(12, 0, -1)),
    ]
    assert [value for value, chosen in options if chosen] == ["2024-03"]
    assert '<optgroup label="2025"><option value="2025-02">February 2025 (1)</option>' in html
    assert re.findall(r"<h2[^>]*>([A-Z]\w+ 2024)</h2>", html) == [
        "March 2024",
        "February 2024",
        "January 2024",
    ]


@pytest.mark.django_db
def test_thirty_years_of_months_cost_the_list_next_to_nothing(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(maya, content("words"))

    def spent(years: int) -> float:
        """Seconds of the processor for a look, the best of some."""
        months = [
            MonthOfEntries(date(2026 - year, month, 1), 0, 1)
            for year in range(years)
            for month in range(12, 0, -1)
        ]
        monkeypatch.setattr(Timeline, "months", months)
        looks = []
        for _ in range(8):
            begun = time.process_time()
            html = maya.get("/journal/").content.decode()
            looks.append(time.process_time() - begun)
            assert html.count("<option") == 12 * years
        return min(looks)

    spent(1)
    assert spent(30) < 1.3 * spent(1)


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 5, 1), date(999, 9, 8)])
def test_a_day_and_its_facts_are_worded_as_the_date_filter_words_them(
    day: date, language: str
) -> None:
    head = EntryHead(day=day, time="21:40", feelings=("<sad>", "calm"), tags=("a & b",))
    template = Template("{% load journal %}{% day_beside it.head.day %}|{{ it.facts|join:'; ' }}")
    with time_machine.travel("2026-12-01 10:00Z"), override(language):
        said = template.render(Context({"it": ListedEntry(entry=Entry(), head=head)}))
        year = "" if day.year == 2026 else f'<br><span class="small">{day.year:04}</span>'
        moment = date_format(day, "l")
        assert said == (
            f'<time datetime="{day.isoformat()}">{date_format(day, "j M")}{year}</time>'
            f"|{moment} 21:40; &lt;sad&gt;, calm; a &amp; b"
        )


def test_what_is_not_said_of_a_page_is_no_fact() -> None:
    plain = ListedEntry(entry=Entry(), head=EntryHead(day=date(2026, 11, 30)))
    assert plain.facts == ["Monday"]
    assert ListedEntry(entry=Entry(), head=None).moment == ""
