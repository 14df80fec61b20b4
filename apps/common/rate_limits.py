"""Limits on tries, counted in the database so that every worker agrees."""

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.common.models import Tries

HALF: Final = 16  # bytes of a key


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """At most `most` tries in `window`, counted for one subject (a name, a network)."""

    scope: str
    most: int
    window: timedelta = timedelta(minutes=15)

    def take(self, subject: str) -> int:
        """Seconds until another try is allowed; 0 when it is allowed now, and then it is counted.

        One statement both counts and asks, so that tries at the same moment never slip through.
        A start that lies ahead (the clock was wrong) counts as now.
        """
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO common_tries AS t (key, count, started) VALUES (%(key)s, 1, %(now)s)
                ON CONFLICT (key) DO UPDATE SET
                  count = CASE WHEN t.started <= %(old)s THEN 1 ELSE t.count + 1 END,
                  started = CASE WHEN t.started <= %(old)s THEN %(now)s
                                 ELSE LEAST(t.started, %(now)s) END
                RETURNING count, started
                """,
                {"key": self._key(subject), "now": now, "old": now - self.window},
            )
            count, started = cursor.fetchone()
        if count <= self.most:
            return 0
        left: timedelta = started + self.window - now
        return max(1, math.ceil(left.total_seconds()))

    def give_back(self, subject: str) -> None:
        """Take back the try that was just counted: it succeeded, or it did not come about."""
        Tries.objects.filter(key=self._key(subject), count__gt=0).update(count=F("count") - 1)

    def forget(self, subject: str) -> None:
        """Forget every try of a subject that has proved to be the right one."""
        Tries.objects.filter(key=self._key(subject)).delete()

    def _key(self, subject: str) -> bytes:
        """Keyed hashes of whose tries they are, and of the whole: it holds no name or address.

        They are those of the first word of the subject: a member, a name, a network.
        """
        owner = subject.partition(" ")[0]
        return _start_of_keys(owner) + _keyed_hash(f"{self.scope}|{subject}")[:HALF]


def forget_tries_of(*owners: str) -> None:
    """Forget what was counted under these first words of subjects, whatever it was."""
    starts = [_start_of_keys(owner) for owner in owners]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM common_tries WHERE substring(key FROM 1 FOR %s) = ANY(%s)", [HALF, starts]
        )


def _start_of_keys(owner: str) -> bytes:
    return _keyed_hash(f"owner|{owner}")[:HALF]


def _keyed_hash(message: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256)


def too_many_tries() -> str:
    return _("That was many tries in a short time.")


def network_of(request: HttpRequest) -> str:
    """The sender's network, /24 or /48; behind proxies `ForwardedMiddleware` found the sender."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped  # else every IPv4 sender would be one network
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{prefix}", strict=False))
