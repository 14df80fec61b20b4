"""A file of another program in a real browser: what is in it, the question about a day, photos."""

import json
import zipfile
from io import BytesIO

from playwright.sync_api import FilePayload, expect

from tests.browser.actions import PATIENCE, member
from tests.browser.conftest import NewContext
from tests.journal.image_samples import with_secrets

PHOTOS = 13  # one more than a step brings


def a_zip() -> FilePayload:
    names = [f"{n:032x}" for n in range(PHOTOS)]
    photos = [{"md5": name, "type": "jpeg", "orderInEntry": n} for n, name in enumerate(names)]
    entry = {"text": "# Pier\n\nWind.", "creationDate": "2019-01-01T02:30:00Z", "photos": photos}
    entry |= {"timeZone": "America/Denver", "tags": ["Paris, France"], "videos": [{}]}
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("Export/Journal.json", json.dumps({"entries": [entry, {"text": ""}]}))
        packed.writestr("Export/04-03-2021.md", "A day that may be two.")
        packed.writestr(zipfile.ZipInfo("Export/walk.md", (2020, 5, 4, 8, 0, 0)), "A walk.")
        for name in names:
            packed.writestr(f"Export/photos/{name}.jpeg", with_secrets())
    return {"name": "day-one.zip", "mimeType": "application/zip", "buffer": file.getvalue()}


def test_a_file_is_looked_at_asked_about_and_its_photos_follow_by_themselves(
    new_context: NewContext,
) -> None:
    page = member(new_context(viewport={"width": 390, "height": 844}))
    page.goto("/journal/import/")
    page.get_by_label("The file").set_input_files(a_zip())
    page.get_by_role("button", name="See what is in it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in the file")
    for said in ("3 pages", f"{PHOTOS} photos", "1 page without any words", "1 film", "walk.md"):
        expect(page.get_by_text(said).first).to_be_visible()
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("Say which comes first")).to_be_visible()
    page.get_by_label("The month comes first").check()
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")
    expect(page.get_by_text("are still to come")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text("is still to come")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text(f"{PHOTOS + 3} items are in your journal now")).to_be_visible()
    page.goto("/journal/?of=2021-04")
    expect(page.get_by_text("A day that may be two.")).to_be_visible()
