#!/bin/bash
# Kills worker, agent and Temporal in six phases of an issue, each run in an installation of its own.
# usage: bench/kill/run.sh --all | --seed N     (built before: mvn -q -DskipTests package)
set -euo pipefail
cd "$(dirname "$0")/../.."
libraries=$(find starter/target/lib -name '*.jar' | sort | tr '\n' ':')
exec "$(./wavewright --print-jdk)/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "worker/target/test-classes:starter/target/classes:$libraries" dev.wavewright.it.KillRun "$@"
