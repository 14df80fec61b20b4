"""An editor, and a small library to edit."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests.articles.factories import GUIDE, write_library
from tests.factories import make_member, sign_in

SLUG = "stopping-in-time"


def editor(name: str) -> Client:
    user = make_member(name)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return sign_in(Client(), name)


@pytest.fixture
def ines(db: None) -> Client:
    return editor("ines")


@pytest.fixture
def library(tmp_path: Path, settings: Settings, db: None) -> Path:
    """Two guides, loaded; the editing room reads the same folder."""
    settings.LIBRARY = tmp_path
    other = GUIDE.replace("number = 9", "number = 8").replace("in time", "later")
    other = other.replace("a-guide", SLUG)
    write_library(tmp_path, stopping_in_time=GUIDE, a_guide=other)
    call_command("load_guides", folder=tmp_path, verbosity=0)
    return tmp_path
