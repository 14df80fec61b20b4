"""The settings of a local copy, for tools that load Django by themselves (mypy, an editor)."""

from config.local.environment import complete

complete()

from config.settings import *  # noqa: E402, F403
