"""`python -m apps.operations.backup.probe`: opens the canary's journal in the database of its own.

It reads the canary as JSON from its input and prints what is wrong, as a JSON list. Nothing is
written to the database.
"""

import json
import sys

import django
import msgspec

if __name__ == "__main__":
    django.setup()

    from apps.operations.backup.canary import problems_of_restored
    from apps.operations.backup.manifest import Canary

    canary = msgspec.json.decode(sys.stdin.buffer.read(), type=Canary)
    sys.stdout.write(json.dumps(problems_of_restored(canary)))
