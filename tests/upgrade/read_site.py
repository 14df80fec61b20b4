"""`python -m tests.upgrade.read_site`: what the site says of a stored database, as JSON.

It reads what must be found from its input, migrates the database with the code of now, looks at
everything as its members do, and prints what they are shown.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from tests.upgrade.fill_site import NEW_PASSWORD
from tests.upgrade.site import Browser, start_django

SOON: Final = timedelta(minutes=2)

Said = dict[str, Any]


def taken(browser: Browser, password: str) -> str:
    """The file that a member takes away."""
    return browser.file("/journal/export/", {"what": "all", "form": "json", "password": password})


def rows_in(file: str) -> list[Said]:
    """The rows of such a file; none of a page that came in its place."""
    rows: list[Said] = json.loads(file)["rows"] if file.startswith("{") else []
    return rows


def same_named(shown: Mapping[str, list[str]], wanted: Mapping[str, list[str]]) -> Said:
    """What a page shows in these fields; a line ends as a browser sends it."""
    return {
        name: [" ".join(value.splitlines()) for value in shown.get(name, [])] for name in wanted
    }


def read(name: str, wanted: Mapping[str, Any]) -> Said:
    """Everything of one member, in the order in which nothing disturbs what comes after."""
    refused: list[str] = []
    found: Said = {"refused": refused}
    if "browser" in wanted:
        found["open_before"] = Browser(wanted["browser"], refused=[]).get("/journal/").words
    browser = Browser(refused=refused)
    browser.sign_in(name, wanted["password"])
    found["export"] = rows_in(taken(browser, wanted["password"]))
    found["edited"] = {
        address: same_named(browser.get(address).fields, fields)
        for address, fields in wanted["edited"].items()
    }
    found["shown"] = {address: browser.get(address).words for address in wanted["shown"]}
    found["pictures"] = {
        address: browser.get(address).content.hex() for address in wanted.get("pictures", {})
    }
    found["history"] = {
        place: [
            browser.get(f"{place}{version}/").words
            for version in browser.get(place).ids(f"{place}<id>/")
        ]
        for place in wanted.get("history", {})
    }
    if "drafts" in wanted:
        _rest(browser, wanted, found)
    if "code" in wanted:
        found["recovered"] = _recovered(name, wanted["code"], refused)
    return found


def _rest(browser: Browser, wanted: Mapping[str, Any], found: Said) -> None:
    """What waits, what can be taken back, and what can be undone."""
    drafts = browser.get("/journal/drafts/").ids("/journal/drafts/<id>/")
    names = wanted["drafts"][0]
    found["drafts"] = [
        same_named(browser.get(f"/journal/drafts/{each}/").fields, names) for each in drafts
    ]
    browser.get("/quiz/")
    found["waits"] = [
        browser.get(f"{wanted['waits']}{number}/").fields.get("answer", [""])[0]
        for number in range(1, len(wanted["waits_says"]) + 1)
    ]
    browser.post(f"/journal/{wanted['trashed']}/restore/")
    shown = browser.get(f"/journal/{wanted['trashed']}/edit/").fields
    found["trashed"] = same_named(shown, wanted["trashed_says"])
    browser.post(f"{wanted['removed']}restore/")
    found["removed"] = browser.get(f"{wanted['removed']}file/").content.hex()
    page, _slash, photo = wanted["removed"].rstrip("/").rpartition("/")
    found["is_back"] = photo in browser.get(f"{page}/").ids(f"{page}/<id>/")
    browser.post(wanted["done"], do="undo")
    browser.post(wanted["pending"], do="keep")
    after = rows_in(taken(browser, wanted["password"]))
    found["after_imports"] = [row["says"].get("body") for row in after]


def _recovered(name: str, code: str, refused: list[str]) -> str:
    """The recovery code opens the journal in a browser that knows nothing else."""
    form = {"username": name, "code": code, "password1": NEW_PASSWORD}
    Browser(refused=refused).post("/account/recover/", form)
    browser = Browser(refused=refused)
    browser.sign_in(name, NEW_PASSWORD)
    return browser.get("/journal/").words


def read_all(wanted: Mapping[str, Any]) -> Said:
    import time_machine

    moment = datetime.fromisoformat(wanted["moment"]) + SOON
    with time_machine.travel(moment, tick=True):
        found = {name: read(name, each) for name, each in wanted["members"].items()}
        found["sol"]["brought"] = _brought(wanted["members"], found["sol"]["refused"])
        return found


def _brought(members: Mapping[str, Any], refused: list[str]) -> list[Said]:
    """What sol's journal says when the file that maya took from that version was brought in."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = Browser(refused=refused)
    browser.sign_in("sol", members["sol"]["password"])
    file = SimpleUploadedFile("a.json", members["maya"]["taken"].encode())
    if waits := browser.post("/journal/import/", {"file": file}):
        browser.post(waits, do="keep")
    return rows_in(taken(browser, members["sol"]["password"]))


def main() -> None:
    wanted = json.load(sys.stdin)
    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(read_all(wanted)))


if __name__ == "__main__":
    main()
