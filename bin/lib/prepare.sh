# Sourced by bin/strongroom: makes the start-up cache of the nodes (JEP 483, 514 and 515).
#
# A node loads some twelve thousand classes. With the cache it takes them as they were after a
# training run, and starts with about half the processor time. The cache belongs to one Java and to
# these very jars: a JVM that finds others starts without it, as before.

# Trains a cluster of its own, on this machine, and leaves node.aot beside the jars.
prepare() {
  local work port records conf
  if [ -f "$DIST/node.aot" ] && [ -z "$(find "$DIST/lib" -newer "$DIST/node.aot" -print -quit)" ]; then
    echo "$DIST is prepared."
    return 0
  fi
  work="$(mktemp -d "${TMPDIR:-/tmp}/strongroom-prepare.XXXXXX")"
  # shellcheck disable=SC2064 # The folder of now.
  trap "'$ROOT/bin/strongroom' dev down --dir '$work/cluster' >/dev/null 2>&1; rm -rf '$work'" EXIT
  rm -f "$DIST/node.aot"
  records="-XX:AOTMode=record -XX:AOTConfiguration=$work/node-%p.conf"
  echo "Training: a cluster in $work ..."
  for port in 38443 39443 40443 41443 0; do
    [ "$port" != 0 ] || { cat "$work/log" >&2; return 1; }
    if STRONGROOM_NODE_OPTIONS="$records" "$ROOT/bin/strongroom" dev up --dir "$work/cluster" --base-port "$port" >"$work/log" 2>&1; then
      break
    fi
    # Only a port that is taken is worth another try.
    grep -q "is not free" "$work/log" || { cat "$work/log" >&2; return 1; }
  done
  for i in 1 2 3; do
    "$ROOT/bin/strongroom" secret set "training-$i" --value "value-$i" --env "$work/cluster/client.env" >/dev/null
    "$ROOT/bin/strongroom" secret get "training-$i" --env "$work/cluster/client.env" >/dev/null
  done
  "$ROOT/bin/strongroom" secret list --env "$work/cluster/client.env" >/dev/null
  "$ROOT/bin/strongroom" dev down --dir "$work/cluster" >/dev/null
  conf="$(ls -S "$work"/node-*.conf | head -n 1)"
  echo "Writing $DIST/node.aot ..."
  "$JAVA" "@$ROOT/bin/lib/node.jvmargs" -XX:AOTMode=create "-XX:AOTConfiguration=$conf" \
    "-XX:AOTCache=$DIST/node.aot" -cp "$DIST/lib/*" io.strongroom.server.Main >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; return 1; }
  echo "Nodes of $DIST start with it from now on."
}
