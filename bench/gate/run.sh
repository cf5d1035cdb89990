#!/bin/sh
# Sends the gate of a real stack 1,000 requests a second for five seconds and prints what it took;
# options as GateBench says. Needs the build: mvn -DskipTests package
set -eu
cd "$(dirname "$0")/../.."
exec "$(./wavewright --print-jdk)/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "worker/target/test-classes:starter/target/classes:starter/target/lib/*" \
  dev.wavewright.it.GateBench "$@"
