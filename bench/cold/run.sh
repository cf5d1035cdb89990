#!/bin/bash
# Runs the README's two commands as a newcomer would: a fresh clone of what is committed here, a home of its own with nothing in it,
# no cache of Maven, Go or Wavewright; prints how long each took. About twenty minutes on two cores.
# usage: bench/cold/run.sh FOLDER [COMMAND ...]     (FOLDER must not exist; default commands: './wavewright demo' 'mvn -B verify')
# GOENV and NPM_CONFIG_USERCONFIG are taken over where they are set, for machines that reach registries by a proxy.
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:?a folder that does not exist yet}
shift
(($# > 0)) || set -- './wavewright demo' 'mvn -B verify'
mkdir "$folder"
folder=$(cd "$folder" && pwd)
mkdir "$folder/home"
git clone -q "file://$source" "$folder/wavewright"
cd "$folder/wavewright"

export HOME=$folder/home MAVEN_OPTS="-Duser.home=$folder/home"
unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME XDG_RUNTIME_DIR
unset JAVA_HOME GOPATH GOBIN GOCACHE GOMODCACHE TEMPORAL_ADDRESS
trap './wavewright down >/dev/null 2>&1 || true' EXIT

echo "commit $(git rev-parse --short HEAD), load before: $(cut -d' ' -f1-3 /proc/loadavg)"
status=0
for at in "$@"; do
  log="$folder/$(tr -cs 'a-z0-9' '-' <<<"$at" | sed 's/^-*//; s/-*$//').log"
  begin=$(date +%s)
  code=0
  bash -c "$at" </dev/null >"$log" 2>&1 || code=$?
  ((code == 0)) || status=1
  echo "$at: exit $code after $(($(date +%s) - begin)) s ($log)"
done
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg)"
exit "$status"
