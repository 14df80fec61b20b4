"""The zips in a zip, one level deep: people pack what they downloaded once more.

One that is stored as it is is read where it lies. One that is packed again would be unpacked anew
for each jump in it, so it is unpacked into memory, and only up to a size.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import IO, Final

from apps.journal.importing.seekable_file import FileWindow
from apps.vault.registry import Unreadable

ZIPS: Final = (".zip", ".textpack")
MOST_ZIPS: Final = 100
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")  # its mark, the lengths of the name and the rest
_MARK: Final = b"PK\x03\x04"

type OpenZip = Callable[..., zipfile.ZipFile]


class ZipsInZip:
    """The zips of one zip by their names. One that is packed is in memory at a time."""

    def __init__(self, file: IO[bytes], outer: zipfile.ZipFile, opened: OpenZip) -> None:
        self._file, self._outer, self._opened = file, outer, opened
        self._stored: dict[str, zipfile.ZipFile] = {}
        self._packed: dict[str, zipfile.ZipInfo] = {}
        self._last: tuple[str, zipfile.ZipFile] | None = None

    def add(self, name: str, info: zipfile.ZipInfo, *, most_of_directory: int) -> zipfile.ZipFile:
        """Open it for the first time. Raises Unreadable, TooLarge, and what `zipfile` raises.

        TooLarge stands for a list of files of more than `most_of_directory` bytes.
        """
        if info.compress_type == zipfile.ZIP_STORED:
            self._stored[name] = self._opened(self._where_it_lies(info), most_of_directory)
            return self._stored[name]
        self._packed[name] = info
        return self._unpacked(name, most_of_directory)

    def __getitem__(self, name: str) -> zipfile.ZipFile:
        return self._stored[name] if name in self._stored else self._unpacked(name)

    def _unpacked(self, name: str, *most_of_directory: int) -> zipfile.ZipFile:
        if self._last is None or self._last[0] != name:
            self._last = None  # before the next is read, so that two are never in memory
            with self._outer.open(self._packed[name]) as file:
                content = io.BytesIO(file.read(self._packed[name].file_size))
            self._last = name, self._opened(content, *most_of_directory)
        return self._last[1]

    def _where_it_lies(self, info: zipfile.ZipInfo) -> IO[bytes]:
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(_MARK):
            raise Unreadable("No file where the zip says one.")
        _mark, name, more = _LOCAL_HEADER.unpack(header)
        start = info.header_offset + _LOCAL_HEADER.size + name + more
        window = FileWindow(self._file, start=start, size=info.file_size)
        return io.BufferedReader(window, 64 * 1024)
