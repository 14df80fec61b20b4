"""Today at `/`: what a member begins with, nothing of it while locked, and the front page."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.articles.models import ContentVersion, Path
from apps.articles.models.shelf import Shelf
from apps.articles.shelf.content import ReadingPosition
from apps.common.page_cache import PAGES
from apps.common.text.account_events import Happened
from apps.journal.models import Draft, Entry, JournalState
from apps.journal.preferences.content import PreferencesContent
from apps.pages.views.today import PAGES_SHOWN
from apps.vault.key_changes.recovery_codes import accept_code, offer_code
from apps.vault.models import Vault
from tests.articles.factories import make_guide
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep, only_page, sent
from tests.sample_objects import a_draft_content, a_mark

pytestmark = pytest.mark.django_db

HX = {"hx-request": "true", "hx-target": "prompt"}
RESET_SAID = "A new password was set by e-mail on"


def today(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def stop_reading(client: Client, slug: str) -> None:
    place = ReadingPosition(
        slug=slug, title="x", section="early", heading="Catch it early", on=date.today()
    )
    Shelf.change(open_vault_of(client), lambda shelf: shelf.stop_at(place))


class TestVisitor:
    def test_the_front_page_is_the_same_for_everybody_and_asks_little(
        self, visitor: Client, maya: Client
    ) -> None:
        make_guide()
        keep(maya, a_page(title="Heronquarterdeck"))
        maya.get("/")
        PAGES.pages.clear()
        asked = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                answer = visitor.get("/")
            asked.append(len(queries))
        assert asked == [2, 1, 1]
        assert "Heronquarterdeck" not in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer.headers["Vary"]
        assert not answer.cookies
        again = visitor.get("/", headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_a_changed_guide_is_seen_at_once(self, visitor: Client) -> None:
        guide = make_guide()
        assert "Heronquarterdeck" not in today(visitor)
        type(guide).objects.update(title="Heronquarterdeck")
        assert ContentVersion.objects.mark()
        assert "Heronquarterdeck" in today(visitor)

    def test_nothing_of_a_member_is_kept_for_visitors(self, maya: Client, visitor: Client) -> None:
        PAGES.pages.clear()
        maya.get("/")
        maya.post("/vault/lock/")
        maya.get("/")
        assert not PAGES.pages
        assert "Room to come closer" in today(visitor)

    def test_a_session_cookie_that_is_nobodys_shows_the_front_page(self, visitor: Client) -> None:
        visitor.cookies["__Host-session"] = "x" * 32
        assert "Start reading" in today(visitor)


class TestOpen:
    def test_a_first_day_is_kind(self, maya: Client) -> None:
        html = main_of(today(maya))
        assert "One line is a page" in html
        assert "A question for today" in html
        assert "There is no recovery code yet" in html
        assert "Continue reading" not in html
        assert "!" not in re.sub(r"<[^>]*>", "", html)

    def test_it_is_stored_nowhere_and_its_title_says_nothing(self, maya: Client) -> None:
        answer = maya.get("/")
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert int(answer.headers["Vault-Seconds"]) > 0
        assert "<title>Leeway</title>" in answer.content.decode()

    def test_the_last_pages_are_a_few_and_the_journal_has_all(self, maya: Client) -> None:
        for n in range(7):
            keep(maya, a_page(title=f"Page {n}", body="A line.\n\n" + "so " * 70 + "to the end"))
        html = main_of(today(maya))
        assert re.findall(r"Page \d", html) == [f"Page {n}" for n in (6, 5, 4, 3, 2)]
        assert html.count("A line. so so") == 5
        assert "to the end" not in html
        assert "Page 0" in maya.get("/journal/").content.decode()

    def test_it_shows_nothing_of_another_member(self, maya: Client, sol: Client) -> None:
        keep(sol, a_page(title="Heronquarterdeck"))
        assert "Heronquarterdeck" not in today(maya)

    def test_a_damaged_page_hides_no_other(self, maya: Client) -> None:
        broken, whole = keep(maya, a_page(title="Broken")), keep(maya, a_page(title="Whole"))
        Entry.objects.filter(pk=broken.pk).update(head=bytes(whole.head))
        html = main_of(today(maya))
        assert "A damaged page" in html
        assert "Whole" in html

    def test_what_is_not_kept_yet_waits_here(self, maya: Client) -> None:
        Draft.keep(open_vault_of(maya), a_draft_content(title="Half a sentence"), a_mark())
        assert "Half a sentence" in main_of(today(maya))

    def test_today_is_marked_among_the_rooms(self, maya: Client, visitor: Client) -> None:
        assert '<a aria-current="page">Today</a>' in today(maya)
        assert ">Today</a>" not in today(visitor)

    def test_it_asks_no_more_for_a_full_journal(self, maya: Client) -> None:
        make_guide()
        stop_reading(maya, "a-guide")

        def asked() -> int:
            maya.get("/")
            with CaptureQueriesContext(connection) as queries:
                maya.get("/")
            return len(queries)

        keep(maya)
        few = asked()
        for _ in range(25):
            keep(maya)
        assert asked() == few


class TestReading:
    def test_the_next_guide_on_a_path_is_named_until_it_is_begun(self, maya: Client) -> None:
        for slug in ("a-guide", "b-guide", "c-guide"):
            make_guide(slug, title=f"The {slug}")
        stops = {"slug": "way", "position": 1, "title": "A way", "for_whom": "x", "summary": "x"}
        Path.objects.create(**stops, guides=["a-guide", "b-guide", "c-guide"])
        stop_reading(maya, "a-guide")
        html = main_of(today(maya))
        assert 'href="/guides/a-guide/#early"' in html
        assert 'href="/guides/b-guide/?path=way">The b-guide</a>' in html
        assert "The c-guide" not in html
        stop_reading(maya, "c-guide")
        assert "Next on the path" not in main_of(today(maya))

    def test_a_set_under_way_is_offered_at_its_next_step(self, maya: Client) -> None:
        assert "Courses" not in today(maya)
        place = "/journal/journeys/for-myself/place/"
        maya.post(place, {"step": "1"})
        html = main_of(today(maya))
        assert 'href="/journal/journeys/for-myself/"' in html
        assert "Next, when you like" in html
        maya.post(place, {"step": "0"})
        assert "Courses" not in today(maya)


class TestWriting:
    def test_the_form_keeps_a_page(self, maya: Client) -> None:
        html = main_of(today(maya))
        names = set(re.findall(r'<(?:input|textarea|button)\b[^>]*?\sname="([^"]+)"', html))
        assert {"entry_id", "revision", "day", "body", "water", "prompt_id", "draft"} <= names
        answer = maya.post("/journal/new/", sent(body="One line.", water="4", prompt_id="d1"))
        assert answer.status_code == 303
        page = only_page(maya)
        assert (page.body, page.head.water, page.head.prompt_id) == ("One line.", 4, "d1")
        assert "One line." in today(maya)

    @pytest.mark.parametrize(
        ("typed", "is_ticked"),
        [({"body": "Words"}, True), ({"not_an_answer": "1"}, True), ({"body": " "}, False)],
    )
    def test_words_are_no_answer_to_a_question_that_is_asked_after_them(
        self, maya: Client, typed: dict[str, str], is_ticked: bool
    ) -> None:
        piece = maya.post("/journal/prompt/", {"wish": "another", **typed}, HTTP_HX_REQUEST="true")
        box = re.search(r'<input[^>]*name="not_an_answer"[^>]*>', piece.content.decode())
        assert box is not None
        assert (" checked" in box[0]) is is_ticked

    def test_words_under_the_question_answer_it_unless_their_writer_says_no(
        self, maya: Client
    ) -> None:
        html = main_of(today(maya))
        [asked] = re.findall(r'<input type="hidden" name="prompt_id" value="(d\d+)">', html)
        keeps = [
            ({"body": "One line."}, asked),
            ({"body": "Something else.", "not_an_answer": "1"}, ""),
            ({"body": "", "water": "2"}, ""),  # how somebody is answers no question
        ]
        for fields, answers in keeps:
            Entry.objects.all().delete()
            maya.post("/journal/new/", sent(prompt_id=asked, **fields))
            assert only_page(maya).head.prompt_id == answers, fields

    def test_an_answered_question_says_so_and_asks_no_more(self, maya: Client) -> None:
        [asked] = re.findall(r'name="prompt_id" value="(d\d+)"', today(maya))
        day = f"{PreferencesContent().today()}"
        maya.post("/journal/new/", sent(prompt_id=asked, body="One line.", day=day))
        answer = Entry.objects.get()
        for _ in range(PAGES_SHOWN + 1):  # as many as the list of last pages does not show
            maya.post("/journal/new/", sent(body="Another line.", day=day))
        html = main_of(today(maya))
        assert "You answered today’s question" in html
        assert f'<a href="/journal/{answer.id}/">read it</a>' in html
        assert 'name="prompt_id"' not in html
        assert 'id="prompt-text"' not in html  # no question stands over a field that answers none
        maya.post("/journal/prompt/", {"wish": "another", "shown": asked})
        html = main_of(today(maya))
        assert "You answered today’s question" not in html
        assert 'id="prompt-text"' in html

    def test_a_refused_page_keeps_the_question_and_its_way_out(self, maya: Client) -> None:
        form = sent(prompt_id="d2", body="One line.", not_an_answer="1", title="x" * 301)
        html = maya.post("/journal/new/", form).content.decode()
        assert 'name="prompt_id" value="d2"' in html
        assert 'name="not_an_answer" value="1" checked' in html
        assert re.search(r"<details open>\s*<summary>\s*<details-line", html)

    def test_with_the_journal_closed_meanwhile_no_word_is_lost(self, maya: Client) -> None:
        maya.post("/vault/lock/")
        form = sent(body="Kept in the page.", prompt_id="d2", not_an_answer="1")
        refused = maya.post("/journal/new/", form)
        html = refused.content.decode()
        assert (refused.status_code, "Kept in the page." in html) == (403, True)
        assert 'name="not_an_answer" value="1" checked' in html
        maya.post("/journal/new/", {**form, "vault_password": PASSWORD})
        assert only_page(maya).head.prompt_id == ""

    def test_without_scripts_the_words_come_along_to_another_question(self, maya: Client) -> None:
        [asked] = re.findall(r'name="prompt_id" value="(d\d+)"', today(maya))
        form = sent(prompt_id=asked, body="Half a sentence.", shown=asked, wish="another")
        html = maya.post("/journal/prompt/", form).content.decode()
        assert "Half a sentence." in html
        assert f'value="{form["entry_id"]}"' in html
        [other] = re.findall(r'name="prompt_id" value="(d\d+)"', html)
        assert other != asked
        assert "<leave-guard unsent>" in html
        maya.post("/vault/lock/")
        refused = maya.post("/journal/prompt/", form)
        assert (refused.status_code, "Half a sentence." in refused.content.decode()) == (403, True)
        in_place = maya.post("/journal/prompt/", form, headers=HX)
        assert in_place["HX-Retarget"] == "#main"  # a page, not where the question stood
        assert "Half a sentence." in in_place.content.decode()

    def test_another_question_comes_in_its_place_and_leaves_the_words_alone(
        self, maya: Client
    ) -> None:
        shown = re.findall(r'name="shown" value="(d\d+)"', today(maya))
        form = {"shown": shown[0], "wish": "another"}
        piece = maya.post("/journal/prompt/", form, headers=HX).content.decode()
        assert "<html" not in piece
        assert re.findall(r'name="shown" value="(d\d+)"', piece)[0] != shown[0]
        none = maya.post("/journal/prompt/", {"wish": "none"}, headers=HX).content.decode()
        assert "No question today." in none
        assert "No question today." in today(maya)
        assert maya.post("/journal/prompt/", {"wish": "again"})["Location"] == "/"
        assert "A question for today" in today(maya)


class TestLocked:
    def test_nothing_private_is_shown_and_one_line_says_so(self, maya: Client) -> None:
        make_guide(title="A calm guide")
        keep(maya, a_page(title="Heronquarterdeck", feelings=("lonely",)))
        Draft.keep(open_vault_of(maya), a_draft_content(title="Halfquarterdeck"), a_mark())
        stop_reading(maya, "a-guide")
        maya.post("/journal/journeys/for-myself/place/", {"step": "1"})
        maya.post("/vault/lock/")
        answer = maya.get("/")
        html = main_of(answer.content.decode())
        assert "nothing of yours is shown here" in html
        for word in ("quarterdeck", "lonely", "Catch it early", "Courses", "A question"):
            assert word not in html
        assert "A calm guide" in html
        assert answer.headers["Cache-Control"] == "no-store, private"

    def test_the_password_opens_it_and_leads_back_here(self, maya: Client) -> None:
        keep(maya, a_page(title="Heronquarterdeck"))
        maya.post("/vault/lock/")
        form = main_of(today(maya))
        assert '<form class="panel stack" method="post" action="/vault/unlock/">' in form
        assert '<input type="hidden" name="next" value="/">' in form
        wrong = maya.post("/vault/unlock/", {"password": "not this one at all", "next": "/"})
        assert wrong.status_code == 422
        assert '<input type="hidden" name="next" value="/">' in wrong.content.decode()
        right = maya.post("/vault/unlock/", {"password": PASSWORD, "next": "/"})
        assert right["Location"] == "/"
        assert "Heronquarterdeck" in today(maya)

    def test_a_member_of_whom_no_vault_was_made_yet_is_let_in(
        self, visitor: Client, maya_user: User
    ) -> None:
        visitor.force_login(maya_user)
        assert "Your journal is locked." in today(visitor)


def test_damaged_places_take_nothing_but_themselves_away(maya: Client) -> None:
    maya.post("/journal/journeys/for-myself/place/", {"step": "1"})
    JournalState.objects.update(sealed=bytes(700))
    assert "Courses" not in today(maya)


def test_what_is_said_of_the_recovery_code_follows_what_became_of_it(maya: Client) -> None:
    none, used = "There is no recovery code yet", "Your recovery code was used"
    vault = open_vault_of(maya)

    def said() -> tuple[bool, bool]:
        assert vault.vault.wants_or_used_code() == (
            vault.vault.wants_code(),
            vault.vault.has_used_code(),
        )
        html = today(maya)
        return none in html, used in html

    assert said() == (True, False)
    vault.vault.choose_recovery(Vault.RecoveryChoice.WITHOUT)
    assert said() == (False, False)
    vault.vault.choose_recovery(Vault.RecoveryChoice.OPEN)
    code = offer_code(vault.vault, vault.data_keys)
    assert said() == (True, False)
    assert accept_code(vault.vault, vault.data_keys, code)
    assert said() == (False, False)
    vault.vault.slots.recovery().update(is_used=True)
    assert said() == (False, True)


def test_a_new_password_by_mail_is_said_and_leaves_with_its_seven_days(
    maya: Client, maya_user: User
) -> None:
    assert RESET_SAID not in today(maya)
    maya_user.events.create(kind=Happened.RESET, at=timezone.now() - timedelta(days=6))
    assert RESET_SAID in today(maya)
    maya_user.events.update(at=timezone.now() - timedelta(days=8))
    assert RESET_SAID not in today(maya)
