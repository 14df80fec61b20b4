"""The first failures are shown when they happen, not only at the end of a run of minutes.

Loaded by pyproject.toml. A run in one process is short, and shows them at its end alone.
"""

import pytest
from _pytest.terminal import TerminalReporter

MOST = 3  # a broken base fails hundreds alike; the end shows all of them


class EarlyFailures:
    """Writes what failed, with its traceback, between the dots of a run in several processes."""

    def __init__(self, terminal: TerminalReporter) -> None:
        self.terminal = terminal
        self.shown = 0

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.failed or self.shown == MOST:
            return
        self.shown += 1
        self.terminal.line("")  # behind the dots
        self.terminal.section(f"failed already: {report.nodeid}", sep="_")
        report.toterminal(self.terminal._tw)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """The plugin that writes on the terminal is there by now, and in no process but the first."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and config.getoption("numprocesses", None):
        config.pluginmanager.register(EarlyFailures(terminal))
