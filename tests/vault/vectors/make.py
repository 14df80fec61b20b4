"""Makes the known-answer vectors from the reference: `python -m tests.vault.vectors.make`.

A file belongs to one format for ever. Once a format is released its file is never made again; a
new format gets a new file, and the tests keep opening both. Existing files are left alone.
"""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.vault import reference

FOLDER = Path(__file__).parent
VAULT = UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10")
ROW = UUID("0c9be1d6-41f4-4b0c-8a3e-5a2d3c7e9f44")
SLOT = UUID("b9a7e3f0-1d2c-4e5f-8a9b-0c1d2e3f4a5b")
REAL_COST, SMALL_COST = (65536, 3, 4), (64, 1, 2)  # of the first release

Vectors = list[dict[str, Any]]


def fixed(name: str, length: int) -> bytes:
    """Bytes that look random and are always the same."""
    return hashlib.shake_256(f"leeway vector: {name}".encode()).digest(length)


DATA_KEYS = {number: fixed(f"data key {number}", 32) for number in (1, 2, 7)}
PEPPER = fixed("pepper", 48)


def sealing() -> Vectors:
    texts = {
        "empty": b"",
        "one byte": b"\x00",
        "a head": b'{"date":"2026-11-21","title":"Two cups of tea"}',
        "full first step": fixed("full", 508),
        "one byte over the first step": fixed("over", 509),
        "not ASCII": "Æ, 猫 and 🙂".encode(),
    }
    vectors = []
    for number, (name, text) in enumerate(texts.items()):
        place = ("entry.head", VAULT, ROW, number * 2**40, 1 + number % 2)
        key = DATA_KEYS[place[4]]
        salt, nonce = fixed(f"salt {name}", 32), fixed(f"nonce {name}", 12)
        vectors.append(
            {
                "name": name,
                "kind": place[0],
                "vault_id": str(VAULT),
                "object_id": str(ROW),
                "revision": place[3],
                "key_id": place[4],
                "key": key.hex(),
                "salt": salt.hex(),
                "nonce": nonce.hex(),
                "context": reference.context(*place).hex(),
                "plaintext": text.hex(),
                "blob": reference.seal(text, key, reference.context(*place), salt, nonce).hex(),
            }
        )
    return vectors


def slots() -> Vectors:
    passwords = [
        ("small cost", "correct horse battery", SMALL_COST),
        ("not ASCII, spaces kept", "  pãsswörd \u0065\u0301 猫 ", SMALL_COST),
        ("the real cost", "The tide comes in at six", REAL_COST),
    ]
    vectors = []
    for version, (name, password, cost) in enumerate(passwords, start=1):
        salt = fixed(f"slot salt {name}", 16)
        info = reference.slot_info(VAULT, SLOT, "password", version)
        kek = reference.password_kek(password, salt, PEPPER, info, cost)
        memory_kib, iterations, lanes = cost
        vectors.append(
            {
                "name": name,
                "slot_kind": "password",
                "password": password,
                "pepper": PEPPER.hex(),
                "memory_kib": memory_kib,
                "iterations": iterations,
                "lanes": lanes,
                **_slot(salt, info, kek, version),
            }
        )
    secret, salt = fixed("code", 20), fixed("recovery salt", 16)
    info = reference.slot_info(VAULT, SLOT, "recovery", 9)
    kek = reference.recovery_kek(secret, salt, info)
    vectors.append(
        {
            "name": "recovery code",
            "slot_kind": "recovery",
            "code_secret": secret.hex(),
            **_slot(salt, info, kek, 9),
        }
    )
    return vectors


def passkey_slots() -> Vectors:
    secret, salt = fixed("passkey secret", 32), fixed("passkey salt", 16)
    info = reference.slot_info(VAULT, SLOT, "passkey", 1)
    kek = reference.passkey_kek(secret, salt, info)
    slot = _slot(salt, info, kek, 1)
    return [{"name": "passkey", "slot_kind": "passkey", "secret": secret.hex(), **slot}]


def second_factors() -> Vectors:
    place = ("account.second-factor", UUID(int=0), UUID(int=0), 0, 3)
    key = reference.second_factor_key(PEPPER)
    salt, nonce = fixed("second factor salt", 32), fixed("second factor nonce", 12)
    text = b"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    blob = reference.seal(text, key, reference.context(*place), salt, nonce)
    return [
        {
            "name": "secret of an app",
            "pepper": PEPPER.hex(),
            "pepper_version": 3,
            "key": key.hex(),
            "secret": text.decode(),
            "blob": blob.hex(),
        }
    ]


def _slot(salt: bytes, info: bytes, kek: bytes, version: int) -> dict[str, Any]:
    return {
        "vault_id": str(VAULT),
        "slot_id": str(SLOT),
        "version": version,
        "salt": salt.hex(),
        "info": info.hex(),
        "kek": kek.hex(),
        "keys": _hex_keys(),
        "blob": reference.wrap(DATA_KEYS, kek).hex(),
    }


def sign_ins() -> Vectors:
    """The sign-in hash, and the slot key that the same stretched password makes."""
    samples = [
        ("small cost", "correct horse battery", (64, 1, 2), 16),
        ("not ASCII, a long salt", "  pãsswörd 猫 ", (64, 1, 1), 22),
        ("the real cost", "The tide comes in at six", (102400, 2, 4), 16),
    ]
    vectors = []
    for version, (name, password, cost, salt_bytes) in enumerate(samples, start=1):
        salt = fixed(f"sign-in salt {name}", salt_bytes)
        info = reference.slot_info(VAULT, SLOT, "password", version)
        memory_kib, iterations, lanes = cost
        vectors.append(
            {
                "name": name,
                "password": password,
                "pepper": PEPPER.hex(),
                "pepper_version": version,
                "memory_kib": memory_kib,
                "iterations": iterations,
                "lanes": lanes,
                "salt": salt.hex(),
                "written": reference.sign_in_hash(password, salt, (version, PEPPER), cost),
                "slot_info": info.hex(),
                "slot_key": reference.password_kek(password, salt, PEPPER, info, cost).hex(),
            }
        )
    return vectors


def open_vaults() -> Vectors:
    browser_key, session_hash = fixed("browser key", 32), fixed("session hash", 32)
    salt, nonce = fixed("open salt", 32), fixed("open nonce", 12)
    blob = reference.seal_open_keys(DATA_KEYS, browser_key, VAULT, session_hash, salt, nonce)
    return [
        {
            "name": "three keys",
            "vault_id": str(VAULT),
            "browser_key": browser_key.hex(),
            "session_hash": session_hash.hex(),
            "keys": _hex_keys(),
            "blob": blob.hex(),
        }
    ]


def inboxes() -> Vectors:
    private, ephemeral = fixed("inbox private", 32), fixed("inbox ephemeral", 32)
    public = reference.public_of(private)
    place = ("draft", VAULT, ROW, 3, 1)
    text = b"Saved while locked."
    blob = reference.seal_to_inbox(text, public, reference.context(*place), ephemeral)
    return [
        {
            "name": "a draft",
            "kind": "draft",
            "vault_id": str(VAULT),
            "object_id": str(ROW),
            "revision": 3,
            "key_id": 1,
            "private": private.hex(),
            "public": public.hex(),
            "pepper": PEPPER.hex(),
            "tag": reference.inbox_tag(public, VAULT, PEPPER).hex(),
            "plaintext": text.hex(),
            "blob": blob.hex(),
        }
    ]


def recovery_locks() -> Vectors:
    kek = fixed("recovery slot key", 32)
    lock = reference.recovery_lock(kek)
    blob = reference.lock_keys(DATA_KEYS, lock, VAULT, SLOT, fixed("lock ephemeral", 32))
    return [
        {
            "name": "three keys",
            "vault_id": str(VAULT),
            "slot_id": str(SLOT),
            "kek": kek.hex(),
            "lock": lock.hex(),
            "keys": _hex_keys(),
            "blob": blob.hex(),
        }
    ]


def recovery_codes() -> Vectors:
    secrets = {
        "zeros": bytes(20),
        "ones": b"\xff" * 20,
        "counting": bytes(range(20)),
        "any": fixed("code", 20),
    }
    return [
        {"name": name, "secret": secret.hex(), "text": reference.recovery_text(secret)}
        for name, secret in secrets.items()
    ]


def _hex_keys() -> dict[str, str]:
    return {str(number): key.hex() for number, key in DATA_KEYS.items()}


FILES = {
    "sealing-1": sealing,
    "slot-1": slots,
    "passkey-slot-1": passkey_slots,
    "second-factor-1": second_factors,
    "sign-in-1": sign_ins,
    "open-vault-1": open_vaults,
    "inbox-1": inboxes,
    "recovery-lock-1": recovery_locks,
    "recovery-code-1": recovery_codes,
}


def load(format_name: str) -> Vectors:
    """Every vector of a format, of all its versions: `load("sealing")`."""
    paths = sorted(FOLDER.glob(f"{format_name}-[0-9]*.json"))
    return [vector for path in paths for vector in json.loads(path.read_text())]


def read_keys(vector: dict[str, Any]) -> dict[int, bytes]:
    """A vector's data keys by number."""
    return {int(number): bytes.fromhex(key) for number, key in vector["keys"].items()}


if __name__ == "__main__":
    for file_name, make in FILES.items():
        target = FOLDER / f"{file_name}.json"
        if not target.exists():
            target.write_text(json.dumps(make(), indent=2) + "\n")
