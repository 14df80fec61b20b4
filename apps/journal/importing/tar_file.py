"""The files of a tar, such as Joplin's `.jex`, as `zipfile` would give them."""

import io
import tarfile
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from typing import IO, Any, Final, cast
from zipfile import ZipInfo

from apps.journal.importing.seekable_file import FileWindow

START: Final = 512  # bytes of its first header
_MARK: Final = b"ustar"
_MARK_AT: Final = 257
_UTF_8_NAME: Final = 0x800
_LINK: Final = 0o120777 << 16  # for whatever is neither a file nor a folder
# `tarfile` keeps the fields before a file with each file behind them.
LARGEST_HEADER: Final = 64 * 1024  # bytes before one file: a long name, fields, where it has holes
LARGEST_HEADERS: Final = 32 * 1024 * 1024  # bytes before all of them
LARGEST_FIELDS_OF_ALL: Final = 1024  # characters of fields for every file behind them
# RecursionError: a header for a header. IndexError: one that ends in the middle.
BROKEN: Final = (
    *(tarfile.TarError, EOFError, OSError, ValueError, OverflowError, RecursionError, IndexError),
)


class TooMuchInTar(Exception):
    """More files, or a longer header, than the reader allows."""


def is_tar(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a tar (POSIX ustar, pax or GNU)."""
    return start.startswith(_MARK, _MARK_AT)


class TarFile:
    """The files of a tar that lies open, which no compression holds.

    `broken` is 1 where it breaks off or is damaged behind its first file. Raises TooMuchInTar for
    more than `most_files` entries, and BROKEN where nothing of it can be read.
    """

    def __init__(self, file: IO[bytes], *, most_files: int) -> None:
        self._file, self.broken = file, 0
        self._infos: list[ZipInfo] = []
        reader = _HeaderReader(file)
        opened = cast(IO[bytes], reader)
        with tarfile.open(fileobj=opened, mode="r:", encoding="utf-8", errors="replace") as tar:
            try:
                while member := tar.next():
                    reader.begin_next()
                    cast(Any, tar).members.clear()  # or it keeps each, with its fields
                    if sum(map(len, chain(*tar.pax_headers.items()))) > LARGEST_FIELDS_OF_ALL:
                        raise TooMuchInTar("Too many fields of all files.")
                    self._infos.append(_info_of(member))
                    if len(self._infos) > most_files:
                        raise TooMuchInTar("Too many files.")
            except BROKEN:
                if not self._infos:
                    raise
                self.broken = 1

    def infolist(self) -> list[ZipInfo]:
        return self._infos

    def open(self, info: ZipInfo) -> IO[bytes]:
        window = FileWindow(self._file, start=info.header_offset, size=info.file_size)
        return io.BufferedReader(window, 64 * 1024)


class _HeaderReader:
    """The file while its headers are read: `tarfile` would read one of any length into memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left_of_all, self._left = file, LARGEST_HEADERS, LARGEST_HEADER
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def begin_next(self) -> None:
        """Count the header of the next file from here."""
        self._left = LARGEST_HEADER

    def read(self, size: int = -1) -> bytes:
        self._left, self._left_of_all = self._left - size, self._left_of_all - size
        if size < 0 or self._left < 0 or self._left_of_all < 0:
            raise TooMuchInTar("Too long a header.")
        return self._file.read(size)


def _info_of(member: tarfile.TarInfo) -> ZipInfo:
    """The entry as one of a zip: where its bytes begin, how many, and what it is."""
    name = member.name.removeprefix("./")
    info = ZipInfo(f"{name}/" if member.isdir() else name)
    with suppress(ValueError, OverflowError, OSError):  # no time, or one of no year that zips know
        changed = datetime.fromtimestamp(member.mtime, UTC)
        info = ZipInfo(info.filename, changed.timetuple()[:6])
    info.flag_bits = _UTF_8_NAME
    info.header_offset, info.file_size = member.offset_data, member.size
    is_file = member.isreg() and not member.issparse() and member.size >= 0
    info.external_attr = 0 if is_file or member.isdir() else _LINK
    return info
