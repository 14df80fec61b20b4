"""The clock jumps: nothing goes before its day, nobody is kept out, nothing is kept for years."""

import io
import uuid
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.email.links import MailedLink
from apps.accounts.models import AccountEvent, EndedSignIn, SignIn, User
from apps.accounts.second_factor.factors import counter_of, new_secret
from apps.common import dates, models
from apps.common.dates import Uptime
from apps.common.models import JobRun, PhotoStore, Tries
from apps.common.rate_limits import RateLimit
from apps.common.text.account_events import Happened
from apps.journal.models import Entry, EntryVersion, Import, LockedDraft, Photo
from apps.pages import retention
from apps.pages.retention import tidy
from apps.quiz.models import SittingDraft
from apps.vault.models import DroppedBlob, UnlockedSession
from tests.accounts.second_factors import code_of
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.sample_objects import a_draft_content, a_locked_draft, a_version

pytestmark = pytest.mark.django_db

YEARS = timedelta(days=3653)
DAY = timedelta(days=1)


def on(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def tidied(*options: str) -> str:
    """What the command says, or why it did nothing."""
    out = io.StringIO()
    try:
        call_command("tidy", *options, stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue()


@pytest.fixture
def same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is on the machine whose clock jumps."""
    monkeypatch.setattr(dates, "database_time", timezone.now)


@pytest.mark.usefixtures("same_clock")
@pytest.mark.parametrize("jump", [4 * DAY, YEARS, -4 * DAY, -YEARS])
def test_a_jump_since_the_last_run_is_told_and_nothing_is_deleted(
    maya: Client, jump: timedelta
) -> None:
    before = timezone.now()
    keep(maya).trash()
    Entry.objects.update(expires_on=(before + min(jump, DAY)).date())
    JobRun.objects.create(name="tidy", ended=before)
    with on(before + jump):
        said = tidied()
        assert said.count("\n") == 0
        assert "Nothing was deleted" in said
        assert f"{abs(jump.days)} days {'ago' if jump > timedelta() else 'ahead'}" in said
        assert Entry.objects.count() == 1
        assert JobRun.last("tidy") == before
        assert "\nexpired pages: 1" in tidied("--clock-is-right")
    assert not Entry.objects.exists()


@pytest.mark.usefixtures("same_clock")
def test_two_missed_days_and_a_first_run_are_no_jump(maya: Client) -> None:
    keep(maya)
    assert "\nexpired pages: 0" in tidied()
    with on(timezone.now() + 3 * DAY - timedelta(minutes=1)):
        assert "\nexpired pages: 0" in tidied()


def test_a_clock_that_is_not_the_databases_deletes_nothing(maya: Client) -> None:
    keep(maya).trash()
    for jump in (timedelta(hours=2), YEARS, -YEARS):
        with on(timezone.now() + jump):
            said = tidied()
        assert "and the database's" in said
        assert "Nothing was deleted" in said
    assert Entry.objects.count() == 1


def test_what_was_dated_ahead_is_kept_no_longer_than_anything_else(maya: Client) -> None:
    vault = open_vault_of(maya)
    keep(maya).trash()
    a_version(vault)
    a_locked_draft(vault)
    Import.of_upload(vault)
    Import.objects.update(expires=timezone.now() + YEARS)
    user = User.objects.get()
    AccountEvent.objects.create(user=user, kind=Happened.RESET, at=timezone.now() + YEARS)
    EndedSignIn.objects.create(
        user=user, started=timezone.now() + YEARS, ended=timezone.now() + YEARS
    )
    RateLimit(scope="test", most=1).take("maya")
    ahead = timezone.now() + YEARS
    Tries.objects.update(started=ahead)
    SignIn.objects.update(started=ahead, last_seen=ahead, expires=ahead + 7 * DAY)
    UnlockedSession.objects.update(opened=ahead, last_used=ahead)
    for table in (Entry, EntryVersion, LockedDraft, Photo, SittingDraft):
        table.objects.exclude(expires_on=None).update(expires_on=ahead.date())
    MailedLink.make(user, MailedLink.Use.RESET)
    MailedLink.objects.update(made=ahead)
    assert not MailedLink.objects.living().exists()
    tidy()
    assert not MailedLink.objects.exists()
    assert Import.objects.get().expires <= timezone.now() + 30 * DAY
    assert Entry.objects.trashed().count() == EntryVersion.objects.count() == 1
    for days, tables in ((30, (Entry,)), (90, (EntryVersion,)), (365, (LockedDraft,))):
        for table in tables:
            (last,) = table.objects.exclude(expires_on=None).values_list("expires_on", flat=True)
            assert last == (timezone.now() + timedelta(days=days)).date(), table
    now = timezone.now()
    assert SignIn.objects.get().expires <= now + 7 * DAY
    for moment in (
        *Tries.objects.values_list("started", flat=True),
        UnlockedSession.objects.get().last_used,
        *AccountEvent.objects.values_list("at", flat=True),  # the sign-in may have left one too
        EndedSignIn.objects.get().ended,
    ):
        assert moment <= now
    before = Entry.objects.trashed().get().expires_on
    tidy()
    assert Entry.objects.trashed().get().expires_on == before


def test_a_code_that_was_used_while_the_clock_was_ahead_keeps_nobody_out() -> None:
    secret = new_secret()
    now = counter_of(secret, code_of(secret))
    assert now is not None
    for ahead in (120, 10_000_000):
        assert counter_of(secret, code_of(secret), after=now + ahead) == now
    assert counter_of(secret, code_of(secret), after=now) is None
    assert counter_of(secret, code_of(secret), after=now + 2) is None, "used a moment ago"


def test_a_sitting_that_began_ahead_is_over() -> None:
    ahead = a_draft_content(entry_id=str(uuid.uuid4()))
    with on(timezone.now() - YEARS):
        later = a_draft_content()
        assert later.after(ahead).sitting == later.saved
    with on(ahead.saved - timedelta(minutes=2)):  # another machine's clock
        assert a_draft_content().after(ahead).sitting == ahead.sitting


def in_trash_until() -> date:
    [day] = Entry.objects.trashed().values_list("expires_on", flat=True)
    assert day is not None
    return day


@pytest.mark.usefixtures("same_clock")
def test_what_is_thrown_away_while_the_clock_is_behind_stays_as_long(maya: Client) -> None:
    now = timezone.now()
    last = (now + 30 * DAY).date()
    entry = keep(maya)
    tidied()
    with on(now - 3 * DAY):
        entry.trash()
    assert in_trash_until() >= last
    assert "\nexpired pages: 0" in tidied()
    assert last <= in_trash_until() <= last + DAY


@pytest.mark.usefixtures("same_clock")
def test_a_tidy_while_the_clock_is_behind_shortens_nothing(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "uptime", lambda: Uptime("", 0.0))
    now = timezone.now()
    keep(maya).trash()
    tidied()
    for days in (2.9, 2.5, 2):
        with on(now - days * DAY):
            assert "\nexpired pages: 0" in tidied()
    assert in_trash_until() == (now + 30 * DAY).date()
    with on(now - 2 * DAY):
        tidied("--clock-is-right")
    assert in_trash_until() == (now + 28 * DAY).date()


@pytest.mark.usefixtures("same_clock")
@pytest.mark.parametrize(
    ("hours_up", "boot", "days"),
    [
        (0, "this", 3),
        (1, "this", 2),
        (47, "this", 1),
        (49, "this", 0),
        (1, "another", 0),
        (1, "", 0),
    ],
)
def test_a_clock_that_is_set_right_takes_no_whole_day_of_the_trash(
    maya: Client, monkeypatch: pytest.MonkeyPatch, hours_up: float, boot: str, days: int
) -> None:
    now = timezone.now()
    seconds = [Uptime("this", 1000.0)]
    monkeypatch.setattr(models, "uptime", lambda: seconds[-1])
    with on(now - 3 * DAY):  # behind for long
        tidied()
        keep(maya).trash()
        a_version(open_vault_of(maya))
        until = in_trash_until()
        history = EntryVersion.objects.get().expires_on
    seconds.append(Uptime(boot, 1000.0 + hours_up * 3600))
    with on(now):
        said = tidied()
    assert ("further than time did" in said) == (days > 0)
    assert in_trash_until() == until + days * DAY
    assert EntryVersion.objects.get().expires_on == history + days * DAY


@pytest.mark.usefixtures("same_clock")
def test_a_machine_that_is_paused_each_night_keeps_nothing_for_longer(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its running time lags by an hour and a half a day, for 90 days."""
    seconds = [0.0]
    monkeypatch.setattr(models, "uptime", lambda: Uptime("this", seconds[-1]))
    now = timezone.now()
    keep(maya).trash()
    until = in_trash_until()
    for day in range(90):
        with on(now + day * DAY):
            assert JobRun.days_skipped() == 0, day
            JobRun.note("clock")
            if day in (29, 30):
                tidied("--clock-is-right")
                assert Entry.objects.exists() == (day == 29), until
        seconds.append(seconds[-1] + 22.5 * 3600)


@pytest.mark.usefixtures("same_clock")
def test_a_run_that_fails_after_it_postponed_does_so_once(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "uptime", lambda: Uptime("this", 1000.0))
    now = timezone.now()
    with on(now - 2 * DAY):
        tidied()
        keep(maya).trash()
        until = in_trash_until()
    with on(now), monkeypatch.context() as broken:
        broken.setattr(retention, "move_to_newest_pepper", None)
        for _ in range(4):
            with pytest.raises(TypeError):
                tidied()
    assert in_trash_until() == until + 2 * DAY
    last = JobRun.last("tidy")
    assert last is not None
    assert last < now - DAY, "it has not ended well since"
    with on(now):
        assert "further than time did" not in tidied()
    assert in_trash_until() == until + 2 * DAY


@pytest.mark.usefixtures("same_clock")
def test_photo_objects_that_were_listed_ahead_of_time_go_as_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where somebody took the clock of ten years ahead for right."""
    now = timezone.now()
    seconds = [1000.0]
    monkeypatch.setattr(models, "uptime", lambda: Uptime("this", seconds[-1]))
    with on(now):
        tidied()
    DroppedBlob.objects.create(name=bytes(16), dropped=now - DAY)
    with on(now + YEARS):
        DroppedBlob.objects.create(name=bytes([1] * 16), dropped=timezone.now())
        PhotoStore.objects.update_or_create(pk=1, defaults={"shared": timezone.now()})
        tidied("--clock-is-right")
    ahead = {row.dropped for row in DroppedBlob.objects.all()}
    assert ahead == {now + YEARS, now + YEARS - DAY}
    seconds.append(1060.0)
    with on(now + timedelta(minutes=1)):
        tidied("--clock-is-right")
        assert {row.dropped for row in DroppedBlob.objects.all()} == {timezone.now()}
        assert PhotoStore.of_database().shared == timezone.now()
