"""A zip from outside, read in memory with its limits. Nothing is ever written where it says."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final

from apps.vault.registry import Unreadable

MOST_FILES: Final = 25_000
LARGEST_FILE: Final = 20 * 1024 * 1024
MEBIBYTE: Final = 1024 * 1024
METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True, kw_only=True)
class ZipLimits:
    """Bytes of the file as it is sent, bytes once unpacked, and rows."""

    packed: int
    unpacked: int
    rows: int


OURS: Final = ZipLimits(packed=100 * MEBIBYTE, unpacked=300 * MEBIBYTE, rows=20_000)
OTHERS: Final = ZipLimits(packed=20 * MEBIBYTE, unpacked=100 * MEBIBYTE, rows=5_000)


class TooLarge(Unreadable):
    """Over a limit that docs/export-format.md names."""


class ZipReader:
    """The plain files of a zip by their names. Raises Unreadable, TooLarge."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
            raise Unreadable("Not a zip that can be read.") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_FILES:
            raise TooLarge("Too many files.")
        self.infos = {info.filename: info for info in infos if _is_plain(info)}
        self.left_out = sum(1 for info in infos if not info.is_dir()) - len(self.infos)
        self._read = 0

    def named(self, *endings: str) -> Iterator[str]:
        """Names with one of these endings, in the order of the alphabet; no hidden files."""
        for name in sorted(self.infos):
            parts = name.split("/")
            hidden = parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)
            if name.lower().endswith(endings) and not hidden:
                yield name

    def day_of(self, name: str) -> tuple[int, int, int]:
        """The day that the zip gives a file; 1980-01-01 where it gives none."""
        year, month, day, *_time = self.infos[name].date_time
        return year, month, day

    def text(self, name: str, *, limits: ZipLimits) -> bytes:
        """A whole file. What is read counts, whatever the zip says of its size."""
        try:
            with self._zip.open(self.infos[name]) as file:
                data = file.read(LARGEST_FILE + 1)
        except BROKEN as error:
            raise Unreadable("A file in the zip is broken.") from error
        self._read += len(data)
        if len(data) > LARGEST_FILE or self._read > limits.unpacked:
            raise TooLarge("Too large once unpacked.")
        return data

    def start(self, name: str, size: int) -> bytes:
        """The first bytes of a file."""
        try:
            with self.opened(name) as file:
                return file.read(size)
        except BROKEN as error:
            raise Unreadable("A file in the zip is broken.") from error

    def opened(self, name: str) -> IO[bytes]:
        """A file to be read piece by piece; its reader must count. May raise BROKEN while read."""
        try:
            return self._zip.open(self.infos[name])
        except BROKEN as error:
            raise Unreadable("A file in the zip is broken.") from error


BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


class CountingReader:
    """A file that stops after so many bytes, and at whatever is broken in it."""

    def __init__(self, file: IO[bytes], *, most: int) -> None:
        self.file, self.left = file, most

    def readline(self, size: int = -1) -> bytes:
        try:
            line = self.file.readline(size)
        except BROKEN as error:
            raise Unreadable("The file is broken.") from error
        self.left -= len(line)
        if self.left < 0:
            raise TooLarge("Too large once unpacked.")
        return line


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """No folder, no link, nothing locked, and packed in a way that is cheap to unpack."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_file = not info.is_dir() and kind in {0, stat.S_IFREG}
    return is_file and not info.flag_bits & 1 and info.compress_type in METHODS
