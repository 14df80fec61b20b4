"""Django sessions in rows named by a hash of the cookie, so that a stolen table opens nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

SEEN_EVERY = timedelta(hours=1)


class SessionStore(SessionBase):
    """Kept in the table of sign-ins; the started time survives a new key at sign-in or unlock."""

    moves = False  # to a new key: nothing ends
    left_known = False  # Leave ends it, in a browser that was known

    @property
    def key_salt(self) -> str:
        """Session data is signed for one cookie: the data of one row is invalid in another."""
        from apps.accounts.models import hash_of_key

        return self.salt_of_row(hash_of_key(self.session_key or ""))

    def salt_of_row(self, key_hash: bytes) -> str:
        """The salt of the signature in the row that is named by this hash of a cookie."""
        return f"{super().key_salt}.{key_hash.hex()}"

    def data_of_row(self, key_hash: bytes, written: str) -> dict[str, Any]:
        """The data of the row with this hash, {} where its signature fails. Needs no cookie."""
        salt = self.salt_of_row(key_hash)
        try:
            data: dict[str, Any] = signing.loads(written, salt=salt, serializer=self.serializer)
        except signing.BadSignature:
            return {}
        return data

    def for_row(self, key_hash: bytes, data: dict[str, Any]) -> str:
        """`data` signed for the row with this hash."""
        salt = self.salt_of_row(key_hash)
        return signing.dumps(data, salt=salt, serializer=self.serializer, compress=True)

    def load(self) -> dict[str, Any]:
        from apps.accounts.models import SignIn

        rows = SignIn.objects.named(self.session_key or "")
        row = rows.living().first()
        if row is None:
            self._session_key = None
            return {}
        now = timezone.now()
        is_ahead = max(row.started, row.last_seen) > now  # the clock was wrong: count it as now
        if is_ahead or now - row.last_seen > SEEN_EVERY:
            row.started, row.last_seen = min(row.started, now), now
            row.expires = SignIn.end_of(row.started, now)
            rows.update(started=row.started, last_seen=row.last_seen, expires=row.expires)
        data: dict[str, Any] = self.decode(row.data)
        return data

    def exists(self, session_key: str) -> bool:
        from apps.accounts.models import SignIn

        return SignIn.objects.named(session_key).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        from apps.accounts.models import SignIn, hash_of_key

        if self.session_key is None:
            return self.create()
        data: Mapping[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        now = timezone.now()
        user = data.get("_auth_user_id")
        fields = {"data": self.encode(dict(data)), "user_id": int(user) if user else None}
        if not must_create:
            try:
                with transaction.atomic():
                    kept = SignIn.objects.living().named(self.session_key).update(**fields)
            except IntegrityError as error:  # the member was deleted meanwhile
                raise UpdateError from error
            if not kept:
                raise UpdateError
            return None
        row = SignIn(
            key_hash=hash_of_key(self.session_key),
            started=now,
            last_seen=now,
            expires=SignIn.end_of(now, now),
            **fields,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if self.exists(self.session_key):
                raise CreateError from error
            raise UpdateError from error  # the member was deleted: no other key would do
        return None

    def cycle_key(self) -> None:
        """A new cookie value for the same sign-in: its thirty days do not begin again.

        Raises UpdateError for a sign-in that was ended meanwhile: it does not begin again.
        """
        from apps.accounts.models import SignIn, User

        member: str | None = self.get("_auth_user_id")
        with transaction.atomic():
            # the order of locks: user, then sign-in, as a deletion takes them
            users = User.objects.select_for_update(no_key=True)
            user = users.filter(pk=member).first() if member else None
            rows = SignIn.objects.living().named(self.session_key or "")
            old = rows.select_for_update().first()
            if member and not (user and old):
                raise UpdateError
            self.moves = True
            super().cycle_key()
            self.moves = False
            if old is not None and self.session_key:
                SignIn.objects.named(self.session_key).update(
                    started=old.started,
                    expires=SignIn.end_of(old.started, timezone.now()),
                    device=old.device,
                )

    def delete(self, session_key: str | None = None) -> None:
        from apps.accounts.models import SignIn

        key = session_key or self.session_key
        if key is None:
            return
        rows = SignIn.objects.named(key)
        if self.moves:
            rows.delete()
        else:
            rows.end(by_leave=self.left_known)

    @classmethod
    def clear_expired(cls) -> None:
        from apps.accounts.models import SignIn

        SignIn.objects.exclude(pk__in=SignIn.objects.living()).end()
