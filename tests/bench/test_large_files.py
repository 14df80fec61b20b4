"""The largest files that a journal may bring in or take away, by hand: they take minutes.

.venv/bin/python -m pytest -q -s tests/bench/test_large_files.py
"""

import json
import resource
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from apps.journal.models import Entry, Import, ImportPiece, Photo
from apps.journal.models.photos import MOST_SEALED
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep
from tests.journal.image_samples import noise

pytestmark = pytest.mark.django_db
MEBIBYTE: Final = 1024 * 1024
PHOTOS: Final = 1000
DAY: Final = date(2020, 1, 1)


@contextmanager
def measured(what: str) -> Iterator[None]:
    before, began = _peak(), time.perf_counter()
    yield
    seconds, grown = time.perf_counter() - began, _peak() - before
    print(f"\n{what}: {seconds:.1f} s, {grown / 1024:.0f} MB more at the highest", end="")


def _peak() -> int:
    """KiB of this process at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_a_day_one_export_with_a_thousand_photos_comes_in_whole(maya: Client) -> None:
    content = _day_one()
    file = SimpleUploadedFile("day-one.zip", content)
    print(f"\n{len(content) / MEBIBYTE:.0f} MiB", end="")
    with measured("sent and read"):
        place = maya.post("/journal/import/", {"file": file})["Location"]
    with measured("pages, and the first photos"):
        maya.post(place, {"do": "keep"})
    with measured(f"all {PHOTOS} photos, in steps"):
        while ImportPiece.objects.exists():
            assert maya.post(place, {"do": "go_on"}).status_code == 303
    vault = open_vault_of(maya)
    report = Import.objects.in_vault(vault).newest()[0].contents(vault)
    assert (report.left, report.without_room, report.waiting) == ({}, 0, 0)
    assert (Entry.objects.count(), Photo.objects.count()) == (PHOTOS, PHOTOS)
    of_each = set(Photo.objects.values_list("entry_id", flat=True))
    assert len(of_each) == PHOTOS


@pytest.mark.parametrize("form", ["zip", "json"])
def test_a_journal_with_all_the_photos_it_may_hold_goes_out_and_comes_in_again(
    maya: Client, sol: Client, form: str
) -> None:
    picture = noise()
    vault, count = open_vault_of(maya), MOST_SEALED // (len(picture) + 1000)
    for number in range(count):
        entry = keep(maya, a_page(title=f"{number}"))
        Photo.add(
            vault, picture, entry_id=entry.id, photo_id=uuid.uuid4(), description=f"of {number}"
        )
    with measured("first piece of the export"):
        sent = {"what": "all", "form": form, "password": PASSWORD}
        pieces = iter(maya.post("/journal/export/", sent))
        taken = BytesIO(next(pieces))
    taken.seek(0, 2)
    with measured("the rest, and the file in memory"):
        for piece in pieces:
            taken.write(piece)
    size = taken.tell()
    print(f"\n{size / MEBIBYTE:.0f} MiB", end="")
    file = SimpleUploadedFile(f"export.{form}", taken.getvalue())
    with measured("sent and read"):
        place = sol.post("/journal/import/", {"file": file})["Location"]
    with measured("brought in"):
        sol.post(place, {"do": "keep"})
    own = open_vault_of(sol)
    report = Import.objects.in_vault(own).newest()[0].contents(own)
    assert (report.left, report.without_room) == ({}, 0)
    rows = Photo.objects.in_vault(own).order_by("number")
    assert rows.count() == count
    for number, row in enumerate(rows.iterator(chunk_size=4)):
        assert row.jpeg(own) == picture
        assert row.opened_caption(own).description == f"of {number}"


def _day_one() -> bytes:
    """A page a day, each with a photo of its own of 0.3 MB."""
    chance, out, entries = Random(1), BytesIO(), []
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(PHOTOS):
            name = f"{number:032x}"
            file = BytesIO()
            points = chance.randbytes(640 * 480 * 3)
            Image.frombytes("RGB", (640, 480), points).save(file, "JPEG", quality=92)
            packed.writestr(f"photos/{name}.jpeg", file.getvalue())
            day = DAY + timedelta(days=number)
            photo = {"md5": name, "type": "jpeg", "identifier": name, "orderInEntry": 0}
            entries.append(
                {
                    "text": f"# Day {number}\n\n![](dayone-moment://{name})\n\nWords of it.",
                    "creationDate": f"{day}T12:00:00Z",
                    "timeZone": "Europe/Berlin",
                    "photos": [photo],
                }
            )
        packed.writestr("Journal.json", json.dumps({"entries": entries}))
    return out.getvalue()
