#!/bin/sh
# A uv of our own in .tools/, for machines that have none. Needs only a Python with pip.
set -eu
for python in python3 python3.13 python3.12 python; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
      --root-user-action=ignore --target .tools/uv uv
    exit 0
  fi
done
echo "Leeway needs uv, or a Python with pip to fetch it. On Debian: apt-get install python3-pip" >&2
exit 1
