# Sourced by the scripts of bin/: sets JAVA to the java of a JDK 25, wherever this machine keeps it.

find_jdk() {
  local candidate
  for candidate in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/*; do
    if [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] &&
      grep -q '^JAVA_VERSION="25[.\"]' "$candidate/release" 2>/dev/null; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  echo "No JDK 25 found: install one (for example Temurin 25) under /usr/lib/jvm or set JAVA25_HOME." >&2
  return 1
}

JDK="$(find_jdk)" || exit 1
JAVA="$JDK/bin/java"
