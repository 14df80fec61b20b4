"""The bill of materials: `python -m config.bill_of_materials <requirements.txt> <folder>`.

It writes `sbom.cdx.json` (CycloneDX 1.6) with every package of the hashed file, and `licences.txt`
with the licence that each installed one states. Equal inputs give equal bytes.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from config.version import version

PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
OF_LICENCES: Final = "License :: "
UNSTATED: Final = "not stated"
SHORT: Final = 60  # characters: longer ones are the whole text
USAGE: Final = "usage: python -m config.bill_of_materials <requirements.txt> <folder>"


class Package(NamedTuple):
    """A pinned package, with the SHA-256 of each file that may be installed for it."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def packages_of(requirements: str) -> Iterator[Package]:
    """The packages of a file that `uv pip compile --generate-hashes` wrote, in its order."""
    for block in re.split(r"\n(?=\S)", requirements):
        if found := PINNED.match(block):
            yield Package(found[1], found[2], tuple(HASH.findall(block)))


def licence_of(name: str) -> str:
    """What the installed package states: an SPDX expression, its classifiers, or its short text."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [each for each in told.get_all("Classifier", []) if each.startswith(OF_LICENCES)]
    if classified:
        return "; ".join(sorted(each.rpartition(" :: ")[2] for each in classified))
    text = str(told.get("License") or "").strip()
    return text if text and len(text) <= SHORT and "\n" not in text else _title_of_file(name)


def _title_of_file(name: str) -> str:
    """The first line of the licence that the package brings along, where that is a title."""
    for path in files(name) or []:
        if path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")):
            first = path.read_text("utf-8").strip().partition("\n")[0].strip()
            if 0 < len(first) <= SHORT:
                return first
    return UNSTATED


def bill_of(requirements: str) -> dict[str, Any]:
    """The bill as CycloneDX 1.6. Its serial number follows from the file alone."""
    digest = hashlib.sha256(requirements.encode()).digest()
    serial = UUID(bytes=digest[:16], version=5)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "leeway", "version": version()}},
        "components": [
            {
                "type": "library",
                "bom-ref": package.address,
                "name": package.name,
                "version": package.version,
                "purl": package.address,
                "licenses": [{"license": {"name": licence_of(package.name)}}],
                "properties": [{"name": "leeway:sha256", "value": each} for each in package.hashes],
            }
            for package in packages_of(requirements)
        ],
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    requirements, folder = Path(arguments[0]).read_text("utf-8"), Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    bill = json.dumps(bill_of(requirements), indent=1, sort_keys=True)
    (folder / "sbom.cdx.json").write_text(f"{bill}\n", "utf-8")
    lines = [
        f"{each.name} {each.version}: {licence_of(each.name)}" for each in packages_of(requirements)
    ]
    (folder / "licences.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
