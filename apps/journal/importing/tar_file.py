"""The files of a tar, such as Joplin's `.jex`, as `zipfile` would give them."""

import io
import tarfile
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Final, cast
from zipfile import ZipInfo

from apps.journal.importing.seekable_file import FileWindow

START: Final = 512  # bytes of its first header
_MARK: Final = b"ustar"
_MARK_AT: Final = 257
_UTF_8_NAME: Final = 0x800
_LINK: Final = 0o120777 << 16  # for whatever is neither a file nor a folder
LARGEST_HEADER: Final = 1024 * 1024  # bytes of a long name or of fields before a file
# RecursionError: a header for a header for a header.
BROKEN: Final = (tarfile.TarError, EOFError, OSError, ValueError, OverflowError, RecursionError)


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
        reader = cast(IO[bytes], _HeaderReader(file))
        with tarfile.open(fileobj=reader, mode="r:", encoding="utf-8", errors="replace") as tar:
            try:
                while member := tar.next():
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
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= LARGEST_HEADER:
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
