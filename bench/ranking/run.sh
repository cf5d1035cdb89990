#!/bin/sh
# Prints the comparison of rankings as a Markdown table (about half a minute). Needs the test classes: mvn test-compile.
set -eu
cd "$(dirname "$0")/../.."
classpath=$(find "${HOME}/.m2/repository/org/jspecify" "${HOME}/.m2/repository/com/fasterxml/jackson/core" -name '*.jar' | tr '\n' ':')
exec "$(./wavewright --print-jdk)/bin/java" -cp "workflows/target/classes:workflows/target/test-classes:$classpath" \
  dev.wavewright.workflows.wave.RankingBench
