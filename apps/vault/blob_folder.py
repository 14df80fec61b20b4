"""A folder of sealed bytes: a file is on the disk before its row is committed."""

import os
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class BlobFolder(FileSystemStorage):
    """Django's folder, which would leave it to the machine when the bytes reach the disk."""

    def _save(self, name: str, content: "File[Any]") -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(saved))
        for each in (path, *list(path.parents)[:2]):
            descriptor = os.open(each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved
