#!/usr/bin/env bash
# Prints the folder of the distribution that upgrades of the chaos suite begin with; builds it from the repository's
# history when it is not there. Called by the suite, with the project's folder as its argument.
#
# It is of level 2, the one before keys, so that there is a level to make final, and recent enough to take the suite's
# settings and to have the cures of what the suite had found by then.
set -euo pipefail
REVISION=dc301177378cf3281103f7a8ea2dfdb3cacee312

ROOT="$1"
. "$ROOT/bin/lib/jdk.sh"
target="$ROOT/target/chaos/older-${REVISION:0:12}"
# Runs side by side build it once.
mkdir -p "$ROOT/target/chaos"
exec 9>"$ROOT/target/chaos/older.lock"
flock 9
if [ ! -e "$target/.built" ]; then
  if ! git -C "$ROOT" cat-file -e "$REVISION^{commit}" 2>/dev/null; then
    echo "The history lacks revision $REVISION, which upgrades begin with (a shallow clone?)." >&2
    echo "Fetch the whole history, or leave \"upgrade\" out of --nemesis." >&2
    exit 1
  fi
  echo "Building the older version, once (log: $target/build.log) ..." >&2
  rm -rf "$target"
  mkdir -p "$target/source"
  git -C "$ROOT" archive "$REVISION" | tar -x -C "$target/source"
  if ! (cd "$target/source" && JAVA_HOME="${JAVA_HOME:-$JDK}" mvn -q -B -DskipTests \
    -Dstrongroom.skipFormatCheck=true package -pl server -am) >"$target/build.log" 2>&1; then
    tail -n 30 "$target/build.log" >&2
    exit 1
  fi
  touch "$target/.built"
fi
echo "$target/source/server/target/dist"
