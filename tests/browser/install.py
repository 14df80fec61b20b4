"""Installs the browsers of the journeys while other checks run. It never fails: without Chromium
the journeys fetch one themselves, and without another engine they say so.
"""

from tests.browser.chromium import from_debian
from tests.browser.engines import availability

if __name__ == "__main__":
    from_debian()
    availability.install()
    for line in availability.lines():
        print(line)
