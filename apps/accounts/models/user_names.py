"""User names: how they are kept, and what two spellings of one name share."""

from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.utils.translation import gettext_lazy as _

LONGEST_NAME: Final = 64
NAME_TOO_LONG = _("A user name has room for %(limit_value)d characters.")


def normalized_name(typed: str) -> str:
    """A user name as it is kept: no space around it, one way to write an accent.

    One that is too long to be a name is not normalised: that costs the square of its length.
    """
    name = typed.replace("\0", "").strip()
    return name if len(name) > LONGEST_NAME else AbstractBaseUser.normalize_username(name)


def folded_name(typed: str) -> str:
    """The key that spellings of one user name share, by the database's own lower case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(%s)", [normalized_name(typed)])
        return str(cursor.fetchone()[0])
