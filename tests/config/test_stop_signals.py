"""A stop is asked for once or often, and never cuts the start or the end of a process in half."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.stop_signals import NAMES, StopSignals

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def handlers_of_before() -> Iterator[None]:
    """Each signal does what it does for a fresh program, also where the tests run under nohup."""
    before = {name: signal.signal(name, signal.SIG_DFL) for name in NAMES}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.fixture
def stop() -> StopSignals:
    stop = StopSignals()
    stop.listen()
    return stop


def send(name: signal.Signals) -> None:
    os.kill(os.getpid(), name)


@pytest.mark.parametrize("name", NAMES)
def test_each_of_them_cuts_only_an_interruptible_block_short(
    stop: StopSignals, name: signal.Signals
) -> None:
    send(name)
    assert stop.asked
    stop.asked = False
    with pytest.raises(KeyboardInterrupt), stop.interruptible():
        send(name)
    assert stop.asked
    send(name)


def test_a_second_one_does_not_interrupt_what_the_first_one_set_going(stop: StopSignals) -> None:
    ended = []
    with pytest.raises(KeyboardInterrupt), stop.interruptible():
        try:
            send(signal.SIGINT)
        finally:
            send(signal.SIGINT)
            send(signal.SIGHUP)
            ended.append("in order")
    assert ended == ["in order"]


def test_no_long_work_begins_once_a_stop_was_asked_for(stop: StopSignals) -> None:
    send(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), stop.interruptible():
        pytest.fail("it began")
    send(signal.SIGTERM)


def test_after_the_block_the_work_goes_on(stop: StopSignals) -> None:
    with stop.interruptible():
        pass
    send(signal.SIGINT)
    assert stop.asked


def test_nohup_is_heard() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    StopSignals().listen()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


INTERRUPTS_ITSELF = """
import os, signal, sys

class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "urllib.request":  # the runner imports it before it listens
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts())
"""


def test_an_interrupt_while_the_runner_is_read_ends_it_with_a_plain_line(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTS_ITSELF)
    ended = subprocess.run(
        [sys.executable, "-m", "config.local.serve"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.stdout == "Stopped before anything was started.\n"
    assert (ended.returncode, ended.stderr) == (0, "")
