"""Where the sealed bytes of photos lie, by one address: a folder, or a bucket that speaks S3."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from config.env import BadEnvironment

QUESTIONS = {"endpoint", "region"}
CONNECT_SECONDS, ANSWER_SECONDS = 3, 15


def storage_at(address: str) -> dict[str, Any]:
    """The entry of STORAGES for `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`.

    A bucket's credentials are found as boto3 finds them (AWS_ACCESS_KEY_ID and so on, a file, the
    machine's role). Raises BadEnvironment, which says what is wrong and repeats no part of it.
    """
    parts = urlsplit(address)
    if parts.scheme == "file":
        return _folder(parts.netloc, unquote(parts.path))
    if parts.scheme == "s3":
        return _bucket(parts.netloc, parts.path.strip("/"), parts.query)
    raise BadEnvironment("LEEWAY_PHOTO_STORAGE: it must begin with file:/// or s3://")


def _folder(host: str, path: str) -> dict[str, Any]:
    if host or not Path(path).is_absolute() or path == "/":
        raise BadEnvironment(
            "LEEWAY_PHOTO_STORAGE: a folder is named by its whole path, as file:///srv/leeway/photos"
        )
    return {"BACKEND": "apps.vault.blob_folder.BlobFolder", "OPTIONS": {"location": path}}


def _bucket(bucket: str, prefix: str, query: str) -> dict[str, Any]:
    asked = parse_qs(query)
    if not bucket or "@" in bucket:
        raise BadEnvironment(
            "LEEWAY_PHOTO_STORAGE: s3:// is followed by the name of a bucket, and by no credentials"
        )
    if set(asked) - QUESTIONS:
        raise BadEnvironment("LEEWAY_PHOTO_STORAGE: after ? only endpoint and region are known")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise BadEnvironment("LEEWAY_PHOTO_STORAGE: S3 needs the packages of requirements-s3.txt")
    from botocore.config import Config

    client = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"total_max_attempts": 2},
        s3={"addressing_style": "path"},
    )
    options = {
        "bucket_name": bucket,
        "location": prefix,
        "endpoint_url": asked.get("endpoint", [None])[0],
        "region_name": asked.get("region", [None])[0],
        "client_config": client,
        "file_overwrite": True,  # names are random: no look whether one is there
        "default_acl": None,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
