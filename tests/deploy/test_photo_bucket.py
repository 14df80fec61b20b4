"""Photos in a bucket, with a server of its own that speaks S3 on loopback.

Its packages are no part of the development environment: by hand, with those of requirements-s3.txt
and `moto[server]` beside it, `PYTHONPATH=… python -m pytest tests/deploy/test_photo_bucket.py`.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from apps.common.models import PhotoStore
from apps.journal.models import Photo
from apps.journal.photos import moving, reencode
from apps.vault import blob_store
from apps.vault.blob_store import StoreAway, reference_in
from apps.vault.crypto.sealing import Damaged
from config.photo_storage import storage_at
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.journal.image_samples import as_photo, plain

pytest.importorskip("storages", reason="django-storages is not here: requirements-s3.txt")
moto = pytest.importorskip("moto.server", reason="moto[server] is not here: this is run by hand")
pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-this-test")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _host, port = server.get_host_and_port()
    address = f"s3://photos/leeway?endpoint=http://127.0.0.1:{port}&region=eu-north-1"
    settings.STORAGES = {**settings.STORAGES, blob_store.ALIAS: storage_at(address)}
    made: Any = storages[blob_store.ALIAS]
    client = made.connection.meta.client
    client.create_bucket(
        Bucket="photos", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
    )
    yield server, client
    server.stop()


def test_photos_go_out_come_back_are_moved_and_go_for_good(
    maya: Client,
    bucket: Any,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, client = bucket
    monkeypatch.setattr(reencode, "with_thumbnail", lambda _data: as_photo())

    def objects() -> set[str]:
        listed = client.list_objects_v2(Bucket="photos").get("Contents", [])
        return {each["Key"] for each in listed} - {"leeway/owner", "leeway/lease"}

    blob_store.probe()
    assert objects() == set()
    entry = keep(maya)
    for _each in range(2):
        file = SimpleUploadedFile("one.jpg", plain())
        sent = {"photo_id": str(uuid.uuid4()), "description": "The pier", "file": file}
        assert maya.post(f"/journal/{entry.id}/photos/", sent).status_code == 303
    assert len(objects()) == 4
    assert all(each.startswith("leeway/") for each in objects())
    one, two = Photo.objects.order_by("number")
    vault = open_vault_of(maya)
    assert one.jpeg(vault) == as_photo().jpeg
    one.delete()
    assert blob_store.delete_dropped() == 0
    assert len(objects()) == 4
    for module in (blob_store, moving):  # a bucket keeps its own clock
        monkeypatch.setattr(module, "kept_for", lambda: timedelta(days=-1))
    assert blob_store.delete_dropped() == 2
    assert len(objects()) == 2
    blob_store.put(bytes(two.caption))
    assert moving.delete_orphans() == 1
    assert len(objects()) == 2
    call_command("move_photos", "database")
    assert blob_store.delete_dropped() == 2
    assert objects() == set()
    PhotoStore.objects.all().delete()
    with pytest.raises(CommandError, match="another database"):
        call_command("move_photos", "storage")
    call_command("move_photos", "--adopt")
    call_command("move_photos", "storage")
    assert len(objects()) == 2
    two.refresh_from_db()
    reference = reference_in(two.picture)
    assert reference is not None
    client.put_object(Bucket="photos", Key=f"leeway/{reference.place}", Body=b"other")
    with pytest.raises(Damaged):
        two.jpeg(vault)
    client.delete_object(Bucket="photos", Key=f"leeway/{reference.place}")
    with pytest.raises(Damaged):
        two.jpeg(vault)
    client.delete_object(Bucket="photos", Key="leeway/owner")
    with pytest.raises(StoreAway, match="not there"):
        two.jpeg(vault)
    with pytest.raises(StoreAway, match="missing"):
        blob_store.put(bytes(two.caption))
    server.stop()
    with pytest.raises(StoreAway):
        two.jpeg(vault)
