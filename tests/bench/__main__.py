"""`make bench`: every measurement, each as a ratio to a floor of the same run. None ever fails."""

import sys
from itertools import chain

from tests.bench import autosave, guide_page, journal, library, vault

if __name__ == "__main__":
    every = (module.lines() for module in (vault, autosave, journal, guide_page, library))
    for line in chain.from_iterable(every):
        sys.stdout.write(f"{line}\n")
