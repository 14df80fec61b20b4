# shellcheck shell=sh
# Read by uv.sh: fetches a uv into .tools/ with the first Python that has pip, or can make one.

pythons() {
  for name in python3 python3.14 python3.13 python3.12 python; do everywhere "$name"; done
}

# A Python with pip: this one, or an environment made with it.
with_pip() {
  if ! "$1" -c 'import ssl, sys; sys.exit(sys.version_info < (3, 8))'; then
    return
  elif "$1" -m pip --version >&2; then
    echo "$1"
  elif "$1" -m venv --clear .tools/pip >&2; then
    echo .tools/pip/bin/python
  fi
}

first_with_pip() {
  pythons | while read -r python; do
    found=$(with_pip "$python" 2>/dev/null </dev/null)
    if test -n "$found"; then
      echo "$found"
      break
    fi
  done
}

python=$(first_with_pip)
if test -z "$python"; then
  echo "Leeway needs uv $least or newer, or a Python 3.8 or newer with pip or venv to fetch it." \
    "On Debian: apt-get install python3-pip" >&2
  exit 1
fi
rm -rf .tools/uv
# Settings, not options: an older pip passes over those that it does not know. The last two hold
# where a person's own settings would refuse --target.
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_WARN_SCRIPT_LOCATION=1 PIP_ROOT_USER_ACTION=ignore
export PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0
if ! "$python" -m pip install --quiet --only-binary :all: --target .tools/uv uv || ! runs "$private"; then
  echo "Leeway needs uv $least or newer, and $python could not fetch it." >&2
  exit 1
fi
