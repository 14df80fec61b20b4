#!/usr/bin/env python
"""Django's command line, with the project's settings."""

import os
import sys

from django.core.management import execute_from_command_line

from config import env


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if os.environ.get("LEEWAY_LOCAL", "").strip().lower() in env.YES:
        from config.local.environment import complete

        complete()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
