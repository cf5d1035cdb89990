#!/bin/sh
# Compiles the library with its tests and runs every test. Usage: check.sh [JDK folder]
set -eu
jdk="${1:-${JAVA_HOME:-}}"
bin="${jdk:+$jdk/bin/}"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"${bin}javac" -J-XX:TieredStopAtLevel=1 -d "$out" $(find src test -name '*.java')
"${bin}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$out" RunTests \
  $(cd test && ls ./*Test.java | sed 's|^\./||; s|\.java$||')
