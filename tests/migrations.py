"""Every change of a model has its migration; asked of the tests' own PostgreSQL."""

import sys

from tests import environment


def main() -> int:
    started = environment.CLUSTER.start() if environment.HAS_OWN_DATABASE else False
    try:
        import os

        import django
        from django.core.management import call_command

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        call_command("makemigrations", "--check", "--dry-run")
    finally:
        if started:
            environment.CLUSTER.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
