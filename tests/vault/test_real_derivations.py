"""Real derivations at the full cost: at the same moment, without memory, without an end."""

import ast
import subprocess
import sys
from pathlib import Path

from apps.vault.keys import Argon2Parameters
from tests.vault import deriving, reference

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60  # seconds; a quiet machine takes one
COST = Argon2Parameters()
ONE_AT_A_TIME = {Path("tests/vault/reference.py")}


def run(*arguments: str) -> str:
    """What a program writes that is ended if it hangs, threads and all."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=LONGEST, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_four_derivations_at_the_same_moment_all_end() -> None:
    made = run("-m", "tests.vault.deriving").split("\n")
    cost = (COST.memory_kib, COST.iterations, COST.lanes)
    assert made == [
        reference.password_kek(
            f"correct horse {number}", bytes([number]) * 16, b"p" * 32, b"info", cost
        ).hex()
        for number in range(deriving.AT_ONCE)
    ]


def test_nothing_derives_in_the_pool_of_threads_of_the_process() -> None:
    """Two at once would wait for each other there (keys.py says how)."""
    found = set()
    for folder in ("apps", "config", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("kdf.argon2"):
                    found.add(path.relative_to(ROOT))
    assert found == ONE_AT_A_TIME
