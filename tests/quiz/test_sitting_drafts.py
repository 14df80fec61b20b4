"""A member leaves a sitting and goes on within a fortnight; a visitor's is never stored."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from apps.pages.retention import tidy
from apps.quiz.models import KeptResult, SittingDraft
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.sitting.sitting import Sitting, statement_ids
from tests.factories import open_vault_of, sign_in
from tests.quiz.steps import OURS, RESULT, REVIEW, START, begun, carried, post, text_of
from tests.quiz.test_history import give_cookie
from tests.quiz.test_observations import MIXED, noticed
from tests.tampering import set_field

pytestmark = pytest.mark.django_db

HOME = "/quiz/"


def answer(client: Client, *marks: str, first: int = 1) -> None:
    for n, mark in enumerate(marks, start=first):
        assert post(client, f"{START}{n}/", answer=mark).status_code == 303


def drafts(client: Client) -> list[Sitting | None]:
    return [sitting for _row, sitting in SittingDraft.objects.opened(open_vault_of(client))]


def without_cookie(client: Client) -> Client:
    del client.cookies[settings.QUIZ_COOKIE_NAME]
    return client


def test_every_answer_is_sealed_while_the_vault_is_open(maya: Client) -> None:
    post(maya, START)
    assert drafts(maya) == []
    answer(maya, "5", "0")
    [sitting] = drafts(maya)
    assert sitting is not None
    assert sorted(sitting.marks) == sorted("50" + "-" * 14)
    assert SittingDraft.objects.get().revision == 2


def test_it_goes_on_in_another_browser(maya: Client) -> None:
    post(maya, START)
    answer(maya, "5", "4", "3")
    other = sign_in(Client(), "maya")
    page = other.get(HOME).content.decode()
    assert "3 of 16 so far" in text_of(page)
    assert f'href="{START}4/"' in page
    assert f'href="{START}4/"' in other.get(START).content.decode()
    answer(other, "6", first=4)
    [sitting] = drafts(other)
    assert sitting is not None
    assert [s.mark for s in sitting.statements[:5]] == ["5", "4", "3", "6", "-"]
    answer(maya, "2", first=5)  # whose cookie knows three answers only
    [sitting] = drafts(maya)
    assert sitting is not None
    assert [s.mark for s in sitting.statements[:6]] == ["5", "4", "3", "6", "2", "-"]


def test_answers_given_while_it_was_closed_count(maya: Client) -> None:
    post(maya, START)
    answer(maya, "5")
    maya.post("/vault/lock/")
    answer(maya, "6", "7", first=2)
    assert SittingDraft.objects.get().revision == 1
    again = sign_in(Client(), "maya")
    again.cookies[settings.QUIZ_COOKIE_NAME] = maya.cookies[settings.QUIZ_COOKIE_NAME].value
    answer(again, "1", first=4)
    [sitting] = drafts(again)
    assert sitting is not None
    assert [s.mark for s in sitting.statements[:5]] == ["5", "6", "7", "1", "-"]


def test_at_the_end_the_draft_goes_and_nothing_is_kept_unasked(maya: Client) -> None:
    post(maya, START)
    answer(maya, *"5432167123456712")
    assert SittingDraft.objects.count() == 1
    assert post(maya, REVIEW, usual="y").status_code == 303
    assert SittingDraft.objects.count() == 0
    assert KeptResult.objects.count() == 0
    assert maya.get(RESULT).status_code == 200
    post(maya, f"{START}1/?back=review", answer="7")
    assert SittingDraft.objects.count() == 0


def begin_again(client: Client) -> None:
    """By the button of the start page, with what that page says of the run it shows."""
    shown = re.search(r'name="of" value="([^"]+)"', client.get(START).content.decode())
    assert shown
    assert post(client, START, of=shown[1]).status_code == 303


def two_runs(client: Client) -> Client:
    """Ten answers sealed; with the journal closed two of another run, the second after it opens."""
    post(client, START)
    answer(client, *"5" * 10)
    other = Client()
    post(other, START)
    answer(other, "1")
    again = sign_in(Client(), "maya")
    again.cookies[settings.QUIZ_COOKIE_NAME] = other.cookies[settings.QUIZ_COOKIE_NAME].value
    answer(again, "2", first=2)
    return again


def how_far(client: Client) -> list[int]:
    return [sitting.seen for sitting in drafts(client) if sitting]


def test_a_list_is_sealed_as_well_and_beginning_again_leaves_one_of_a_form(maya: Client) -> None:
    give_cookie(maya, noticed(MIXED, done=False))
    post(maya, "/quiz/notice-partner/1/", answer="2")
    post(maya, START)
    answer(maya, "5")
    begin_again(maya)
    answer(maya, "6")
    slugs = sorted(sitting.form.slug for sitting in drafts(maya) if sitting)
    assert slugs == ["notice-partner", "self-partner"]


def test_another_run_begun_while_it_was_closed_overwrites_nothing(maya: Client) -> None:
    again = two_runs(maya)
    assert how_far(again) == [2, 10]
    assert [sitting.seen for sitting in drafts(sign_in(Client(), "maya")) if sitting] == [2, 10]


def test_finishing_or_changing_another_run_lets_none_go(maya: Client) -> None:
    again = two_runs(maya)
    post(again, REVIEW)
    assert how_far(again) == [10]
    post(again, f"{START}1/?back=review", answer="7")
    assert how_far(again) == [10]


def test_beginning_again_lets_go_the_run_that_was_shown_and_no_other(maya: Client) -> None:
    again = two_runs(maya)
    begin_again(again)
    assert how_far(again) == [10]
    answer(again, "3")
    assert how_far(again) == [1, 10]


def test_each_of_two_runs_can_be_gone_on_with(maya: Client) -> None:
    again = two_runs(maya)
    page = again.get(HOME).content.decode()
    assert f'href="{START}3/"' in page  # the run that this browser is at
    assert f'href="{START}11/"' not in page  # which would show that run's eleventh statement
    [of] = re.findall(r'name="of" value="([^"]+)"', page)
    assert post(again, START, of=of, go_on="1")["Location"] == f"{START}11/"
    answer(again, "6", first=11)
    assert how_far(again) == [2, 11]
    assert f'href="{START}12/"' in again.get(HOME).content.decode()
    fresh = sign_in(Client(), "maya")  # which has neither: the one begun last comes first
    assert f'href="{START}3/"' in fresh.get(START).content.decode()


def test_going_on_with_one_seals_what_the_browser_had_under_way(maya: Client) -> None:
    post(maya, START)
    answer(maya, "5")
    [kept] = drafts(maya)
    assert kept is not None
    visitor = Client()
    post(visitor, START)
    answer(visitor, "1", "2", "3")
    maya.cookies[settings.QUIZ_COOKIE_NAME] = visitor.cookies[settings.QUIZ_COOKIE_NAME].value
    post(maya, START, of=statement_ids(kept.statements), go_on="1")
    assert how_far(maya) == [3, 1]


def test_that_a_result_in_the_browser_makes_way_is_said_before(maya: Client) -> None:
    again = two_runs(maya)
    assert "It is cleared" not in again.get(HOME).content.decode()
    post(again, REVIEW)
    page = again.get(HOME).content.decode()
    assert "It is cleared if you go on with these" in page
    assert f'href="{RESULT}"' in page


def test_going_on_with_one_that_is_gone_says_so(maya: Client) -> None:
    answer_to_it = post(maya, START, of="A1 A2", go_on="1")
    assert answer_to_it["Location"] == f"{START}?from=lapsed"
    assert drafts(maya) == []


def test_of_very_many_runs_the_one_begun_first_makes_room(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.quiz.models.drafts.MOST_OF_A_FORM", 2)
    for marks in ("1", "12", "123"):
        post(maya, START)
        answer(maya, *marks)
    assert how_far(maya) == [3, 2]


def test_it_is_let_go_on_request(maya: Client, sol: Client) -> None:
    post(maya, START)
    answer(maya, "5")
    row = SittingDraft.objects.get()
    assert f"/quiz/drafts/{row.id}/drop/" in maya.get(HOME).content.decode()
    assert sol.post(f"/quiz/drafts/{row.id}/drop/").status_code == 404
    assert maya.post(f"/quiz/drafts/{row.id}/drop/").status_code == 303
    assert SittingDraft.objects.count() == 0
    assert maya.get(f"{START}2/").status_code == 303


def test_clearing_the_answers_clears_what_is_under_way_too(maya: Client, sol: Client) -> None:
    for client in (maya, sol):
        post(client, START)
        answer(client, "5")
    post(maya, "/quiz/answers/")
    assert drafts(maya) == []
    assert len(drafts(sol)) == 1


def test_after_a_fortnight_it_is_gone_without_a_key(maya: Client) -> None:
    post(maya, START)
    answer(maya, "5")
    without_cookie(maya)
    maya.post("/vault/lock/")
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=13), tick=False):
        assert tidy()["expired sittings"] == 0
    with time_machine.travel(now + timedelta(days=14), tick=False):
        again = sign_in(Client(), "maya")
        assert drafts(again) == []
        assert again.get(f"{START}2/").status_code == 303
        assert tidy()["expired sittings"] == 1
    assert SittingDraft.objects.count() == 0


def test_a_damaged_one_stands_in_nobodys_way(maya: Client) -> None:
    post(maya, START)
    answer(maya, "5")
    row = SittingDraft.objects.get()
    set_field(row, "content", bytes(row.content)[:-1] + b"\0")
    without_cookie(maya)
    assert "cannot be gone on with" in maya.get(HOME).content.decode()
    assert "go on where you were" not in maya.get(START).content.decode()
    post(maya, START)
    answer(maya, "6")
    assert [sitting is None for sitting in drafts(maya)] == [False, True]
    assert maya.post(f"/quiz/drafts/{row.id}/drop/").status_code == 303
    assert SittingDraft.objects.count() == 1


def test_a_visitor_leaves_nothing() -> None:
    answer(begun(), "5", "6")
    assert SittingDraft.objects.count() == 0


def test_another_site_can_seal_nothing(maya: Client) -> None:
    post(maya, START)
    theirs = {**OURS, "Sec-Fetch-Site": "cross-site"}
    assert maya.post(f"{START}1/", {"answer": "5"}, headers=theirs).status_code == 403
    assert SittingDraft.objects.count() == 0


def test_while_answering_each_page_says_where_the_answers_are(maya: Client) -> None:
    post(maya, START)
    for address in (f"{START}1/", f"{START}page/1/"):
        page = text_of(maya.get(address).content.decode())
        assert "each answer is kept in it as you go on" in page
        assert "keeps nothing" not in page
        assert "Finish later" in page
    maya.post("/vault/lock/")
    post(maya, START)
    page = text_of(maya.get(f"{START}1/").content.decode())
    assert "keeps nothing" in page
    assert "Finish later" not in page


def earlier_version(marks: str) -> Sitting:
    """A sitting of the set as it was asked before its statements were written anew."""
    form = catalogue().version("self-partner", "2.0")
    assert form is not None
    return Sitting(form=form, seed=7, marks=marks)


def test_who_began_before_the_statements_were_rewritten_ends_on_the_earlier_ones(
    maya: Client,
) -> None:
    begun_before = earlier_version("4" * 15 + "-")
    SittingDraft.note(open_vault_of(maya), begun_before)
    assert "have new words since you began" in text_of(maya.get(START).content.decode())
    [last] = [s for s in begun_before.statements if s.mark == "-"]
    assert escape(last.item.text) in maya.get(f"{START}{last.n}/").content.decode()
    answer(maya, "5", first=last.n)
    assert len(drafts(maya)) == 1  # the same one, not a second of the newer version
    assert post(maya, REVIEW, usual="y")["Location"] == RESULT
    assert maya.get(RESULT).status_code == 200
    maya.post(f"{START}keep/", {"slip": slip_of(maya)})
    [kept] = [each.record for each in KeptResult.objects.opened(open_vault_of(maya))]
    assert kept is not None
    assert (kept.version, kept.is_placed) == ("2.0", True)


def test_beginning_again_takes_the_statements_of_now(maya: Client) -> None:
    give_cookie(maya, earlier_version("4" * 15 + "-"))
    post(maya, START)
    assert carried(maya).form == catalogue().offered("self-partner")
    assert "have new words" not in text_of(maya.get(START).content.decode())


def slip_of(client: Client) -> str:
    found = re.search(r'name="slip" value="([^"]+)"', client.get(RESULT).content.decode())
    assert found
    return found[1]
