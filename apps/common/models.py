"""Tables that belong to no room: counted tries, the operator's jobs; what others are made of."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import connection, models
from django.utils import timezone

from apps.common.dates import uptime, utc_today


class Tries(models.Model):
    """How often something was tried since `started`; the key is a keyed hash of what and who."""

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.PositiveIntegerField()
    started = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} since {self.started:%H:%M}"


class VersionMarkManager[M: "VersionMark"](models.Manager[M]):
    """Reads the mark."""

    def mark(self) -> str:
        """Return the mark; empty where nothing was ever stored. One small query."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT mark FROM {self.model._meta.db_table}")
            row = cursor.fetchone()
        return str(row[0]) if row else ""


class VersionMark(models.Model):
    """One row. Triggers of the database give it a new random mark with every write to a table that
    a public page shows, whoever writes, so that a page in the cache is known to be old
    (apps/common/page_cache.py).
    """

    mark = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.mark)


class JobRun(models.Model):
    """When a job of the operator last ended well: `tidy`, `backup`.

    `clock` is when `tidy` last compared the clock with the running time, however it ended.

    `latest` is the latest moment at which it ever did by a clock that was believed; `boot` and
    `uptime` say for how long the machine had been running by then.
    """

    name = models.CharField(primary_key=True, max_length=40)
    ended = models.DateTimeField()
    latest = models.DateTimeField(null=True)
    boot = models.CharField(max_length=36, blank=True, default="", db_default="")
    uptime = models.FloatField(default=0.0, db_default=0.0)

    def __str__(self) -> str:
        return f"{self.name}: {self.ended:%Y-%m-%d %H:%M}"

    @classmethod
    def note(cls, name: str, *, clock_is_right: bool = False) -> None:
        """Remember that this job ended well just now; a later moment before is believed, unless
        somebody looked at the clock.
        """
        now, here = timezone.now(), uptime()
        before = cls.objects.filter(name=name).values_list("latest", flat=True).first()
        latest = now if before is None or clock_is_right else max(now, before)
        values = {"ended": now, "latest": latest, "boot": here.boot, "uptime": here.seconds}
        cls.objects.update_or_create(name=name, defaults=values)

    @classmethod
    def last(cls, name: str) -> datetime | None:
        """When it last ended well; None where it never did."""
        return cls.objects.filter(name=name).values_list("ended", flat=True).first()

    @classmethod
    def known_today(cls) -> date:
        """The day in UTC: where the clock is behind the latest `tidy`, the day after that one.

        What is thrown away while the clock is behind would be gone too early by the clock alone.
        """
        today = utc_today()
        latest = cls.objects.filter(name="tidy").values_list("latest", flat=True).first()
        is_behind = latest is not None and latest.date() > today
        return latest.date() + timedelta(days=1) if latest and is_behind else today

    @classmethod
    def days_skipped(cls) -> int:
        """How many whole days the clock went further than the running time since `clock`.

        A part of a day counts for nothing: a machine that is paused each night lags by hours each
        day, and what is due would never go. 0 where nobody can tell: on another machine, or since
        another start of this one.
        """
        last, here = cls.objects.filter(name="clock").first(), uptime()
        if last is None or not here.boot or here.boot != last.boot or here.seconds < last.uptime:
            return 0
        ahead = timezone.now() - last.ended - timedelta(seconds=here.seconds - last.uptime)
        return max(0, ahead // timedelta(days=1))


class SiteState(models.Model):
    """One row: what the operator switched on or off while the site runs (site_state.py reads it).

    Whoever dismissed a notice keeps its number in the sign-in.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    sign_up_is_closed = models.BooleanField(default=False, db_default=False)
    is_read_only = models.BooleanField(default=False, db_default=False)
    notice = models.TextField(blank=True, default="", db_default="")
    notice_number = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site_state")]

    def __str__(self) -> str:
        return "the state of the site"


class PhotoStore(models.Model):
    """One row: which store of photos belongs to this database (apps/vault/blob_store.py).

    An object of the store holds the same id. `is_marked` says that it was written. `lease` is what
    this database last found in the store's object of that name, `next_lease` what it wrote there
    after that, if the write went through, and `shared` when it last found another's there.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    store_id = models.UUIDField(default=uuid4)
    is_marked = models.BooleanField(default=False, db_default=False)
    lease = models.UUIDField(null=True)
    next_lease = models.UUIDField(null=True)
    shared = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_photo_store")]

    def __str__(self) -> str:
        return str(self.store_id)

    @classmethod
    def of_database(cls) -> "PhotoStore":
        """The row, which a migration made."""
        return cls.objects.get_or_create(pk=1)[0]
