#!/bin/sh
# Compiles the catalog against the landed changes it depends on, and runs every test.
# Usage: check.sh [JDK folder]; WAVEWRIGHT_DEPENDS names a JSON file that lists the checkouts.
set -eu
jdk="${1:-${JAVA_HOME:-}}"
bin="${jdk:+$jdk/bin/}"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
libraries=""
if [ -n "${WAVEWRIGHT_DEPENDS:-}" ] && [ -f "$WAVEWRIGHT_DEPENDS" ]; then
  for checkout in $(sed -n 's/.*"path" *: *"\([^"]*\)".*/\1/p' "$WAVEWRIGHT_DEPENDS" | sort -u); do
    if [ -d "$checkout/src" ]; then
      echo "with $checkout"
      libraries="$libraries $(find "$checkout/src" -name '*.java')"
    fi
  done
fi
"${bin}javac" -J-XX:TieredStopAtLevel=1 -d "$out" $libraries $(find src test -name '*.java')
"${bin}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$out" RunTests \
  $(cd test && ls ./*Test.java | sed 's|^\./||; s|\.java$||')
