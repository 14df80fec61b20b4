"""A database that an earlier version wrote is migrated, opened and read whole by the code of now.

Each `version_*.sql` was stored by `python -m tests.upgrade.make_dump` and never changes; the JSON
beside it says what its members kept. A site of its own opens it, and these tests compare.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from apps.journal.preferences.content import PreferencesContent
from apps.journal.state.content import JournalStateContent
from apps.vault.codec import asdict
from tests.upgrade.read_site import rows_in
from tests.upgrade.site import FOLDER, own_database, own_folder, surroundings

ROOT: Final = FOLDER.parent.parent
VERSIONS: Final = sorted(FOLDER.glob("version_*.sql"))
SECONDS: Final = 600
# Sessions of these versions were not signed for their own cookie, so the upgrade ends them.
SIGNED_OUT: Final = {"version_0_1"}

Said = dict[str, Any]


@dataclass(frozen=True)
class Upgraded:
    """What must be found, and what was."""

    version: str
    wanted: Said
    found: Said

    def members(self, part: str) -> list[tuple[Said, Said]]:
        """Both sides of each member who has this part."""
        members = self.wanted["members"]
        return [(each, self.found[name]) for name, each in members.items() if part in each]


@pytest.fixture(scope="module", params=VERSIONS, ids=lambda path: path.stem)
def upgraded(request: pytest.FixtureRequest) -> Iterator[Upgraded]:
    """The stored database in one of its own, and what a site in another process says of it."""
    dump: Path = request.param
    wanted = json.loads(dump.with_suffix(".json").read_text("utf-8"))
    with own_database(f"leeway_upgrade_{os.getpid()}") as url, own_folder() as folder:
        with psycopg.connect(url) as connection:
            connection.execute(dump.read_bytes())
        done = subprocess.run(
            [sys.executable, "-m", "tests.upgrade.read_site"],
            cwd=ROOT,
            env=surroundings(url, wanted, folder),
            input=json.dumps(wanted).encode(),
            capture_output=True,
            timeout=SECONDS,
        )
    assert done.returncode == 0, done.stderr.decode()[-5000:]
    yield Upgraded(dump.stem, wanted, json.loads(done.stdout))


# Preferences that came after the first version; an older journal has the usual value of each.
LATER: Final = frozenset(
    {"zone_came_on", "zones_declined", "quiet_minutes", "leaves_by_shift", "dates_only", "kit"}
    | {"leave_target", "checks_spelling", "shows_last_opening", "cover_seconds"}
)
LATER_IN_STATE: Final = frozenset({"renewal"})


def as_it_was(row: Said) -> Said:
    """The row without preferences that came later, each of which must have its usual value."""
    contents = row["says"].get("contents")
    if not isinstance(contents, dict):
        return row
    for mark, usual_content, later in (
        ("shows_this_day", PreferencesContent(), LATER),
        ("no_prompt_on", JournalStateContent(), LATER_IN_STATE),
    ):
        if mark in contents:
            usual = json.loads(json.dumps({name: asdict(usual_content)[name] for name in later}))
            assert {name: contents.get(name, usual[name]) for name in later} == usual
            contents = {name: value for name, value in contents.items() if name not in later}
    return {**row, "says": {**row["says"], "contents": contents}}


def rows_of_then(rows: list[Said], members: Said) -> list[Said]:
    """Without the kinds that no export held then: drafts, the trash, history, the account."""
    taken = [rows_in(each["taken"]) for each in members.values() if "taken" in each]
    kinds = {row["kind"] for rows in taken for row in rows}
    assert {"entries", "photos", "journal settings"} <= kinds
    return [row for row in rows if row["kind"] in kinds]


def test_a_version_is_stored() -> None:
    assert VERSIONS


def test_the_site_refuses_nothing(upgraded: Upgraded) -> None:
    assert {name: each["refused"] for name, each in upgraded.found.items()} == {
        name: [] for name in upgraded.wanted["members"]
    }


def test_the_file_that_a_member_takes_says_what_it_said(upgraded: Upgraded) -> None:
    """Pages, photos, shelf, places, settings, templates and kept results, field by field."""
    for wanted, found in upgraded.members("taken"):
        taken = rows_of_then(found["export"], upgraded.wanted["members"])
        for before, after in zip(rows_in(wanted["taken"]), taken, strict=True):
            assert as_it_was(after) == before


def test_the_file_that_was_taken_then_can_be_brought_in_elsewhere(upgraded: Upgraded) -> None:
    """All but the ids: the pages of another journal get new ones, and photos follow them."""

    def said(rows: list[Said]) -> list[str]:
        return [json.dumps({**row["says"], "entry": ""}, sort_keys=True) for row in rows]

    members = upgraded.wanted["members"]
    brought = rows_of_then(upgraded.found["sol"]["brought"], members)
    mine = rows_in(members["sol"]["taken"])
    taken = said(mine) + said(rows_in(members["maya"]["taken"]))
    assert sorted(said([as_it_was(row) for row in brought])) == sorted(taken)


def test_each_form_shows_what_was_typed_into_it(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("edited"):
        for address, fields in wanted["edited"].items():
            assert found["edited"][address] == fields, address


def test_each_page_shows_what_was_kept(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("shown"):
        for address, words in wanted["shown"].items():
            assert [each for each in words if each not in found["shown"][address]] == [], address


def test_each_photo_is_the_same_byte_for_byte(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("pictures"):
        assert found["pictures"] == wanted["pictures"]
        assert len(wanted["pictures"]) == 2


def test_each_earlier_version_of_a_page_is_there(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("history"):
        for place, versions in wanted["history"].items():
            pages = found["history"][place]
            assert len(pages) == len(versions)
            for words in versions:
                assert any(all(word in page for word in words) for page in pages), words


def test_each_draft_is_there_and_so_is_what_was_saved_while_closed(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("drafts"):
        assert sorted(found["drafts"], key=str) == sorted(wanted["drafts"], key=str)


def test_a_set_of_questions_goes_on_with_the_answers_that_were_given(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("waits"):
        assert found["waits"] == wanted["waits_says"]


def test_what_lies_in_the_trash_can_be_taken_back(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("trashed"):
        assert found["trashed"] == wanted["trashed_says"]
        assert found["removed"] == wanted["removed_says"]
        assert found["is_back"]


def test_an_import_can_be_undone_and_one_that_waits_be_confirmed(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("pending"):
        assert wanted["done_says"] in [row["says"].get("body") for row in found["export"]]
        assert wanted["done_says"] not in found["after_imports"]
        assert wanted["pending_says"] in found["after_imports"]


def test_a_journal_that_is_open_stays_open_or_asks_to_sign_in(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("browser"):
        stays = upgraded.version not in SIGNED_OUT
        assert (wanted["listed"] in found["open_before"]) is stays


def test_the_recovery_code_opens_the_journal(upgraded: Upgraded) -> None:
    for wanted, found in upgraded.members("code"):
        assert wanted["listed"] in found["recovered"]
