"""Static files: the stylesheet's imports joined into one file, then hashed and compressed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import\s+"(?P<file>[^"]+)"(?:\s+layer\((?P<layer>[\w.-]+)\))?;\s*$', re.M)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The source keeps one stylesheet a concept; a visitor fetches one file."""

    support_js_module_import_aggregation = True
    joined = "css/app.css"

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        if self.joined in paths and not dry_run:
            storage, path = paths[self.joined]
            with storage.open(path) as file:
                text = file.read().decode()
            whole = IMPORT.sub(lambda found: self._imported(found, paths), text)
            self.delete(self.joined)
            self._save(self.joined, ContentFile(whole.encode()))
            paths = {**paths, self.joined: (self, self.joined)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _imported(self, found: re.Match[str], paths: dict[str, Any]) -> str:
        name = str(PurePosixPath(self.joined).parent / found["file"])
        storage, path = paths[name]
        with storage.open(path) as file:
            text = file.read().decode()
        return f"@layer {found['layer']} {{\n{text}}}\n" if found["layer"] else text
