"""manage.py make_editor is the only way into the editing room."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.accounts.models import User


def test_a_member_becomes_an_editor_and_stops_being_one(maya_user: User) -> None:
    assert not maya_user.is_staff
    call_command("make_editor", "MAYA", verbosity=0)
    maya_user.refresh_from_db()
    assert (maya_user.is_staff, maya_user.is_superuser) == (True, False)
    call_command("make_editor", "maya", "--end", verbosity=0)
    maya_user.refresh_from_db()
    assert not maya_user.is_staff


@pytest.mark.django_db
def test_a_name_that_nobody_has_is_refused() -> None:
    with pytest.raises(CommandError, match="no member called nobody"):
        call_command("make_editor", "nobody")
