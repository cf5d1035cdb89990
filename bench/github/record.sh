#!/usr/bin/env bash
# Records what a person sees of a milestone's wave at an emulated GitHub, as docs/sessions/github.md.
#   record.sh WORK-FOLDER
# Four worlds, each with a stack of its own in WORK-FOLDER: a wave from plan to pull request, a token that may only read, a
# classic one that lacks a scope, and a secondary limit in the middle. The commands are the real ones, at terminals of their own. Needs what run.sh needs, and
# 'script' of util-linux. Not in CI. About five minutes.
set -euo pipefail
(($# == 1)) || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
source "$(dirname "$0")/world.sh" "$1"
session="$root/docs/sessions/github.md"
written="$work/github.md"
mkdir -p "$work/bin" "${session%/*}"
ln -s "${WAVEWRIGHT:-$root/wavewright}" "$work/bin/wavewright"
export PATH="$work/bin:$PATH"
terminal="$work/terminal.txt"
source "$root/bench/recording/session.sh"

worded() { # the only thing that is edited: what is of this machine becomes a fixed word
  sed -E -e "s#$home/one/project#PROJECT#g" -e "s#$home/one/state#STATE#g" -e "s#$work#WORK#g" -e "s#$root#WAVEWRIGHT#g" \
    -e "s#${JAVA_HOME}#JDK#g" -e "s#$HOME/#~/#g" -e "s#${url#http://}#GITHUB#g" -e 's#127\.0\.0\.1:[0-9]+#127.0.0.1:PORT#g' \
    -e 's#localhost:[0-9]+#localhost:PORT#g' -e 's#\b(port|using|pid) [0-9]+#\1 NUMBER#g' -e "s#$full|$reading|$lacking#TOKEN#g" \
    -e "s#\\b$(hostname)\\b#HOST#g"
}
met() { # met LINES PATTERN SECONDS: waits until so many exchanges are of that pattern
  for ((i = 0; i < $3 * 5; i++)); do
    (($(count -E "$2" "$home/world/exchanges.txt") < $1)) || return 0
    sleep 0.2
  done
  echo "record: not met within $3 s: $2" >&2
  return 1
}

head_of_session() {
  cat <<MD
# A session at GitHub

Made by \`bench/github/record.sh WORK-FOLDER\`, which writes this file; not edited by hand. Recorded $(date -u '+%-d %B %Y') with the code of commit
$(git -C "$root" log -1 --format=%h -- workflows activities starter worker). **GitHub was emulated**: this is the world of [github-proof.md](../github-proof.md), and nothing here was said to github.com.

Each command was typed at a terminal of its own, wide enough for every line. What it wrote is shown as it stood there at its end:
without colours, and of lines that are drawn again and again only the last. Of this machine, places, ports, process ids, tokens and its name are replaced by words
in capitals (\`GITHUB\` is the address of the emulated one); nothing else is changed.
MD
}

scene_wave() {
  begin 5 chains 15
  project one
  export WORLD_TOKEN="$full"
  tell "## From a milestone to pull requests"
  tell "Three repositories have a milestone \`v1\`, with five issues. The agent is the scripted one: it works 15 seconds on each." \
    "The token of the variable \`WORLD_TOKEN\` may do everything."
  types cat wavewright.yml
  types wavewright doctor
  types wavewright up --detach
  types wavewright wave plan --milestone v1
  tell "Meanwhile somebody looks at \`acme/api#2\` twice a second; what was seen stands below."
  node "$here/life.mjs" "$url" "$full" acme/api 2 >"$home/life.txt" &
  local life=$!
  worlds+=("$life")
  types wavewright wave start --milestone v1 --watch
  kill "$life"
  wait "$life"
  types wavewright wave status
  tell "### The life of a sticky comment"
  tell "The comment on \`acme/api#2\`, in each text it had. It is one comment, edited in place. Seconds are counted from the start of the wave."
  worded <"$home/life.txt"
  tell "### The pull request"
  local pull
  pull="$(api GET '/repos/acme/api/pulls?state=open' | json 'd[0].number')"
  tell "What the interface answers about pull request $pull of \`acme/api\`: its branches and its title, then its body."
  api GET "/repos/acme/api/pulls/$pull" | json '`${d.base.ref} <- ${d.head.ref}, ${d.state}\n${d.title}`' | block text
  api GET "/repos/acme/api/pulls/$pull" | json d.body | block markdown
  ended
}

scene_reading() {
  begin 3 chains
  project one
  export WORLD_TOKEN="$reading"
  tell "## A token that may only read"
  tell "Another world of the same kind. The token of \`WORLD_TOKEN\` may read contents, issues and pull requests, and write none of them."
  types wavewright doctor
  types wavewright up --detach
  types wavewright wave start --milestone v1
  types wavewright wave status
  ended
}

scene_scope() {
  begin 3 chains
  project one
  export WORLD_TOKEN="$lacking"
  tell "## A classic token that lacks a scope"
  tell "Another world of the same kind. The token of \`WORLD_TOKEN\` is a classic one; it has the scope \`read:org\`, but not \`repo\`."
  types wavewright doctor
  types wavewright up --detach
  types wavewright wave start --milestone v1
  types wavewright wave status
  ended
}

scene_limit() {
  begin 3 chains 15
  project one
  export WORLD_TOKEN="$full"
  tell "## A secondary limit in the middle"
  types wavewright up --detach
  types wavewright wave start --milestone v1
  met 2 ' 20. (POST|PATCH) .*(comments|labels)' 60
  curl -sS -X POST "$url/-/limit?kind=secondary&after=0&seconds=45"
  tell "The wave has begun to write to GitHub. From now on GitHub refuses everything with 429 and \`retry-after\`, for 45 seconds."
  met 1 '^[^ ]* 429 ' 60
  sleep 2
  types wavewright status
  types wavewright wave status
  types wavewright wave watch
  met 3 ' 201 POST .*/pulls$' 150
  tell "The limit is over."
  types wavewright wave watch
  tell "What GitHub was asked around the limit: time, answer, request. Nothing was asked while the token rested."
  awk '{ at[NR] = $0; if ($2 == 429) { if (!first) first = NR; last = NR } }
    END { for (i = first - 3; i <= last + 3; i++) if (i in at) print at[i] }' "$home/world/exchanges.txt" | block text
  ended
}

ended() { # takes the stack and the world down, and says what the judge saw
  wavewright down >/dev/null 2>&1 || true
  kill "${worlds[0]}" 2>/dev/null || true
  worlds=() stacks=()
  looked_over
  tell "Each of the $exchanges exchanges of this part was judged by GitHub's own description; violations: $violations."
}

head_of_session >"$written"
for scene in wave reading scope limit; do
  "scene_$scene" >>"$written"
done
cp "$written" "$session"
echo "record: $session" >&2
