"""Makes the data folders that servers of tests start from, while other checks run."""

import signal
import sys
import tempfile
from pathlib import Path

from tests.browser.server import make_site
from tests.faults.server import make_tables
from tests.prepared import copy_prepared

if __name__ == "__main__":
    # where another check fails meanwhile, what was started here is ended
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        copy_prepared("tables", Path(folder) / "tables", make=make_tables)
        copy_prepared("site", Path(folder) / "site", make=make_site)
