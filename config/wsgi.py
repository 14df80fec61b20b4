"""The application object that a WSGI server calls."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A person waits for a page: a missing database is told soon, and the database ends what takes too
# long. Commands wait longer and have no such end.
os.environ.setdefault("LEEWAY_DATABASE_WAIT_MS", "1500")
os.environ.setdefault("LEEWAY_DATABASE_STATEMENT_MS", "30000")
application = get_wsgi_application()

from apps.vault.key_changes.peppers import check_at_start  # noqa: E402  (models need the line above)

check_at_start()
connections.close_all()

from config import monitor  # noqa: E402

if settings.MONITOR_PORT:
    monitor.start(settings.MONITOR_HOST, settings.MONITOR_PORT)

# What is loaded by now stays. Looking through it for waste again and again took a tenth of a look
# at a long journal.
gc.collect()
gc.freeze()
# A page makes thousands of objects and hardly a cycle, so the collector looks ten times less often.
gc.set_threshold(20_000, 10, 10)
