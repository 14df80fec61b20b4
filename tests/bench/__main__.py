"""`make bench`: every measurement, each as a ratio to a floor of the same run. None ever fails.

One alone: `.venv/bin/python -m tests.bench.journal`, and so on.
"""

from itertools import chain

from tests.bench import autosave, journal, library, public_pages, vault
from tests.bench.output import print_line

if __name__ == "__main__":
    every = (module.lines() for module in (vault, autosave, journal, public_pages, library))
    print_line(chain.from_iterable(every))
