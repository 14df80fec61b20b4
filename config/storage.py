"""Static files: styles and modules each joined into one file, then hashed and compressed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Joined(NamedTuple):
    """A file that is a list of imports: how one is written, what is put around its text, and what
    of it only its writers need."""

    imports: re.Pattern[str]
    opening: str
    aside: re.Pattern[str]


# a block keeps the names of one module out of the next
MODULES = Joined(
    re.compile(r'^import\s+"\./(?P<file>[^"]+)";\s*$', re.M),
    "",
    re.compile(r"^\s*//.*\n", re.M),
)
JOINED = {
    "css/app.css": Joined(
        re.compile(r'^@import\s+"(?P<file>[^"]+)"\s+layer\((?P<layer>[\w.-]+)\);\s*$', re.M),
        "@layer {layer} ",
        re.compile(r"/\*.*?\*/|^\s+", re.M | re.S),
    ),
    "js/app.js": MODULES,
    "js/member.js": MODULES,
    "js/journal.js": MODULES,
}


# A part that is imported by name comes to stand in the module's block, once.
PART = re.compile(r'^import\s+\{[^}]+\}\s+from\s+"\./(?P<file>[^"]+)";\s*$', re.M)
EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:class|function|const)\b)", re.M)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The source keeps one file a concept; a visitor fetches one stylesheet and one module."""

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        for name in JOINED:
            if name in paths and not dry_run:
                whole = self._whole(name, paths)
                self.delete(name)
                self._save(name, ContentFile(whole.encode()))
                paths = {**paths, name: (self, name)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _whole(self, name: str, paths: dict[str, Any]) -> str:
        folder = PurePosixPath(name).parent

        def text(file: str, there: set[str]) -> str:
            def part(found: re.Match[str]) -> str:
                if found["file"] in there:
                    return ""
                there.add(found["file"])
                return EXPORT.sub("", text(found["file"], there))

            return PART.sub(part, self._text(paths[str(folder / file)]))

        def imported(found: re.Match[str]) -> str:
            opening = JOINED[name].opening.format_map(found.groupdict())
            return f"{opening}{{\n{text(found['file'], set())}}}\n"

        whole = JOINED[name].imports.sub(imported, self._text(paths[name]))
        return JOINED[name].aside.sub("", whole)

    @staticmethod
    def _text(found: tuple[Any, str]) -> str:
        storage, path = found
        with storage.open(path) as file:
            return str(file.read().decode())
