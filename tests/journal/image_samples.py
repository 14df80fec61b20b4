"""Pictures for tests: small ones, each with a secret where cameras and programs keep theirs."""

import base64
from io import BytesIO
from random import Random
from typing import Any, Final

from PIL import Image, ImageCms, PngImagePlugin

from apps.journal.photos.reencode import ReencodedPhoto

RED, BLUE = (200, 40, 40), (30, 60, 200)
MAKER: Final = "Lantern Cameras."  # as long as a planted word
SECRETS: Final = (b"Lantern", b"lighthouse", b"Exif", b"ICC_PROFILE", b"xmp", b"GPS")


def plain(*, width: int = 64, height: int = 48, colour: tuple[int, int, int] = RED) -> bytes:
    """Pixels as the image process returns them."""
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG", quality=84)
    return file.getvalue()


def noise(*, width: int = 1600, height: int = 1500) -> bytes:
    """Nearly as large as a picture of ours may be: nothing in it repeats."""
    file = BytesIO()
    points = Random(0).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), points).save(file, "JPEG", quality=95)
    return file.getvalue()


def as_photo(*, width: int = 64) -> ReencodedPhoto:
    """The same with its thumbnail."""
    return ReencodedPhoto(plain(width=width), plain(width=8, height=8))


def halves(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """The left half blue, the right one red."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (0, 0, width // 2, height))
    return picture.convert(mode)


def exif(*, orientation: int = 1, maker: str = MAKER) -> Image.Exif:
    """With a maker, a place and a way up."""
    said = Image.Exif()
    said[0x010F] = maker
    said[0x0112] = orientation
    said[0x8825] = {1: "N", 2: (51.0, 30.0, 12.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    return said


def with_secrets(form: str = "JPEG", *, maker: str = MAKER, **more: Any) -> bytes:
    """A picture with everything that a file of this form can say beside its points."""
    given: dict[str, Any] = {
        "exif": exif(maker=maker),
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    if form in {"JPEG", "WEBP"}:
        given["xmp"] = b"<x:xmpmeta>lighthouse</x:xmpmeta>"
    if form == "JPEG":
        given["comment"] = f"lighthouse {maker}"
    if form == "PNG":
        given["pnginfo"] = PngImagePlugin.PngInfo()
        given["pnginfo"].add_text("Comment", f"lighthouse {maker}")
    return encoded(halves(), form, **{**given, **more})


def encoded(picture: Image.Image, form: str, **given: Any) -> bytes:
    file = BytesIO()
    picture.save(file, form, **given)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


# Made here once: Pillow notes what it writes into a picture in its log, where words are looked for.
SIGNED: Final = with_secrets()


def signed(word: str) -> bytes:
    """A picture with this word of 16 letters where a camera says who made it, and in a comment."""
    assert len(word) == len(MAKER)
    return SIGNED.replace(MAKER.encode(), word.encode())


# 64 by 48, the left half blue, with a maker, a place and an XMP packet.
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAghtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAAEZpbG9jAAAAAERAAAMAAQAAAAACLAABAAAAAAAAAHAAAgAAAAACnAABAAAAAAAAAKYAAwAAAAAD"
    "QgABAAAAAAAAACEAAABiaWluZgAAAAAAAwAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlm"
    "AAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxpY2F0aW9uL3JkZit4bWwAAAAAAA5waXRtAAAAAAABAAAA/WlwcnAA"
    "AADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroC"
    "QGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29s"
    "cm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv//"
    "//AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAChpcmVmAAAAAAAAAA5jZHNj"
    "AAIAAQABAAAADmNkc2MAAwABAAEAAAE/bWRhdAAAAGwoAa8J4DkjJL//+3xf3v81hf/+RpJwTj8+gP/99Zbf+5VP"
    "UV2VOdmaMnKwcD3svxKkdydnb0Uw6TQNPUVvHjy259/806JEFvzV/cl6Gm+FY8ZjOh0zDxtSiSIzibpNKvJs9+rQ"
    "+WKqJjcAtZgAAAAGRXhpZgAATU0AKgAAAAgAAgEPAAIAAAAQAAAAJoglAAQAAAABAAAANgAAAABMYW50ZXJuIENh"
    "bWVyYXMAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAGwAAwACAAAAAlcAAAAABAAFAAAAAwAAAIQAAAAAAAAAMwAA"
    "AAEAAAAeAAAAAQAAAAwAAAABAAAAAAAAAAEAAAAHAAAAAQAAACcAAAABPHg6eG1wbWV0YT5saWdodGhvdXNlPC94"
    "OnhtcG1ldGE+"
)
