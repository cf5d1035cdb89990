#!/bin/sh
# Runs one wave on the real server and prints what it cost (about two minutes); options as WaveBench says. Needs the build:
# mvn -DskipTests package
set -eu
cd "$(dirname "$0")/../.."
exec "$(./wavewright --print-jdk)/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "worker/target/test-classes:starter/target/classes:starter/target/lib/*" \
  dev.wavewright.it.WaveBench "$@"
