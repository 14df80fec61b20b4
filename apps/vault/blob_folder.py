"""A folder of sealed bytes: a file is whole and on the disk before its row is committed."""

import os
from pathlib import Path
from typing import Any, Final

from django.core.files import File
from django.core.files.storage import FileSystemStorage

NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
OF_FILES, OF_FOLDERS = 0o600, 0o700


class BlobFolder(FileSystemStorage):
    """Django's folder, which would leave it to the machine when the bytes reach the disk.

    And where the disk has no room for all of a file, it would leave what had room.
    """

    def _save(self, name: str, content: "File[Any]") -> str:
        path = Path(self.path(name))
        for folder in reversed(path.parents[:2]):
            folder.mkdir(mode=OF_FOLDERS, parents=True, exist_ok=True)
        while True:
            try:
                descriptor = os.open(path, NEW, OF_FILES)
                break
            except FileExistsError:  # another was quicker
                name = self.get_available_name(name)
                path = Path(self.path(name))
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise
        for folder in path.parents[:2]:
            _sync(folder)
        return name


def _sync(folder: Path) -> None:
    """A new name in a folder reaches the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
