"""Resizes and re-encodes one picture. A program of its own: a file comes in, a plain JPEG goes out.

The only module that reads pictures of any format. It imports nothing of ours, so that its process
holds no key; it writes no file, and has limits of memory, processor time and pixels. What it gives
holds the points of the picture and nothing else: no place, no time, no maker, no thumbnail. Its
exit status says why there is none: UNKNOWN, TOO_LARGE, BROKEN.
"""

import resource
import struct
import sys
import warnings
from io import BytesIO
from typing import Final

import pi_heif
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

UNKNOWN, TOO_LARGE, BROKEN = 3, 4, 5
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS: Final = 50_000_000
LONGEST_EDGE: Final = 1600
THUMBNAIL_EDGE: Final = 168  # three times the 56 pixels of a list
MOST_BYTES: Final = 3 * 1024 * 1024
QUALITIES: Final = (84, 70, 50, 30)
MEMORY_BYTES: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 15
MOST_BESIDE: Final = 16 * 1024 * 1024  # bytes of a PNG's profile once unpacked
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
PNG_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
JPEG_END: Final = b"\xff\xd9"
FILL: Final = bytes(range(1, 200)) * 4


def main() -> int:
    """The exit status; with 0 there are on standard output four bytes with the length of the JPEG,
    the JPEG, and the JPEG of its thumbnail.
    """
    _hold_limits()
    data = sys.stdin.buffer.read()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    PngImagePlugin.MAX_TEXT_CHUNK = MOST_BESIDE  # a profile is unpacked by the same limit
    data = without_texts(data)
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return TOO_LARGE
    except Exception:
        return UNKNOWN
    if picture.width * picture.height > MOST_PIXELS:
        return TOO_LARGE
    try:
        full = unpacked(picture, data)
        made, small = as_jpeg(full), as_jpeg(thumbnail(full))
    except MemoryError:
        return TOO_LARGE
    except Exception:
        return BROKEN
    sys.stdout.buffer.write(struct.pack(">I", len(made)) + made + small)
    return 0


def without_texts(data: bytes) -> bytes:
    """A PNG without its chunks of text, which may be longer than Pillow reads; else the bytes."""
    if not data.startswith(PNG_START):
        return data
    kept, at = [data[: len(PNG_START)]], len(PNG_START)
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind not in PNG_TEXTS:
            kept.append(data[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)


def unpacked(picture: Image.Image, data: bytes) -> Image.Image:
    """The picture resized, also of a JPEG that lacks nothing but its end marker.

    Whether more is missing shows when other bytes stand before the marker: a decoder passes over
    them behind a whole picture, and takes them for points of one that was cut. Raises OSError.
    """
    if picture.format != "JPEG":
        return resized(picture)
    try:
        return resized(picture)
    except OSError:
        ended, filled = (
            Image.open(BytesIO(data + more + JPEG_END), formats=("JPEG",)) for more in (b"", FILL)
        )
        found, other = resized(ended), resized(filled)
        if found.tobytes() != other.tobytes():
            raise
        return found


def resized(picture: Image.Image) -> Image.Image:
    """The first picture of the file, upright, scaled down, in sRGB on white, and nothing else.

    A JPEG is unpacked at about the size that is needed, which `draft` asks for.
    """
    least = min(1.0, LONGEST_EDGE / max(picture.size))
    picture.draft(None, (round(picture.width * least), round(picture.height * least)))
    picture.load()
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    upright = _on_white(upright)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    upright = _in_srgb(upright, profile)
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def thumbnail(picture: Image.Image) -> Image.Image:
    """The middle of it, as wide as high: for the small pictures in lists, on fine screens too."""
    edge = min(THUMBNAIL_EDGE, *picture.size)
    return ImageOps.fit(picture, (edge, edge), Image.Resampling.LANCZOS)


def as_jpeg(picture: Image.Image) -> bytes:
    """A baseline JPEG of at most MOST_BYTES, or as few as the lowest quality gives."""
    for quality in QUALITIES:
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True, progressive=False)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture on white, 8 bits a channel, in the colours of its own profile."""
    if picture.mode.startswith("I"):  # grey in 16 bits
        return picture.convert("I").point(lambda grey: grey / 256).convert("L")
    if picture.mode in {"RGB", "L", "CMYK"} and "transparency" not in picture.info:
        return picture
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A profile that cannot be read, or is of another kind of colours, is passed over."""
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, given, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
        else:
            if turned is not None:
                return turned
    return picture.convert("RGB")


def _hold_limits() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.exit(main())
