"""The state of a journal: reminders, positions in courses, the daily prompt, dismissed cards."""

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Final, NamedTuple, Self

from apps.common.text.plain_values import is_day, is_id, is_line, is_slug
from apps.vault.codec import Content, replace

MOST_REMINDERS: Final = 200  # those that were seen go first; those that wait all stay
MOST_IMPORTED: Final = 100_000
MOST_PASSED: Final = 1000
MOST_COURSES: Final = 100
MOST_STEPS: Final = 100
MOST_KEYS: Final = 1_000_000
MOST_SKIPS: Final = 1_000_000
LONGEST_ANSWER: Final = 200  # characters
DAY_LENGTH: Final = len("2026-11-24")


class Reminder(NamedTuple):
    """A page that is shown again: from a day (`2026-11-24`) or a moment in UTC on, until seen.

    `answer` is what the writer chose, so that keeping the page again does not start it anew.
    """

    entry: str
    until: str
    answer: str
    seen: bool = False

    def is_due(self, *, now: datetime, today: date) -> bool:
        if self.seen:
            return False
        if len(self.until) == DAY_LENGTH:
            return date.fromisoformat(self.until) <= today
        return datetime.fromisoformat(self.until) <= now


class CoursePosition(NamedTuple):
    """How far somebody came in a course: its id (`journey`), and how many steps are done."""

    journey: str
    step: int


class Renewal(NamedTuple):
    """How far somebody came in making everything about their account new.

    `since` is the moment in UTC at which it was begun, and empty where it was not. `key` is the
    number of the newest data key then, `code` the id of the recovery code's slot then. `done` are
    the steps that nothing else tells to be done.
    """

    since: str = ""
    key: int = 0
    code: str = ""
    done: tuple[str, ...] = ()

    def is_sound(self) -> bool:
        return (
            (not self.since or self.began is not None)
            and 0 <= self.key <= MOST_KEYS
            and (not self.code or is_id(self.code))
            and len(self.done) <= MOST_STEPS
            and all(is_slug(each) for each in self.done)
        )

    @property
    def began(self) -> datetime | None:
        """None where it was not begun, or where no moment is said."""
        try:
            return datetime.fromisoformat(self.since)
        except ValueError:
            return None


class JournalStateContent(Content, frozen=True, kw_only=True):
    """`skips` is how often another prompt was asked for, `no_prompt_on` a day without one.

    `passed` are the ids of pages and passages that do not look back on Today any more, the oldest
    first, and `no_card_on` is the day on which the last of them was passed by.
    """

    always_present: ClassVar = frozenset({"waiting", "places", "skips", "no_prompt_on"})

    waiting: tuple[Reminder, ...] = ()
    places: tuple[CoursePosition, ...] = ()
    skips: int = 0
    no_prompt_on: str = ""
    passed: tuple[str, ...] = ()
    no_card_on: str = ""
    renewal: Renewal = Renewal()

    def __post_init__(self) -> None:
        for each in self.waiting:  # raises ValueError where no moment is said
            each.is_due(now=_LONG_AGO, today=_LONG_AGO.date())

    def is_sound(self) -> bool:
        ids = [each.entry for each in self.waiting]
        days = [day for day in (self.no_prompt_on, self.no_card_on) if day]
        return (
            len(ids) <= MOST_IMPORTED
            and all(is_id(each) for each in ids)
            and all(is_line(each.answer, longest=LONGEST_ANSWER) for each in self.waiting)
            and len(self.places) <= MOST_COURSES
            and all(is_slug(each.journey) for each in self.places)
            and all(0 <= each.step <= MOST_STEPS for each in self.places)
            and 0 <= self.skips <= MOST_SKIPS
            and len(self.passed) <= MOST_PASSED
            and all(is_line(each, longest=LONGEST_ANSWER) for each in self.passed)
            and all(is_day(day) for day in days)
            and self.renewal.is_sound()
        )

    def with_renewal(self, renewal: Renewal) -> Self:
        return replace(self, renewal=renewal)

    def renewed(self, step: str) -> Self:
        """With this step of the renewal done; nothing is changed where none is under way."""
        now = self.renewal
        if not now.since or step in now.done:
            return self
        return replace(self, renewal=now._replace(done=(*now.done, step)))

    def waiting_with(self, entry: str, *, until: str, answer: str) -> Self:
        """The state with a page that waits; one that waits for that answer stays as it is.

        Room is made by the oldest one that was seen. None that still waits is dropped.
        """
        known = next((each for each in self.waiting if each.entry == entry), None)
        if known and known.answer == answer:
            return self
        others = [each for each in self.waiting if each.entry != entry]
        seen = next((each for each in others if each.seen), None)
        if seen and len(others) >= MOST_REMINDERS:
            others.remove(seen)
        return replace(self, waiting=(*others, Reminder(entry, until, answer)))

    def without(self, entry: str) -> Self:
        return replace(self, waiting=tuple(each for each in self.waiting if each.entry != entry))

    def without_pages(self, gone: Collection[str]) -> Self:
        """The state without the pages with these ids."""
        waiting = tuple(each for each in self.waiting if each.entry not in gone)
        passed = tuple(each for each in self.passed if each not in gone)
        return replace(self, waiting=waiting, passed=passed)

    def having_seen(self, entry: str) -> Self:
        seen = (each._replace(seen=True) if each.entry == entry else each for each in self.waiting)
        return replace(self, waiting=tuple(seen))

    def due(self, *, now: datetime, today: date) -> list[Reminder]:
        """The reminders that are due now, the longest waiting first."""
        found = [each for each in self.waiting if each.is_due(now=now, today=today)]
        return sorted(found, key=lambda each: each.until)

    def until_of(self, entry: str) -> Reminder | None:
        """The wait of a page that was not seen yet."""
        return next((e for e in self.waiting if e.entry == entry and not e.seen), None)

    def step_in(self, course_id: str) -> int:
        return next((place.step for place in self.places if place.journey == course_id), 0)

    def at_step(self, course_id: str, step: int) -> Self:
        others = tuple(place for place in self.places if place.journey != course_id)
        return replace(self, places=(*others, CoursePosition(course_id, step)) if step else others)

    def another_prompt(self) -> Self:
        return replace(self, skips=self.skips + 1, no_prompt_on="")

    def prompt_again(self) -> Self:
        """Today's prompt after all."""
        return replace(self, no_prompt_on="")

    def no_prompt(self, day: date) -> Self:
        return replace(self, no_prompt_on=day.isoformat())

    def passing(self, name: str, *, on: date) -> Self:
        """The state after a card was dismissed: never that one again, none on this day."""
        others = tuple(each for each in self.passed if each != name)
        return replace(self, passed=(*others, name)[-MOST_PASSED:], no_card_on=on.isoformat())

    def rests_on(self, day: date) -> bool:
        return self.no_card_on == day.isoformat()


_LONG_AGO: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
