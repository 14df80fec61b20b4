"""A picture that is kept holds its points and nothing else, and no file holds the server."""

import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from pytest_django import Settings

from apps.common.http.heavy_work import HeavyWork, place_for
from apps.journal.photos import image_process, jpeg_check, reencode
from apps.journal.photos.jpeg_check import size_of
from apps.journal.photos.reencode import (
    BrokenPhoto,
    PhotosBusy,
    TooManyPixels,
    UnknownFormat,
    reencoded,
)
from tests.journal.image_samples import (
    BLUE,
    HEIC,
    RED,
    SECRETS,
    encoded,
    exif,
    halves,
    opened,
    plain,
    with_secrets,
)


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - two) < 25 for one, two in zip(colour, wanted, strict=True))


def in_this_process(data: bytes) -> Image.Image:
    """The picture as the image process makes it, run in this process."""
    return image_process.resized(opened(data))


@pytest.mark.parametrize(
    "sent",
    [with_secrets("JPEG"), with_secrets("PNG"), with_secrets("WEBP"), HEIC],
    ids=["JPEG", "PNG", "WebP", "HEIC"],
)
def test_a_picture_comes_out_without_place_maker_comment_profile_or_thumbnail(sent: bytes) -> None:
    assert any(secret in sent for secret in SECRETS)
    made = reencoded(sent)
    assert size_of(made) == (64, 48)
    assert not any(secret in made for secret in SECRETS)
    picture = opened(made)
    assert picture.format == "JPEG"
    assert dict(picture.getexif()) == {}
    assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert near(picture.getpixel((10, 20)), BLUE)
    assert near(picture.getpixel((50, 20)), RED)


def test_a_large_picture_is_scaled_down_and_stands_upright() -> None:
    lying = encoded(halves(3200, 1200), "JPEG", exif=exif(orientation=6))
    picture = in_this_process(lying)
    assert picture.size == (600, 1600)
    assert near(picture.getpixel((300, 100)), BLUE)
    assert near(picture.getpixel((300, 1500)), RED)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_mode_of_a_png_is_read(mode: str) -> None:
    picture = Image.new(mode, (20, 10), 255 if mode in {"L", "1"} else 0)
    if mode == "I;16":
        picture = Image.new(mode, (20, 10), 65535)
    made = in_this_process(encoded(picture, "PNG"))
    assert (made.mode, made.size) == ("RGB", (20, 10))
    clear = mode in {"LA", "RGBA"}  # what is transparent lies on white
    white = clear or mode in {"L", "1", "I;16"}
    assert near(made.getpixel((5, 5)), (255, 255, 255) if white else (0, 0, 0))


def test_colours_of_another_profile_become_srgb() -> None:
    """In a profile whose red and blue change places, a red point looks blue, and is kept so."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for one, other in ((b"rXYZ", b"bXYZ"), (b"rTRC", b"bTRC")):
        srgb = srgb.replace(one, b"....", 1).replace(other, one, 1).replace(b"....", other, 1)
    turned = in_this_process(encoded(halves(), "JPEG", icc_profile=srgb, subsampling=0))
    assert near(turned.getpixel((50, 20)), (RED[2], RED[1], RED[0]))


def test_a_profile_that_says_nothing_changes_nothing() -> None:
    broken = encoded(halves(), "JPEG", icc_profile=b"no profile at all")
    assert near(in_this_process(broken).getpixel((50, 20)), RED)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = in_this_process(encoded(halves(mode="L"), "JPEG", icc_profile=srgb))
    assert grey.mode == "RGB"
    printed = encoded(halves(mode="CMYK"), "JPEG")
    assert near(in_this_process(printed).getpixel((50, 20)), RED)


def test_of_an_animation_the_first_picture_is_kept() -> None:
    frames = [halves(), Image.new("RGB", (64, 48), (255, 255, 255))]
    for form in ("WEBP", "PNG"):
        sent = encoded(frames[0], form, save_all=True, append_images=frames[1:], lossless=True)
        assert getattr(opened(sent), "n_frames", 1) == 2
        assert near(in_this_process(sent).getpixel((50, 20)), RED)


def test_noise_is_held_to_the_largest_size_of_a_photo() -> None:
    noise = Image.effect_noise((1600, 1600), 200).convert("RGB")
    assert size_of(image_process.as_jpeg(noise)) == (1600, 1600)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is as large as that."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 7000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)], ids=str)
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixels):
        reencoded(bomb(*size))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\0" * 100,
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        encoded(halves(mode="P"), "GIF"),
        encoded(halves(), "TIFF"),
        encoded(halves(), "BMP"),
    ],
    ids=["nothing", "zeros", "PDF", "SVG", "GIF", "TIFF", "BMP"],
)
def test_what_is_no_picture_of_the_four_is_told_by_its_content(sent: bytes) -> None:
    with pytest.raises(UnknownFormat):
        reencoded(sent)


PICTURES = [with_secrets("JPEG"), with_secrets("PNG"), HEIC]


@pytest.mark.parametrize("sent", PICTURES, ids=["JPEG", "PNG", "HEIC"])
def test_a_cut_picture_is_broken_and_never_half_of_one(sent: bytes) -> None:
    with pytest.raises((BrokenPhoto, UnknownFormat)):
        reencoded(sent[: len(sent) * 2 // 3])


@pytest.mark.parametrize("how", [{}, {"progressive": True}], ids=["baseline", "progressive"])
def test_a_jpeg_without_its_end_marker_is_the_picture(how: dict[str, bool]) -> None:
    sent = encoded(halves(300, 200), "JPEG", quality=90, **how)
    assert opened(reencoded(sent[:-2])).size == (300, 200)
    assert opened(reencoded(sent[:-2])).tobytes() == opened(reencoded(sent)).tobytes()
    with pytest.raises(BrokenPhoto):
        reencoded(sent[:-2][: len(sent) * 3 // 4])


def test_a_png_with_a_long_text_or_profile_is_a_picture() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "lighthouse " * 300_000, zip=True)
    said.add_itxt("XML:com.adobe.xmp", "lighthouse " * 300_000)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + bytes(2**21)
    sent = encoded(halves(), "PNG", pnginfo=said, icc_profile=profile)
    jpeg = reencoded(sent)
    assert opened(jpeg).size == (64, 48)
    assert b"lighthouse" not in jpeg


def test_what_takes_too_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(reencode, "SECONDS", 0.001)
    with pytest.raises(reencode.PhotoTookTooLong):
        reencoded(plain())
    settings.HEAVY_WORK_WAIT_SECONDS = 0
    with place_for(HeavyWork.PHOTO), pytest.raises(PhotosBusy):
        reencoded(plain())


def test_both_sides_have_the_same_limits() -> None:
    """The program of its own imports nothing of ours, so what both must know stands twice."""
    assert image_process.LONGEST_EDGE == jpeg_check.LONGEST_EDGE
    assert image_process.MOST_BYTES == jpeg_check.MOST_BYTES
    statuses = (image_process.UNKNOWN, image_process.TOO_LARGE)
    assert statuses == (reencode.UNKNOWN, reencode.TOO_LARGE)


def test_a_plain_jpeg_is_told_by_its_parts() -> None:
    made = plain()
    assert size_of(made) == (64, 48)
    assert size_of(with_secrets("JPEG")) is None
    assert size_of(encoded(halves(), "JPEG", comment="lighthouse")) is None
    assert size_of(made + b"hidden") is None
    assert size_of(plain(width=1601)) is None
    assert size_of(encoded(halves(), "PNG")) is None
    for cut in range(0, len(made), 7):
        assert size_of(made[:cut]) is None
    thumbnail = made.replace(b"\0\x10JFIF", b"\0\x13JFIF", 1)
    assert size_of(thumbnail) is None
