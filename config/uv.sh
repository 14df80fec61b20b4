#!/bin/sh
# Runs uv with these arguments: one that works and is new enough, else one of our own in .tools/.
set -eu
least=0.6.7 # the first whose `pip compile` knows --group
private=.tools/uv/bin/uv

# Every program of this name, in the order of PATH. The first may be a shim that refuses to run.
everywhere() {
  echo "$PATH" | tr ':' '\n' | while read -r folder; do
    if test -f "$folder/$1" && test -x "$folder/$1"; then echo "$folder/$1"; fi
  done
}

runs() {
  "$1" --version 2>/dev/null </dev/null | awk -v least="$least" '
    $1 == "uv" {
      split($2, have, "."); split(least, need, ".")
      for (i = 1; i < 3 && have[i] + 0 == need[i] + 0; i++);
      fit = have[i] + 0 >= need[i] + 0
    }
    END { exit !fit }'
}

usable() {
  { everywhere uv; echo "$private"; } | while read -r uv; do
    if runs "$uv"; then
      echo "$uv"
      break
    fi
  done
}

uv=$(usable)
if test -z "$uv"; then
  . "$(dirname "$0")/private-uv.sh"
  uv=$private
fi
exec "$uv" "$@"
