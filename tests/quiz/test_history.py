"""Kept results: one sealed row each, kept on request alone, and never lost on the way."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.models import KeptResult, ResultsFull, SittingDraft, results
from apps.quiz.results import downloads
from apps.quiz.results.content import KeptResultContent, scored_lines
from apps.quiz.sitting.browser import read_slip, slip
from apps.quiz.sitting.sitting import FinishedOn, Sitting, Usual
from apps.vault.codec import replace as with_changes
from apps.vault.crypto.sealing import Damaged
from tests.factories import PASSWORD, open_vault_of
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, leaning, self_partner, sitting_with
from tests.quiz.steps import carrying, post, text_of
from tests.quiz.test_observations import MIXED, noticed
from tests.tampering import set_field, tampered

KEEP = "/quiz/self-partner/keep/"
RESULTS = "/quiz/results/"
SITTING = sitting_with(leaning(HARD, EASY))
DAY = date(2026, 11, 21)
WORDS = {"about": "the tall one", "note": "After the long ferry."}


def give_cookie(client: Client, *sittings: Sitting) -> Client:
    client.cookies[settings.QUIZ_COOKIE_NAME] = (
        carrying(*sittings).cookies[settings.QUIZ_COOKIE_NAME].value
    )
    return client


def records(client: Client) -> list[KeptResultContent]:
    vault = open_vault_of(client)
    return [each.record for each in KeptResult.objects.opened(vault) if each.record]


def keep(client: Client, sitting: Sitting, *, day: date = DAY, about: str = "") -> KeptResult:
    return KeptResult.keep(open_vault_of(client), sitting, day=day, about=about)


@pytest.mark.django_db
def test_a_result_is_kept_with_its_name_and_note_and_shown(maya: Client) -> None:
    give_cookie(maya, SITTING)
    page = maya.get("/quiz/self-partner/result/").content.decode()
    assert f'action="{KEEP}"' in page
    answer = maya.post(KEEP, {**WORDS, "slip": slip(SITTING)})
    row = KeptResult.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{RESULTS}{row.id}/")
    shown = text_of(maya.get(answer["Location"]).content.decode())
    for words in ("You and a partner: the tall one", "After the long ferry.", "6.0", "5.4 to 6.6"):
        assert words in shown
    assert records(maya)[0].sitting == SITTING
    assert not maya.cookies[settings.QUIZ_COOKIE_NAME].value


@pytest.mark.django_db
def test_its_page_has_a_neutral_title_and_is_stored_nowhere(maya: Client) -> None:
    row = keep(maya, SITTING)
    for address in (RESULTS, f"{RESULTS}{row.id}/", f"{RESULTS}{row.id}/label/"):
        answer = maya.get(address)
        assert "<title>Leeway</title>" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_leaves_as_a_file_of_its_day_without_name_and_note(maya: Client) -> None:
    maya.post(KEEP, {**WORDS, "slip": slip(SITTING)})
    row = KeptResult.objects.get()
    vault = open_vault_of(maya)
    row._become(vault, with_changes(row.contents(vault), day=DAY))
    for kind, written in downloads.KINDS.items():
        answer = maya.get(f"{RESULTS}{row.id}/{kind}/")
        assert answer.content.decode() == written(SITTING, FinishedOn(DAY))
        assert answer["Content-Disposition"] == f'attachment; filename="answers-2026-11-21.{kind}"'
        assert "no-store" in answer["Cache-Control"]
        assert "tall" not in answer.content.decode()


@pytest.mark.django_db
def test_nothing_is_stored_without_being_asked_for(maya: Client) -> None:
    give_cookie(maya, SITTING)
    maya.get("/quiz/self-partner/result/")
    maya.get(KEEP)
    assert not KeptResult.objects.exists()


@pytest.mark.django_db
def test_a_double_press_keeps_one(maya: Client) -> None:
    give_cookie(maya, SITTING)
    form = {**WORDS, "slip": slip(SITTING)}
    answers = [maya.post(KEEP, form) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    row = KeptResult.objects.get()
    assert row.revision == 1


@pytest.mark.django_db
def test_a_changed_answer_kept_again_stands_beside_what_was_kept(maya: Client) -> None:
    maya.post(KEEP, {**WORDS, "slip": slip(SITTING)})
    KeptResult.objects.get().give(open_vault_of(maya))
    changed = SITTING.marked(1, "4")
    maya.post(KEEP, {"about": "", "note": "", "slip": slip(changed)})
    after, before = records(maya)
    assert (after.sitting, after.about, after.given) == (changed, "", False)
    assert (before.sitting, before.about, before.given) == (SITTING, WORDS["about"], True)


@pytest.mark.django_db
def test_kept_again_without_a_word_the_name_and_the_note_stay(maya: Client) -> None:
    maya.post(KEEP, {**WORDS, "slip": slip(SITTING)})
    maya.post(KEEP, {"about": "", "note": "", "slip": slip(SITTING)})
    [record] = records(maya)
    assert {"about": record.about, "note": record.note} == WORDS
    maya.post(KEEP, {"about": "someone", "note": "", "slip": slip(SITTING)})
    [record] = records(maya)
    assert {"about": record.about, "note": record.note} == {**WORDS, "about": "someone"}


@pytest.mark.django_db
def test_what_is_kept_no_longer_waits_to_be_gone_on_with(maya: Client) -> None:
    vault = open_vault_of(maya)
    SittingDraft.note(vault, replace(SITTING, usual=None))
    beside = sitting_with(leaning(HARD, EASY), seed=8, usual=None)
    SittingDraft.note(vault, beside)
    maya.post(KEEP, {**WORDS, "slip": slip(SITTING)})
    assert [sitting for _row, sitting in SittingDraft.objects.opened(vault)] == [beside]


@pytest.mark.django_db
def test_with_the_journal_closed_every_word_stays_and_one_press_keeps_it(maya: Client) -> None:
    maya.post(reverse("vault:lock"))
    form = {**WORDS, "slip": slip(SITTING)}
    refused = maya.post(KEEP, form)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert all(word in page for word in (*form.values(), 'name="vault_password"'))
    assert not KeptResult.objects.exists()
    assert maya.post(KEEP, {**form, "vault_password": PASSWORD}).status_code == 303
    assert records(maya)[0].note == WORDS["note"]


@pytest.mark.django_db
def test_signed_out_and_hours_later_every_word_stays_and_one_press_keeps_it(
    maya: Client, visitor: Client
) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 20, 0, tzinfo=UTC)):
        form = {**WORDS, "slip": slip(SITTING)}
    refused = visitor.post(KEEP, form)
    assert refused.status_code == 403
    assert form["slip"] in refused.content.decode()
    proof = {"sign_in_name": "maya", "sign_in_password": PASSWORD}
    assert visitor.post(KEEP, {**form, **proof}).status_code == 303
    assert records(visitor)[0].about == WORDS["about"]


@pytest.mark.django_db
def test_without_the_answers_the_words_stay_to_copy(maya: Client) -> None:
    answer = maya.post(KEEP, {**WORDS, "slip": "k1.nonsense"})
    assert answer.status_code == 422
    assert WORDS["note"] in answer.content.decode()
    assert maya.get(KEEP)["Location"] == "/quiz/self-partner/?from=lapsed"


@pytest.mark.django_db
def test_too_long_a_note_is_told_and_kept_in_the_form(maya: Client) -> None:
    long = "a word " * 400
    answer = maya.post(KEEP, {"about": "b" * 61, "note": long, "slip": slip(SITTING)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A note has room for 2,000 characters." in page
    assert "A name has room for 60 characters." in page
    assert long in page
    assert not KeptResult.objects.exists()


@pytest.mark.django_db
def test_a_full_house_is_told_kindly(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(maya, SITTING)
    monkeypatch.setattr(results, "MOST_RESULTS", 1)
    other = sitting_with(leaning(EASY, EASY), seed=8)
    with pytest.raises(ResultsFull):
        keep(maya, other)
    answer = maya.post(KEEP, {**WORDS, "slip": slip(other)})
    assert answer.status_code == 422
    assert "There is room for 500 results." in answer.content.decode()
    assert WORDS["note"] in answer.content.decode()


@pytest.mark.django_db
def test_what_was_noticed_is_kept_as_lists_without_a_score(maya: Client) -> None:
    sitting = noticed(MIXED)
    answer = maya.post("/quiz/notice-partner/keep/", {"slip": slip(sitting)})
    [record] = records(maya)
    assert (record.lines, record.flags, record.is_scored) == ((), (), False)
    page = maya.get(answer["Location"]).content.decode()
    assert "seen-more" in page
    assert "map-title" not in page
    assert "What you noticed" in maya.get(RESULTS).content.decode()


@pytest.mark.django_db
def test_a_kept_list_never_says_that_fear_was_ticked(maya: Client) -> None:
    page = text_of(maya.get(f"{RESULTS}{keep(maya, noticed(MIXED)).id}/").content.decode())
    assert "Are you sometimes afraid of how your partner will react?" in page
    assert "You ticked" not in page


@pytest.mark.django_db
def test_the_line_about_fear_is_never_kept(maya: Client) -> None:
    """Somebody who ticked it is not offered to keep that page, and the tick is in no record."""
    give_cookie(maya, noticed(MIXED, done=False))
    page = post(maya, "/quiz/notice-partner/review/", afraid="on").content.decode()
    assert "First, about being afraid" in page
    assert "/keep/" not in page
    keep(maya, noticed(MIXED))
    assert b"afraid" not in records(maya)[0].to_bytes()


@pytest.mark.django_db
def test_the_scores_kept_are_those_that_the_answers_give_again(maya: Client) -> None:
    """Scores are stored and can be worked out again: here for every lean of the two lines."""
    for seed, (one, other) in enumerate(
        [(EASY, EASY), (EASY, HARD), (HARD, BETWEEN), (BETWEEN, dict.fromkeys("12345678", "7"))]
    ):
        keep(maya, sitting_with(leaning(one, other), seed=seed))
    found = records(maya)
    assert len(found) == 4
    for record in found:
        assert record.sitting is not None
        assert record.lines == tuple(scored_lines(record.sitting))
        assert len(record.lines) == 2


marks = st.text("-01234567", min_size=16, max_size=16)


@given(marks, st.integers(0, 2**48 - 1), st.sampled_from(Usual), st.text(max_size=60), st.text())
def test_a_record_goes_to_bytes_and_back(
    marks: str, seed: int, usual: Usual, about: str, note: str
) -> None:
    sitting = Sitting(self_partner(), seed, marks, usual)
    about, note = (text.encode("utf-8", "ignore").decode() for text in (about, note))
    record = KeptResultContent.of(sitting, day=DAY, about=about, note=note)
    assert KeptResultContent.from_bytes(record.to_bytes()) == record
    assert record.sitting == sitting
    assert read_slip(slip(sitting)) == sitting


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "day": 3}', b"\xff"]
)
def test_what_is_no_record_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        KeptResultContent.from_bytes(data)


@pytest.mark.parametrize("value", ["", "k1.", "2.abc", "k1." + "A" * 500, "\0"])
def test_a_strange_slip_holds_nothing(value: str) -> None:
    assert read_slip(value) is None


def test_a_cookie_is_no_slip_and_a_slip_no_cookie() -> None:
    cookie = carrying(SITTING).cookies[settings.QUIZ_COOKIE_NAME].value
    assert read_slip(cookie) is None
    assert read_slip("k1." + cookie[2:]) is None
    assert read_slip(slip(sitting_with({}, usual=None))) is None


@pytest.mark.django_db
def test_an_altered_result_is_damaged_and_hides_no_other(maya: Client) -> None:
    row, beside = keep(maya, SITTING), keep(maya, noticed(MIXED))
    for name, blob in tampered(bytes(row.sealed)):
        set_field(row, "sealed", blob)
        assert maya.get(f"{RESULTS}{row.id}/").status_code == 409, name
    page = maya.get(RESULTS)
    assert page.status_code == 200
    assert "is damaged and cannot be opened" in page.content.decode()
    assert str(beside.id) in page.content.decode()
    assert maya.get(f"{RESULTS}{row.id}/delete/").status_code == 200
    assert maya.post(f"{RESULTS}{row.id}/delete/").status_code == 303
    assert KeptResult.objects.get() == beside


@pytest.mark.django_db
def test_name_and_note_can_be_changed_and_nothing_is_overwritten_unseen(maya: Client) -> None:
    row = keep(maya, SITTING, about="A")
    address = f"{RESULTS}{row.id}/label/"
    form = {"about": "B", "note": "new", "revision": "1"}
    assert maya.post(address, form).status_code == 303
    assert (records(maya)[0].about, records(maya)[0].note) == ("B", "new")
    assert maya.post(address, form).status_code == 303
    other = maya.post(address, {"about": "C", "note": "mine", "revision": "1"})
    page = other.content.decode()
    assert other.status_code == 409
    assert all(words in page for words in ("mine", "new", "changed somewhere else"))
    assert records(maya)[0].note == "new"
    assert maya.post(address, {**form, "note": "x" * 2001}).status_code == 422


@pytest.mark.django_db
def test_one_or_all_are_deleted_in_two_steps(maya: Client, sol: Client) -> None:
    theirs = keep(sol, SITTING)
    row = keep(maya, SITTING)
    keep(maya, noticed(MIXED))
    assert maya.get(f"{RESULTS}{row.id}/delete/").status_code == 200
    assert KeptResult.objects.count() == 3
    maya.post(f"{RESULTS}{row.id}/delete/")
    assert KeptResult.objects.count() == 2
    assert "1 kept result" in maya.get(f"{RESULTS}delete/").content.decode()
    maya.post(f"{RESULTS}delete/")
    assert KeptResult.objects.get() == theirs
    assert "Nothing is kept yet" in maya.get(RESULTS).content.decode()
