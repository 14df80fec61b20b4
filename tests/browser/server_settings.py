"""Leeway's settings for the server of the journeys: derivations are cheap."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OURS
from config.settings import LOGGING

INSTALLED_APPS = [*OURS, "tests.browser.cheap_derivations.CheapDerivations"]

# each request is a line of the log, which is shown below a journey that failed
LOGGING["loggers"]["leeway.requests"]["level"] = "INFO"
