"""Collects the static files at build time: `python -m config.collect_static`, without any secret.

The settings want secrets and a database. Random ones are given to this process alone, which uses
neither and writes neither down.
"""

import os
import secrets
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for name in ("LEEWAY_SECRET_KEY", "LEEWAY_VAULT_PEPPER"):
        os.environ[name] = secrets.token_urlsafe(48)
    os.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    os.environ["LEEWAY_HOSTS"] = "localhost"

    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
