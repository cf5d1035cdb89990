#!/bin/bash
# A real stack under real memory pressure: what starts waits with that reason, what runs goes on, and the queue goes on afterwards.
#   run.sh WORK-FOLDER         (a new folder). About two minutes. Needs git, python3 and the build: mvn -DskipTests package. Not in CI.
# As root with control groups of version 1, everything runs in a memory group of 4 GiB, where a program that takes most of it crosses the
# line. Elsewhere memory-reserve is raised so far that a program of 3 GiB crosses it. Exits 1 unless everything was as promised.
set -euo pipefail
[ $# = 1 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
[ ! -e "$1" ] || { echo "$1 exists; name a new folder" >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
unset TEMPORAL_ADDRESS
wavewright() { "$root/wavewright" "$@"; }

group=/sys/fs/cgroup/memory/wavewright-pressure-$$
hog='' grouped='' wrong=0
finish() {
  [ -z "$hog" ] || kill "$hog" 2>/dev/null || true
  (cd "$work/project" && wavewright down >/dev/null 2>&1) || true
  if [ -n "$grouped" ]; then
    echo $$ >/sys/fs/cgroup/memory/tasks
    rmdir "$group" 2>/dev/null || true
  fi
}
trap finish EXIT

mkdir -p "$work/config/wavewright" "$work/project" "$work/library"
if mkdir "$group" 2>/dev/null && echo 4G >"$group/memory.limit_in_bytes" && echo $$ >"$group/tasks"; then
  grouped=yes size=2300
  echo "in a memory group of 4 GiB"
  printf 'sessions: 3\nstall-limit: 100\n' >"$work/config/wavewright/host.yml"
else
  size=3072
  reserve=$(awk '/MemAvailable/ {print int($2 / 1024) - 2048}' /proc/meminfo)
  echo "no memory group here: memory-reserve is ${reserve}MiB"
  printf 'sessions: 3\nstall-limit: 100\nmemory-reserve: %sMiB\n' "$reserve" >"$work/config/wavewright/host.yml"
fi

git -C "$work/library" init -q -b main
git -C "$work/library" -c user.name=bench -c user.email=bench@localhost commit -q --allow-empty -m "Begin"
cat >"$work/project/wavewright.yml" <<YML
project: pressure
repositories: [{name: acme/library, url: "$work/library", check: ["true"], parallel: 3}]
agents: {default: scripted}
capacity: {in-flight: 3}
YML
cd "$work/project"
task() { # NAME SECONDS: starts a task and prints its key
  wavewright task --repo acme/library --json "$(printf '%s\n\n```scripted\nsay begun\nsleep %ss\nwrite %s.txt <<END\ndone\nEND\ncommit %s\n```\n' "$1" "$2" "$1" "$1")" \
    | python3 -c 'import json,sys; print(json.load(sys.stdin)["data"]["key"])'
}
phase() { wavewright issue show "$1" --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["data"]["phase"])'; }
pressure() {
  wavewright capacity --json | python3 -c '
import json, sys
pools = json.load(sys.stdin)["data"]["pools"]
print([p["condition"]["pressure"] for p in pools if p["condition"]][0])'
}
since() { python3 -c "import time; print('%.1f s' % (time.time() - $1))"; }
now() { python3 -c 'import time; print(time.time())'; }
until_is() { # WANTED COMMAND…: waits at most three minutes
  local wanted=$1 end=$((SECONDS + 180))
  shift
  until [[ " $wanted " == *" $("$@") "* ]]; do
    ((SECONDS < end)) || { echo "WRONG: $* is not $wanted" >&2; wrong=1; return; }
    sleep 0.3
  done
}
row() { printf '| %s | %s |\n' "$1" "$2"; }

wavewright up --detach >/dev/null
until_is none pressure
echo '| what | seen |'
echo '| --- | --- |'
row "before" "$(wavewright status | grep -o 'host:[^ ]*: .*' | head -1 | sed 's/^host:[^ ]*: //')"
runs=$(task runs 45)
until_is implementing phase "$runs"
begun=$(now)
: >"$work/hog.log"
python3 -u -c "
import sys, time
taken = bytearray($size << 20)
for at in range(0, len(taken), 4096): taken[at] = 1
print('taken'); time.sleep(600)" >"$work/hog.log" &
hog=$!
until_is taken cat "$work/hog.log"
took=$(now)
until_is memory pressure
row "memory taken by another program ($size MiB) until the gate knew" "$(since "$took")"
first=$(task first 1)
second=$(task second 1)
sleep 5
row "a task asked for then" "$(wavewright issue show "$first" | grep -o 'host-under-pressure.*\|host:.*takes no new.*' | head -1)"
wavewright queue | sed 's/^/    /' >"$work/queue.txt"
row "waiting in \`queue\` with that reason" "$(grep -c 'takes no new session' "$work/queue.txt")"
row "\`status\` warns" "$(wavewright status 2>&1 >/dev/null | grep -o 'takes no new session.*' | sed 's/ since [^ ]*Z//')"
until_is done phase "$runs"
row "the one that ran before is done, under pressure, after" "$(since "$begun")"
row "the two that wait are, meanwhile" "$(phase "$first"), $(phase "$second"); pressure $(pressure)"
[ "$(phase "$first") $(phase "$second") $(pressure)" = "queued queued memory" ] || wrong=1
kill "$hog"
wait "$hog" 2>/dev/null || true
hog=''
ended=$(now)
until_is none pressure
row "memory free again until the gate knew (10 s of calm are waited for)" "$(since "$ended")"
until_is done phase "$first"
until_is done phase "$second"
row "until both had landed" "$(since "$ended")"
row "landed" "$(git -C "$work/library" log --no-merges --format=%s agent/main | grep -c '^first\|^second\|^runs') commits of 3 tasks on agent/main"
echo
cat "$work/queue.txt"
exit "$wrong"
