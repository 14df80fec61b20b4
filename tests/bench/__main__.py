"""`make bench`: every measurement, each as a ratio to a floor of the same run. None ever fails."""

import sys
from itertools import chain

from tests.bench import autosave, guide_page, library, vault

if __name__ == "__main__":
    for line in chain(vault.lines(), autosave.lines(), guide_page.lines(), library.lines()):
        sys.stdout.write(f"{line}\n")
