"""A file that can be searched, over bytes that lie in pieces or within another file."""

import io
from typing import IO, Any


class SeekableFile(io.RawIOBase):
    """So many bytes, read from any place on; a subclass says what stands at a place."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._at = 0

    def read_at(self, place: int, most: int) -> bytes:
        """At least one byte and at most `most` of those from `place` on, which is in the file."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.size - self._at)
        if wanted <= 0:
            return 0
        found = self.read_at(self._at, wanted)
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)


class FileWindow(SeekableFile):
    """So many bytes of a file from a place in it on, as a file that can be searched."""

    def __init__(self, file: IO[bytes], *, start: int, size: int) -> None:
        super().__init__(size)
        self._file, self._start = file, start

    def read_at(self, place: int, most: int) -> bytes:
        self._file.seek(self._start + place)
        return self._file.read(most)
