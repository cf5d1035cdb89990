#!/bin/sh
# Fills the queue of a real stack and does to it what may happen to one: burst, killed, chain, stopped, long
# (all of them, or those named). Needs the build: mvn -DskipTests package
set -eu
cd "$(dirname "$0")/../.."
exec "$(./wavewright --print-jdk)/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "worker/target/test-classes:starter/target/classes:starter/target/lib/*" \
  dev.wavewright.it.QueueBench "$@"
