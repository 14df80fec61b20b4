"""`python -m tests.faults.member_sessions MEMBERS EACH`: sign-ins with locked journals, as JSON.

Their passwords are derived at the real cost; so many more sign-ins of each cost nothing.
"""

import json
import os
import secrets
import sys

import django

OURS = {"host": "localhost"}


def session_cookies(members: int, each: int) -> list[str]:
    from django.conf import settings
    from django.test import Client

    from apps.accounts.models import SignIn, hash_of_key
    from apps.accounts.sessions import SessionStore
    from apps.common.models import Tries
    from apps.vault.models import UnlockedSession
    from tests.factories import make_member, sign_in

    cookies = []
    for number in range(members):
        user = make_member(f"member-{number}")
        client = sign_in(Client(headers=OURS), user.username)  # makes the journal
        first = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
        data, began = first.load(), SignIn.objects.named(first.session_key or "").get()
        keys = [secrets.token_urlsafe(24) for _ in range(each)]
        SignIn.objects.bulk_create(
            SignIn(
                key_hash=hash_of_key(key),
                user=user,
                data=first.for_row(hash_of_key(key), data),
                started=began.started,
                last_seen=began.last_seen,
                expires=began.expires,
            )
            for key in keys
        )
        cookies += keys
        Tries.objects.all().delete()  # one network may try only so often
    UnlockedSession.objects.all().delete()
    return cookies


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    members, each = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps(session_cookies(members, each)))
