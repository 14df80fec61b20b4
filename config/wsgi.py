"""The application object that a WSGI server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A person waits for a page: the database ends what takes longer. Commands have no such end.
os.environ.setdefault("LEEWAY_DATABASE_STATEMENT_MS", "30000")
application = get_wsgi_application()

# What is loaded by now stays. Looking through it for waste again and again took a tenth of a look
# at a long journal.
gc.collect()
gc.freeze()
