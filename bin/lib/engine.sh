# Sourced by bin/chaos with ROOT and NETWORK set: a container engine and the image of a node's host, from Debian's packages.

# Where whoever uses what is there once on a machine, networks and the engine, waits for others: root's own, and the
# same whatever the environment says of temporary files.
LOCKS=/run/strongroom-chaos
# The engine that a run has started, and that the last one ends.
ENGINE_STARTED="$LOCKS/engine.pid"

HOST_PACKAGES=softhsm2,iptables,procps,iproute2
SUITE=bookworm

has_engine() {
  { command -v dockerd >/dev/null || [ -x /usr/sbin/dockerd ]; } && command -v docker >/dev/null
}

# Installs what is missing on this machine.
install_missing() {
  local missing=() as_root=()
  has_engine || missing+=(docker.io)
  [ -x /usr/sbin/debootstrap ] || missing+=(debootstrap)
  [ -x /usr/sbin/iptables ] || missing+=(iptables)
  command -v softhsm2-util >/dev/null || missing+=(softhsm2)
  # Clocks and disks of nodes are made wrong by a small preloaded library.
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  [ -x /sbin/mkfs.ext4 ] || missing+=(e2fsprogs)
  [ "${#missing[@]}" -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "The suite needs ${missing[*]}; install them with this system's package manager." >&2
    return 1
  fi
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing ${missing[*]} ..." >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || return 1
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Uses the engine that runs, or starts one and remembers it in ENGINE_STARTED. One at a time (see bin/chaos).
start_engine() {
  ! docker info >/dev/null 2>&1 || return 0
  [ "$(id -u)" -eq 0 ] || { echo "No container engine answers; as root this script starts one itself." >&2; return 1; }
  local log="$ROOT/target/dockerd.log" pid i
  mkdir -p "$ROOT/target"
  echo "Starting dockerd (log: $log) ..." >&2
  # A session of its own: an interrupt must not end it before the containers are gone. No lock: it may outlive this run.
  PATH="$PATH:/usr/sbin:/sbin" setsid dockerd >"$log" 2>&1 </dev/null 5>&- 6>&- 7>&- 8>&- 9>&- &
  pid=$!
  echo "$pid" >"$ENGINE_STARTED"
  for ((i = 0; i < 120; i++)); do
    ! docker info >/dev/null 2>&1 || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 20 "$log" >&2
  echo "dockerd did not start; the whole log: $log" >&2
  return 1
}

# Ends the engine that a run has started, when this one is the last that holds the lock on descriptor 7.
end_engine() {
  local pid i
  flock -n 7 || return 0
  pid="$(cat "$ENGINE_STARTED" 2>/dev/null)" || return 0
  rm -f "$ENGINE_STARTED"
  for ((i = 0; i < 120; i++)); do
    # Its number may be another program's by now.
    is_engine "$pid" || return 0
    [ "$i" -gt 0 ] || kill "$pid"
    sleep 0.5
  done
  echo "dockerd (process $pid) does not end." >&2
}

# One that has ended and that nobody has waited for is none.
is_engine() {
  [ "$(sed -n 's/^Name:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)" = dockerd ] &&
    ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# Where this machine has SUITE from, if it is Debian's: others call theirs by the same names.
debian_mirror() {
  local found
  # shellcheck disable=SC2016 # For apt-get to fill in.
  found="$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 2>/dev/null |
    sed -n "s/^Debian $SUITE \(https\{0,1\}:.*\)/\1/p" | sed 1q)" || true
  echo "${found:-http://deb.debian.org/debian}"
}

# Sets IMAGE to the image of a node's host, made once per list of packages and suite.
make_image() {
  local recipe work mirror
  recipe="$(printf '%s %s %s' "$SUITE" "$HOST_PACKAGES" "$(dpkg --print-architecture)" | sha256sum | cut -c1-12)"
  IMAGE="strongroom-chaos-host:$recipe"
  ! docker image inspect "$IMAGE" >/dev/null 2>&1 || return 0
  [ "$(id -u)" -eq 0 ] || { echo "Making the image needs root." >&2; return 1; }
  mirror="$(debian_mirror)"
  echo "Making the image $IMAGE (about a minute) ..." >&2
  # Under the project, where the next try finds what an interrupt has left.
  work="$ROOT/target/image"
  rm -rf "$work"
  mkdir -p "$work"
  if ! /usr/sbin/debootstrap --variant=minbase --include="$HOST_PACKAGES" "$SUITE" "$work" "$mirror" >"$ROOT/target/image.log" 2>&1; then
    tail -n 20 "$ROOT/target/image.log" >&2
    rm -rf "$work"
    echo "debootstrap failed; the whole log: $ROOT/target/image.log" >&2
    return 1
  fi
  rm -rf "$work"/var/cache/apt/archives/*.deb "$work"/var/lib/apt/lists/*
  tar -C "$work" -c . | docker import - "$IMAGE" >/dev/null || { rm -rf "$work"; return 1; }
  rm -rf "$work"
}

# Removes every container, network and volume that a run of the suite made on NETWORK, this one or an earlier one. An
# engine that hangs does not hold it up for ever.
remove_remains() {
  local what="label=io.strongroom.chaos=$NETWORK" ids failed=0
  ids="$(timeout 60 docker ps -aq --filter "$what")" || failed=1
  # shellcheck disable=SC2086 # Ids, one word each.
  [ -z "$ids" ] || timeout 120 docker rm -f -v $ids >/dev/null || failed=1
  ids="$(timeout 60 docker network ls -q --filter "$what")" || failed=1
  # shellcheck disable=SC2086
  [ -z "$ids" ] || timeout 60 docker network rm $ids >/dev/null || failed=1
  ids="$(timeout 60 docker volume ls -q --filter "$what")" || failed=1
  # shellcheck disable=SC2086
  [ -z "$ids" ] || timeout 60 docker volume rm $ids >/dev/null || failed=1
  remove_disks || failed=1
  return "$failed"
}

# Unmounts and removes the disks of the nodes on NETWORK, which the kernel knows by their images' names.
remove_disks() {
  local device image target
  while read -r device image; do
    case "$image" in
      */disks-"$NETWORK"/*)
        # Mounts of one device come one a line; lazily when something, such as a shell, stands in it.
        { findmnt -rno TARGET -S "$device" || true; } | while read -r target; do
          umount "$target" 2>/dev/null || umount -l "$target"
        done
        /sbin/losetup -d "$device" 2>/dev/null || true
        rm -f "$image"
        ;;
    esac
  done < <(/sbin/losetup --list --noheadings --output NAME,BACK-FILE)
  rm -rf "$ROOT"/target/chaos/*/disks-"$NETWORK"
}
