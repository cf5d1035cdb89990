#!/bin/sh
# Prints what processor time one decision of the gate costs with 2,000 waiting over 64 pools.
# Needs the build: mvn -DskipTests package
set -eu
cd "$(dirname "$0")/../.."
exec "$(./wavewright --print-jdk)/bin/java" \
  -cp "workflows/target/test-classes:workflows/target/classes:starter/target/lib/*" \
  dev.wavewright.workflows.capacity.DecisionBench
