"""What is in an image is listed, and two builds of it hold the same static files."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from config import bill_of_materials
from config.bill_of_materials import bill_of, licence_of, packages_of
from tests.named_tests import ROOT

REQUIREMENTS = ROOT / "requirements.txt"


def test_every_package_of_the_hashed_file_is_in_the_bill_with_its_hashes() -> None:
    text = REQUIREMENTS.read_text()
    packages = list(packages_of(text))
    pinned = [line.split("==")[0] for line in text.splitlines() if "==" in line and line[0] != " "]
    assert [each.name for each in packages] == pinned
    assert len(packages) > 25
    assert sum(len(each.hashes) for each in packages) == text.count("--hash=sha256:")
    bill = bill_of(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert "pkg:pypi/django@" in " ".join(each["purl"] for each in bill["components"])
    assert len({each["bom-ref"] for each in bill["components"]}) == len(packages)


def test_every_package_that_runs_states_a_licence() -> None:
    """Where one does not, somebody has to look, and name it here."""
    told = {each.name: licence_of(each.name) for each in packages_of(REQUIREMENTS.read_text())}
    assert [name for name, licence in told.items() if licence == "not stated"] == []
    assert told["django"] == "BSD-3-Clause"
    assert "MIT" in told["pyrage"]  # which has it in a file alone


def test_the_bill_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert bill_of_materials.main([str(REQUIREMENTS), str(tmp_path / name)]) == 0
    for name in ("sbom.cdx.json", "licences.txt"):
        one, two = ((tmp_path / each / name).read_bytes() for each in ("one", "two"))
        assert one == two
    assert json.loads((tmp_path / "one" / "sbom.cdx.json").read_text())["components"]


def collected(folder: Path, seed: str) -> dict[str, str]:
    """The digest of each static file of a build of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    subprocess.run(
        [sys.executable, "-m", "config.collect_static"],
        cwd=ROOT,
        env=kept | {"LEEWAY_DATA": str(folder), "PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        timeout=240,
    )
    files = (path for path in (folder / "static").rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_two_builds_have_the_same_static_files(tmp_path: Path) -> None:
    """Compressed ones too: no time stands in them."""
    one, two = collected(tmp_path / "one", "1"), collected(tmp_path / "two", "2")
    assert one == two
    assert any(name.endswith(".gz") for name in one)
    assert any(name.endswith(".br") for name in one)
