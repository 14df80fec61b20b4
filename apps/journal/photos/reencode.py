"""Resizes and re-encodes a picture that somebody sent, in a process of its own."""

import struct
from pathlib import Path
from typing import Final, NamedTuple

from apps.common.http.heavy_work import HeavyWork, NoPlace, place_for
from apps.common.isolated_process import Failed, run_isolated
from apps.journal.photos.jpeg_check import size_of

SECONDS: Final = 25
PROGRAM: Final = Path(__file__).with_name("image_process.py")
LENGTH: Final = struct.Struct(">I")  # of the first of the two that the program writes
UNKNOWN, TOO_LARGE = 3, 4  # exit statuses of that program; every other one means broken


class NoPhoto(Exception):
    """The file cannot become a photo. The message repeats nothing of the file."""


class UnknownFormat(NoPhoto):
    """The file has none of the formats that are read, whatever its name says."""


class TooManyPixels(NoPhoto):
    """The picture's size in pixels, known before it is unpacked, is over the limit."""


class BrokenPhoto(NoPhoto):
    """The file begins like a picture, and does not go on like one within the limits."""


class PhotosBusy(Exception):
    """As many pictures as may be re-encoded at once are being re-encoded."""


class PhotoTookTooLong(PhotosBusy):
    """The machine did not get to the end of it in time; that says nothing of the picture."""


class ReencodedPhoto(NamedTuple):
    """A plain JPEG of a picture, and a small one of its middle."""

    jpeg: bytes
    thumbnail: bytes


def reencoded(data: bytes) -> bytes:
    """A plain JPEG of what was sent. Raises NoPhoto, PhotosBusy, PhotoTookTooLong."""
    return with_thumbnail(data).jpeg


def with_thumbnail(data: bytes) -> ReencodedPhoto:
    """A plain JPEG of what was sent, and its thumbnail.

    Raises NoPhoto, PhotosBusy, PhotoTookTooLong.
    """
    try:
        with place_for(HeavyWork.PHOTO):
            made = run_isolated(PROGRAM, data, seconds=SECONDS)
    except NoPlace:
        raise PhotosBusy from None
    except Failed as failed:
        if failed.status == UNKNOWN:
            raise UnknownFormat from None
        if failed.status == TOO_LARGE:
            raise TooManyPixels from None
        if failed.status is None:
            raise PhotoTookTooLong from None
        raise BrokenPhoto from None
    end = LENGTH.size + LENGTH.unpack_from(made)[0] if len(made) > LENGTH.size else 0
    photo = ReencodedPhoto(made[LENGTH.size : end], made[end:])
    if size_of(photo.jpeg) is None or size_of(photo.thumbnail) is None:
        raise BrokenPhoto
    return photo
