"""A zip or a tar from outside, read piece by piece with its limits.

Nothing is written where it says.
"""

import posixpath
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final, cast

from apps.journal.importing.tar_file import BROKEN as BROKEN_TAR
from apps.journal.importing.tar_file import START as START_OF_TAR
from apps.journal.importing.tar_file import TarFile, TooMuchInTar, is_tar
from apps.journal.importing.zip_in_zip import MOST_ZIPS, ZIPS, ZipsInZip
from apps.vault.registry import Unreadable

MEBIBYTE: Final = 1024 * 1024
MOST_FILES: Final = 50_000
DIRECTORY_OF_A_FILE: Final = 400  # bytes in a zip's list of its files
LARGEST_DIRECTORY: Final = 20 * MEBIBYTE
LARGEST_FILE: Final = 32 * MEBIBYTE  # of a text or a picture that is read whole
_HIDDEN: Final = re.compile(r"\.[^.]")  # but "...and then.md" is somebody's page
_SAYS_UTF_8: Final = 0x800  # a bit of a file in a zip
METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


@dataclass(frozen=True, kw_only=True)
class ImportLimits:
    """Bytes of the file as it is sent, bytes of text once unpacked, and rows."""

    packed: int
    unpacked: int
    rows: int


# An export of ours with all the photos that a journal may hold, in base64 too, fits.
LIMITS: Final = ImportLimits(packed=640 * MEBIBYTE, unpacked=300 * MEBIBYTE, rows=40_000)


class TooLarge(Unreadable):
    """Over a limit that docs/import-formats.md names."""


class RowCount:
    """Counts the rows of one file, whichever reader gives them."""

    def __init__(self) -> None:
        self.rows = 0

    def add_one(self) -> None:
        """Raises TooLarge for a row over the limit."""
        self.rows += 1
        if self.rows > LIMITS.rows:
            raise TooLarge("Too many pages.")


class Archive:
    """The plain files of a zip or tar by their names, as people have it.

    Raises Unreadable, TooLarge.

    Folders, links, and what a Mac or an editor puts beside (`__MACOSX`, names with a dot) count as
    nothing. A zip in it is a folder: its files are among the names. `locked` is how many files are
    locked with a password, `broken` how many zips in it are broken, `unopened` how many are not
    looked into, `odd` how many files cannot be read for another reason.
    """

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        start = file.read(START_OF_TAR)
        self._packed = _opened_tar(file) if is_tar(start) else _opened_zip(file)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._inside: dict[str, str] = {}  # of a file in a zip in the zip, that zip's name
        self._zips: ZipsInZip | None = None  # of a tar, none is looked into
        self.locked = self.broken = self.unopened = self.odd = 0
        if isinstance(self._packed, TarFile):
            self.broken = self._packed.broken
        else:
            self._zips = ZipsInZip(file, self._packed, _opened_zip)
        self._files = self._read = self._unpacked = 0
        self._by_end: dict[str, list[str]] | None = None
        self._add(self._packed)
        for number, name in enumerate([*self.named(*ZIPS)]):
            info = self._infos.pop(name)
            if self._zips and number < MOST_ZIPS and self._may_look_into(info):
                self._look_into(self._zips, name, info)
            else:
                self.unopened += 1

    def _add(self, packed: zipfile.ZipFile | TarFile, *, inside: str = "") -> None:
        infos = [info for info in packed.infolist() if not info.is_dir()]
        self._files += len(infos)
        if self._files > MOST_FILES:
            raise TooLarge("Too many files.")
        seen = [info for info in infos if not _is_hidden(_name_of(info))]
        plain = _by_name(info for info in seen if _is_plain(info))
        locked = sum(1 for info in seen if info.flag_bits & 1)
        self.locked += locked
        self.odd += len(seen) - len(plain) - locked
        for name, info in plain.items():
            if not inside:
                self._infos[name] = info
            elif name.lower().endswith(ZIPS):
                self.unopened += 1
            else:
                path = f"{inside}/{name}"
                self._infos[path], self._inside[path] = info, inside

    def _may_look_into(self, info: zipfile.ZipInfo) -> bool:
        """Whether it lies there as it is, or is small enough to be unpacked into memory."""
        if info.compress_type == zipfile.ZIP_STORED:
            return True
        self._unpacked += info.file_size
        return info.file_size <= LARGEST_FILE and self._unpacked <= LIMITS.unpacked

    def _look_into(self, zips: ZipsInZip, name: str, info: zipfile.ZipInfo) -> None:
        most = (MOST_FILES - self._files) * DIRECTORY_OF_A_FILE
        try:
            self._add(zips.add(name, info, most_of_directory=most), inside=name)
        except TooLarge:
            self.unopened += 1
        except (Unreadable, *BROKEN):
            self.broken += 1

    def _open(self, name: str) -> IO[bytes]:
        """Raises KeyError for a name that is not there, and BROKEN."""
        info, inside = self._infos[name], self._inside.get(name)
        return (self._zips[inside] if self._zips and inside else self._packed).open(info)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def __len__(self) -> int:
        return len(self._infos)

    def named(self, *endings: str) -> Iterator[str]:
        """Names with one of these endings, in the order of the alphabet."""
        return (name for name in sorted(self._infos) if name.lower().endswith(endings))

    def size_of(self, name: str) -> int:
        """The bytes of a file, as the archive says."""
        return self._infos[name].file_size

    def day_of(self, name: str) -> tuple[int, int, int]:
        """The day that the zip gives a file; 1980-01-01 where it gives none."""
        year, month, day, *_time = self._infos[name].date_time
        return year, month, day

    def read(self, name: str) -> bytes:
        """A whole file. What is really read counts, whatever the zip says of its size.

        Raises KeyError for a name that is not there.
        """
        try:
            with self._open(name) as file:
                data = file.read(LARGEST_FILE + 1)
        except BROKEN as error:
            raise Unreadable("A file in the zip is broken.") from error
        self._read += len(data)
        if len(data) > LARGEST_FILE or self._read > LIMITS.unpacked:
            raise TooLarge("Too large once unpacked.")
        return data

    def picture(self, name: str) -> bytes:
        """The bytes of a picture, which has a size limit of its own."""
        try:
            return self.read(name)
        finally:
            self._read = 0

    def start(self, name: str, size: int) -> bytes:
        """The first `size` bytes of a file; b"" where the file is broken."""
        try:
            with self._open(name) as file:
                return file.read(size)
        except BROKEN:
            return b""

    def opened(self, name: str) -> IO[bytes]:
        """A file to be read piece by piece; its reader must count. May raise BROKEN while read."""
        try:
            return self._open(name)
        except BROKEN as error:
            raise Unreadable("A file in the zip is broken.") from error

    def find(self, path: str, *, beside: str = "") -> str | None:
        """The name of a file that another names by a path relative to itself.

        Where nothing lies there, the one file whose path ends like it, be it with another ending
        (`.jpeg` for `.jpg`), and then the one of that name in the same folder. A path leads
        nowhere but to a name of this zip.
        """
        folder, path = posixpath.dirname(beside), _plain_name(path)
        for name in (posixpath.join(folder, path), path):
            exact = posixpath.normpath(name).lstrip("/")
            if exact in self._infos:
                return exact
        parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
        end = "/".join(parts[-2:]).lower()
        for wanted in (end, f"{posixpath.splitext(end)[0]}.*") if end else ():
            found = self._ends().get(wanted, [])
            near = [name for name in found if name.startswith(f"{folder}/")] if folder else found
            if len(near or found) == 1:
                return (near or found)[0]
        beside_it = posixpath.join(folder, *parts[-1:])  # the folders are gone
        return beside_it if parts and beside_it in self._infos else None

    def _ends(self) -> dict[str, list[str]]:
        """Names by their last part or two, with and without their endings."""
        if self._by_end is None:
            self._by_end = {}
            for name in sorted(self._infos):
                parts = name.lower().split("/")
                for end in {"/".join(parts[-2:]), parts[-1]}:
                    self._by_end.setdefault(end, []).append(name)
                    self._by_end.setdefault(f"{posixpath.splitext(end)[0]}.*", []).append(name)
        return self._by_end


class _DirectoryReader:
    """A zip's file. `zipfile` reads its directory in one piece, before anybody can count in it.

    Until then a read of more than `most` bytes raises TooLarge.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._most, self.is_directory_read = file, most, False
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self._most and not self.is_directory_read:
            raise TooLarge("Too long a list of files.")
        return self._file.read(size)


def _opened_zip(file: IO[bytes], most_of_directory: int = LARGEST_DIRECTORY) -> zipfile.ZipFile:
    """Raises Unreadable, and TooLarge for a list of files that is longer, in bytes."""
    reader = _DirectoryReader(file, most_of_directory)
    try:
        found = zipfile.ZipFile(cast(IO[bytes], reader))
    except TooLarge:
        raise
    except BROKEN as error:
        raise Unreadable("Not a zip that can be read.") from error
    reader.is_directory_read = True
    return found


def _opened_tar(file: IO[bytes]) -> TarFile:
    """Raises Unreadable, TooLarge."""
    file.seek(0)
    try:
        return TarFile(file, most_files=MOST_FILES)
    except TooMuchInTar as error:
        raise TooLarge("Too long a list of files.") from error
    except BROKEN_TAR as error:
        raise Unreadable("Not a tar that can be read.") from error


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


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name that was meant: a Mac writes UTF-8 without saying so, old Windows programs "\\"."""
    name = info.filename
    if not info.flag_bits & _SAYS_UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return _plain_name(name)


def _by_name(infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by their names; the second of a name is `a (2).md`, and none is left out."""
    found: dict[str, zipfile.ZipInfo] = {}
    times: Counter[str] = Counter()
    for info in infos:
        name = _name_of(info)
        times[name] += 1
        stem, ending = posixpath.splitext(name)
        found[f"{stem} ({times[name]}){ending}" if times[name] > 1 else name] = info
    return found


def _plain_name(name: str) -> str:
    """The name with "/" between folders, and composed: a Mac writes ü as u and its dots."""
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _is_hidden(name: str) -> bool:
    """What a Mac, Windows or an editor puts beside the files that somebody means."""
    parts = name.replace("\\", "/").split("/")
    litter = {"__macosx", "thumbs.db", "desktop.ini"}
    return any(_HIDDEN.match(part) or part.lower() in litter for part in parts)


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """No link, nothing locked, and packed in a way that is cheap to unpack."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_file = kind in {0, stat.S_IFREG}
    return is_file and not info.flag_bits & 1 and info.compress_type in METHODS
