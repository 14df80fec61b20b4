"""Under five points insights draw no line: they say the numbers."""

from datetime import date, timedelta

import pytest
from django.test import Client

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from tests.journal.entry_samples import keep

FIRST = date(2026, 9, 7)


def sitting(day: date, closeness: str) -> EntryContent:
    head = EntryHead(day=day, water=3, practice="check-in", practice_version=1)
    return EntryContent(head=head, body="", answers=(PromptAnswer("close", closeness),))


@pytest.mark.django_db
@pytest.mark.parametrize(("weeks", "lines"), [(2, 0), (4, 0), (5, 2)])
def test_a_line_needs_five_points(maya: Client, weeks: int, lines: int) -> None:
    for week in range(weeks):
        keep(maya, sitting(FIRST + timedelta(weeks=week), str(week + 3)))
    last = FIRST + timedelta(weeks=weeks)
    html = maya.get(f"/journal/insights/?first={FIRST}&last={last}").content.decode()
    assert html.count('viewBox="0 0 720 306"') == lines
    assert ("With five or more there is a line" in html) is (lines == 0)
    if not lines:
        assert "7 September 2026: 3 of 10" in html
        assert "From 7 Sep 2026: 3" in html
