"""A file that somebody sends, though no form takes one, reaches no disk."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings


@pytest.mark.django_db
@pytest.mark.parametrize("size", [10, 3_000_000], ids=["small", "3 MB"])
def test_a_file_leaves_nothing_in_the_temp_folder(
    visitor: Client, settings: Settings, tmp_path: Path, size: int
) -> None:
    """The folder is missing, so that whoever would write there fails."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "missing")
    fields = {"file": SimpleUploadedFile("diary.txt", b"x" * size)}
    response = visitor.post("/leave/", fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 200
    assert response["Refresh"].endswith("https://www.bbc.com/weather")
    assert list(tmp_path.iterdir()) == []
