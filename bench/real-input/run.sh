#!/bin/sh
# Runs a wave of nine issues over three repositories that are not ours (repositories.txt), each checked by its own test command.
#   run.sh [--agent opencode|scripted] [--keep] WORK-FOLDER [CLONES]
# CLONES has a clone of each under its short name (CLONES/jinja …); without it they come from their urls. Needs git, python3, node, npm,
# what pip and npm fetch, and the build: mvn -DskipTests package. opencode works against the scripted model server, so needs no login;
# `scripted` reviews in either case. --keep leaves the stack running. Not in CI. Exits 1 unless all nine landed exactly once.
set -eu
agent=opencode keep=
while [ $# -gt 0 ]; do
  case $1 in
    --agent) agent=$2; shift 2 ;;
    --keep) keep=1; shift ;;
    -*) sed -n '2,6s/^# *//p' "$0" >&2; exit 2 ;;
    *) break ;;
  esac
done
[ $# -ge 1 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
clones=${2:+$(cd "$2" && pwd)}
[ ! -e "$work/project" ] || { echo "$work was used before; name a new folder" >&2; exit 2; }
java=$("$root/wavewright" --print-jdk)/bin/java
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
wavewright() { "${WAVEWRIGHT:-$root/wavewright}" "$@"; }

grep -v '^#' "$here/repositories.txt" | while read -r name url commit; do
  bare="$work/repositories/$name.git"
  git init --quiet --bare --initial-branch=main "$bare"
  from=$url
  [ -z "$clones" ] || from=$clones/${name##*/}
  git -C "$bare" fetch --quiet --no-tags "$from" "$commit"
  git -C "$bare" update-ref refs/heads/main "$commit"
done

mkdir -p "$work/project"
cp -r "$here/issues" "$work/project/issues"
sed -e "s|@REPOSITORIES@|$work/repositories|; s|@AGENT@|$agent|" "$here/wavewright.yml" >"$work/project/wavewright.yml"
cat >"$work/opencode.json" <<'JSON'
{"enabled_providers": ["local"], "small_model": "local/scripted", "lsp": false, "formatter": false,
 "provider": {"local": {"npm": "@ai-sdk/openai-compatible", "name": "Scripted",
  "options": {"baseURL": "{env:SCRIPTED_BASE_URL}", "apiKey": "none"},
  "models": {"scripted": {"name": "Scripted", "tool_call": true, "limit": {"context": 128000, "output": 8192}}}}}}
JSON
"$java" -cp "$root/worker/target/lib/*" \
  dev.wavewright.activities.agent.scripted.ScriptedModelServer 0 >"$work/model.url" 2>"$work/model.log" &
model=$!
finish() {
  kill $model 2>/dev/null || true
  [ -n "$keep" ] || (cd "$work/project" && wavewright down >/dev/null) || true
}
trap finish EXIT
while ! grep -q http "$work/model.url"; do kill -0 $model; sleep 0.2; done
SCRIPTED_BASE_URL=$(grep -o 'http[^ ]*' "$work/model.url")
export SCRIPTED_BASE_URL OPENCODE_CONFIG="$work/opencode.json"

cd "$work/project"
wavewright up --detach
wavewright wave plan --all
start=$(date +%s)
wavewright wave start --all --watch --quiet || true
echo "the wave took $(($(date +%s) - start)) s with $agent"
wavewright wave status
wavewright wave status --json >"$work/wave.json"

grep -v '^#' "$here/repositories.txt" | while read -r name url commit; do
  bare="$work/repositories/$name.git"
  echo "== $name, what landed on the base $commit:"
  git -C "$bare" log --first-parent --format='%h %s [%(trailers:key=Wavewright-Issue,valueonly,separator=%x2C)]' "$commit..agent/main"
  git -C "$bare" diff --shortstat "$commit" agent/main
  for number in 1 2 3; do
    count=$(git -C "$bare" log --first-parent --format='%(trailers:key=Wavewright-Issue,valueonly)' "$commit..agent/main" | grep -c -x "$name#$number") || true
    [ "$count" = 1 ] || echo "$name#$number landed $count times" | tee -a "$work/wrong"
  done
done
if wavewright audit --help >/dev/null 2>&1; then wavewright audit || echo "audit: exit $?" >>"$work/wrong"; fi
[ ! -s "$work/wrong" ] || exit 1
