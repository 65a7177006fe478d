# Sourced by bin/chaos: what runs leave behind.

# So many of the newest stay, whatever became of them.
RUNS_KEPT=10

# Removes what older runs have left in a folder, some hundred megabytes each. Those in which a check failed stay, for
# somebody to look at, and those that have disks: they are under way beside this one, or were killed.
remove_old_runs() {
  local run failed=0
  while read -r run; do
    ! grep -qsE '"ruling" *: *"(FAIL|UNDECIDED)"' "$run/report.json" || continue
    [ -z "$(find "$run" -maxdepth 2 -path '*/disks-*' -name '*.ext4' -print -quit)" ] || continue
    rm -rf "$run" || failed=1
  done < <(find "$1" -mindepth 1 -maxdepth 1 -type d -name '20[0-9][0-9][01][0-9][0-3][0-9]-*' | sort -r | tail -n "+$((RUNS_KEPT + 1))")
  return "$failed"
}
