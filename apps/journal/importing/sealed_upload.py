"""A file that a member brings in, sealed with the journal's key while it arrives.

Nothing of it is in plain outside this process, and no more than a few pieces are in memory: a
request is read as a stream, and a sealed file is read as a stream again. The pieces belong to an
import, so that they go with it, and after its hour if the request never ended.
"""

import io
from collections import OrderedDict
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from django.http import HttpRequest

from apps.common.http.uploads import MarkedViewHandler
from apps.journal.importing.seekable_file import SeekableFile
from apps.journal.models import Import, ImportPiece
from apps.journal.models.import_parts import PIECE_BYTES
from apps.vault.models import KeysReplaced
from apps.vault.unlocked_vault import UnlockedVault

PIECES_IN_MEMORY: Final = 3


class SealedFile(SeekableFile):
    """The bytes of a file in the order in which they were sent, read from its sealed pieces.

    Reading raises Damaged where a piece is altered or gone.
    """

    def __init__(self, vault: UnlockedVault, *, import_id: UUID, size: int) -> None:
        super().__init__(size)
        self._vault, self._import_id = vault, import_id
        self._pieces: OrderedDict[int, bytes] = OrderedDict()

    def read_at(self, place: int, most: int) -> bytes:
        number, begins = divmod(place, PIECE_BYTES)
        return self._piece(number)[begins : begins + most]

    def _piece(self, place: int) -> bytes:
        if place not in self._pieces:
            self._pieces[place] = ImportPiece.read(
                self._vault, import_id=self._import_id, place=place
            )
            if len(self._pieces) > PIECES_IN_MEMORY:
                self._pieces.popitem(last=False)
        self._pieces.move_to_end(place)
        return self._pieces[place]


def came_while_locked(request: HttpRequest) -> bool:
    """Whether a file that was not too large came while the journal was locked: it is not kept."""
    return bool(getattr(request, "came_locked", False))


def came_under_an_old_key(request: HttpRequest) -> bool:
    """Whether the journal got a new key while the file came: nothing of it is kept."""
    return bool(getattr(request, "came_under_an_old_key", False))


def opened(vault: UnlockedVault, *, import_id: UUID, size: int) -> io.BufferedReader:
    """The file of an import, to be read and searched."""
    return io.BufferedReader(SealedFile(vault, import_id=import_id, size=size), 64 * 1024)


class SealedUploadedFile(UploadedFile):  # type: ignore[type-arg]
    """What a form gets for a file whose bytes are sealed: its name, its size, and its import."""

    def __init__(self, *, name: str, size: int, row: Import) -> None:
        super().__init__(file=None, name=name, size=size)
        self.row = row


class SealedUpload(MarkedViewHandler):
    """Seals the file of a view that is marked so, for a member whose journal is open."""

    mark = "largest_sealed_upload"
    chunk_size = 256 * 1024

    def begin(self, *, content_length: int, largest: int) -> None:
        self._row: Import | None = None
        self._file: SealedUploadedFile | None = None
        self._vault: UnlockedVault | None = None
        if 0 < content_length <= largest and self.request.user.is_authenticated:  # type: ignore[union-attr]
            self._vault = self.request.vault or None  # type: ignore[union-attr]
            self.request.came_locked = self._vault is None  # type: ignore[union-attr]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._vault is None:
            return
        if self._row is None:
            self._place, self._waiting = 0, bytearray()
            try:
                self._row = Import.of_upload(self._vault)
            except KeysReplaced:
                self._keep_nothing()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._vault is None:
            return raw_data
        if self._row is None:  # under a key that went
            return None
        if self._file is not None:  # of a second file: its bytes are none of the first's
            return None
        self._waiting += raw_data
        while self._row is not None and len(self._waiting) >= PIECE_BYTES:
            self._seal(bytes(self._waiting[:PIECE_BYTES]))
            del self._waiting[:PIECE_BYTES]
        return None

    def file_complete(self, file_size: int) -> SealedUploadedFile | None:
        row = self._row
        if row is None:
            return None
        if self._file is None:
            if self._waiting:
                self._seal(bytes(self._waiting))
                self._waiting = bytearray()
            if self._row is None:
                return None
            self._file = SealedUploadedFile(name=self.file_name or "", size=file_size, row=row)
        return self._file

    def upload_interrupted(self) -> None:
        if self._row is not None and self._vault is not None:
            self._row.forget(self._vault)

    def _seal(self, data: bytes) -> None:
        assert self._vault is not None and self._row is not None
        try:
            ImportPiece.keep(self._vault, data, import_id=self._row.id, place=self._place)
        except KeysReplaced:
            self._keep_nothing()
        self._place += 1

    def _keep_nothing(self) -> None:
        """The journal got a new key: the rest is read past, and what was sealed goes."""
        assert self._vault is not None
        if self._row is not None:
            self._row.forget(self._vault)
        self._row, self._waiting = None, bytearray()
        self.request.came_under_an_old_key = True  # type: ignore[union-attr]
