"""`make bench`: every measurement, each as a ratio to a floor of the same run. None ever fails."""

import sys

from tests.bench import vault

if __name__ == "__main__":
    for line in vault.lines():
        sys.stdout.write(f"{line}\n")
