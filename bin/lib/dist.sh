# Sourced by the scripts of bin/, after jdk.sh, with ROOT set: sets DIST to the distribution, and builds it when it is
# missing or older than the sources. STRONGROOM_DIST names another one, which is used as it is (inside the build).

build_dist() {
  local log="$ROOT/target/build.log" started=$SECONDS status=0
  mkdir -p "$ROOT/target"
  command -v mvn >/dev/null || { echo "Maven is missing; on Debian: apt-get install maven" >&2; return 1; }
  echo "Building Strongroom (the first time takes some minutes; log: $log)" >&2
  (cd "$ROOT" && JAVA_HOME="${JAVA_HOME:-$JDK}" mvn -q -B -DskipTests -Dstrongroom.skipFormatCheck=true \
    package -pl server -am) >"$log" 2>&1 </dev/null &
  local build=$!
  while [ -t 2 ] && kill -0 "$build" 2>/dev/null; do
    printf '\r  %d s ' $((SECONDS - started)) >&2
    sleep 1
  done
  wait "$build" || status=$?
  [ ! -t 2 ] || printf '\r' >&2
  if [ "$status" -ne 0 ]; then
    tail -n 30 "$log" >&2
    echo "The build failed; the whole log: $log" >&2
    return 1
  fi
  echo "Built in $((SECONDS - started)) s" >&2
}

# Whether a source is newer than the newest sign of a build.
dist_is_outdated() {
  local newest
  newest="$(ls -t "$DIST"/.built "$DIST"/lib/server-*.jar 2>/dev/null | head -n 1)" || true
  [ -n "$newest" ] && [ -e "$DIST/lib" ] || return 0
  [ -n "$(find "$ROOT"/pom.xml "$ROOT"/{raft,storage,hsm,client,server}/{pom.xml,src/main} \
    -newer "$newest" -type f -print -quit)" ]
}

ensure_dist() {
  if [ -n "${STRONGROOM_DIST:-}" ]; then
    DIST="$STRONGROOM_DIST"
    [ -d "$DIST/lib" ] || { echo "STRONGROOM_DIST=$DIST holds no lib folder" >&2; return 1; }
    return 0
  fi
  DIST="$ROOT/server/target/dist"
  dist_is_outdated || return 0
  mkdir -p "$ROOT/target"
  (
    # One build at a time; whoever waited looks again.
    ! command -v flock >/dev/null || flock 9
    if dist_is_outdated; then
      start="$(date +%s)"
      build_dist 9>&-
      touch -d "@$start" "$DIST/.built"
    fi
  ) 9>"$ROOT/target/build.lock"
}
