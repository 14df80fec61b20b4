"""Files with a passphrase: whole at any length, refused while there is no room to lock one."""

import threading
from pathlib import Path

import pyrage
import pytest
from pytest_django import Settings

from apps.vault.crypto import age, kdf_limit
from apps.vault.crypto.age import AGE_CHUNK_BYTES, locked
from apps.vault.crypto.kdf_limit import DerivationsBusy

PASSPHRASE = "quiet lantern over shingle"


def test_a_file_that_ends_with_a_whole_piece_opens_in_another_program() -> None:
    """Its last piece is never empty: the format forbids that."""
    content = bytes(range(256)) * (AGE_CHUNK_BYTES // 256)
    file = b"".join(locked([content[:1000], content[1000:]], PASSPHRASE))
    assert pyrage.passphrase.decrypt(file, PASSPHRASE) == content


def test_a_file_takes_a_place_of_a_derivation(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DERIVATION_WAIT_SECONDS = 0.01
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    monkeypatch.setattr(kdf_limit, "_places", none_left)
    with pytest.raises(DerivationsBusy):
        locked([b"words"], PASSPHRASE)


def test_a_program_that_fails_is_no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "fails.py"
    program.write_text("raise SystemExit(1)\n")
    monkeypatch.setattr(age, "PROGRAM", program)
    with pytest.raises(DerivationsBusy):
        locked([b"words"], PASSPHRASE)
