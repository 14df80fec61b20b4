"""Leeway's settings for the server of the journeys: derivations are cheap, requests are logged."""

import os

os.environ["LEEWAY_LOG_REQUESTS"] = "1"  # shown below a journey that failed

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.browser.cheap_derivations.CheapDerivations"]
