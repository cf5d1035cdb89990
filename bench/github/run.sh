#!/usr/bin/env bash
# Runs whole waves against an emulated GitHub: a world of three repositories, git over HTTP included.
#   run.sh [--keep] [--scene wave|reading|limit|two]… WORK-FOLDER
# Without --scene all four run, each with a world and a stack of its own in WORK-FOLDER. Needs git, node, npm, curl and the
# build. 'emulate' of npm is installed into Wavewright's cache. Not in CI. The last lines say what was asserted, what was wrong
# and what Wavewright does not do yet; exits 1 if anything was wrong.
set -euo pipefail
usage() { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
keep="" scenes=()
while (($# > 0)); do
  case $1 in
    --keep) keep=1; shift ;;
    --scene) scenes+=("$2"); shift 2 ;;
    -*) usage ;;
    *) break ;;
  esac
done
(($# == 1)) || usage
((${#scenes[@]} > 0)) || scenes=(wave reading limit two)
source "$(dirname "$0")/world.sh" "$1"
: >"$work/results.txt"

say() { printf '%-13s %-8s %s\n' "$1" "$scene" "$2" | tee -a "$work/results.txt"; }
ok() { say ok "$1"; }
wrong() { say WRONG "$1"; }
not_there_yet() { say "NOT THERE YET" "$1"; }
is() { # is WHAT EXPECTED FOUND
  if [[ "$2" == "$3" ]]; then ok "$1: $3"; else wrong "$1: $3 in place of $2"; fi
}

trailers() { # the issues that landed, a line a landing
  for name in api web docs; do
    git -C "$home/repositories/acme/$name.git" log --first-parent --format='%(trailers:key=Wavewright-Issue,valueonly)' \
      main..agent/main 2>/dev/null || true
  done | sed '/^$/d'
}

landed() { # landed ISSUES: each exactly once
  is "issues landed" "$1" "$(trailers | sort -u | wc -l)"
  is "landings" "$1" "$(trailers | wc -l)"
}

judged() {
  looked_over
  is "violations of GitHub's description in $exchanges exchanges" 0 "$violations"
}

can_read_github() { # whether this Wavewright knows the tracker at all
  if wavewright config print >"$home/config.txt" 2>&1; then return 0; fi
  not_there_yet "tracker kind 'github': $(head -1 "$home/config.txt")"
  return 1
}

settled() { # waits until nothing has been written for ten seconds, two minutes at most
  local writes before=-1
  for ((i = 0; i < 12; i++)); do
    writes="$(count -E ' (POST|PATCH|PUT|DELETE) ' "$home/world/exchanges.txt")"
    [[ "$writes" != "$before" ]] || return 0
    before="$writes"
    sleep 10
  done
}

marked() { # sticky comments, labels, hand-off pull requests
  local comments=0 labels=0 pulls=0 path
  settled
  while read -r path; do
    comments=$((comments + $(api GET "/repos$path/comments?per_page=100" | json 'd.filter(c => c.body.includes("avewright")).length')))
    labels=$((labels + $(api GET "/repos$path" | json 'd.labels.filter(l => l.name.startsWith("wavewright:")).length')))
  done <"$home/issues.txt"
  for name in api web docs; do
    pulls=$((pulls + $(api GET "/repos/acme/$name/pulls?state=all&per_page=100" | json 'd.length')))
  done
  if ((comments == 0)); then not_there_yet "sticky comments"; else is "sticky comments" "$1" "$comments"; fi
  if ((labels == 0)); then not_there_yet "labels wavewright:<phase>"; else is "labels wavewright:<phase>" "$1" "$labels"; fi
  if ((pulls == 0)); then not_there_yet "hand-off pull requests"; else is "hand-off pull requests" 3 "$pulls"; fi
  grep -oE '(POST|PATCH|PUT|DELETE) .*' "$home/world/exchanges.txt" | grep -v -e 'POST /repos/acme/[a-z]*/issues$' -e milestones$ -e blocked_by$ |
    sed -E 's/[0-9]+/N/g' | sort | uniq -c >"$home/writes.txt" || true
}

scene_wave() {
  begin 8
  project one
  export WORLD_TOKEN="$full"
  can_read_github || return 0
  wavewright doctor >"$home/doctor.txt" 2>&1 || wrong "doctor: exit $?"
  wavewright up --detach >"$home/up.txt" 2>&1
  local before
  before="$(wc -l <"$home/world/exchanges.txt")"
  wavewright wave plan --milestone v1 --json >"$home/plan.json" 2>"$home/plan.txt" || wrong "wave plan: exit $?"
  ok "requests of planning 8 issues with 5 edges in 3 repositories: $(($(wc -l <"$home/world/exchanges.txt") - before))"
  wavewright wave start --milestone v1 --watch --quiet >"$home/start.txt" 2>&1 || wrong "wave start: exit $?"
  wavewright wave status --json >"$home/status.json" 2>>"$home/start.txt" || true
  is "issues done by status --json" 8 "$(json 'd.data.issues.filter(i => i.phase === "done").length' <"$home/status.json")"
  landed 8
  marked 8
  if wavewright audit >"$home/audit.txt" 2>&1; then ok audit; else wrong "audit: exit $?"; fi
  if grep -rqF "$full" "$home/one/state" --include='*.log' --include='*.txt' --include='*.json' 2>/dev/null; then
    wrong "the token stands in a file of the state folder"
  else
    ok "no token in logs and files of the state folder"
  fi
  judged
}

scene_reading() {
  begin 3
  project one
  export WORLD_TOKEN="$reading"
  can_read_github || return 0
  wavewright up --detach >"$home/up.txt" 2>&1
  local code=0
  wavewright doctor >"$home/doctor.txt" 2>&1 || code=$?
  is "doctor exits" 5 "$code"
  is "repositories of which doctor says that the token may not push contents" 3 \
    "$(count 'may not push contents, create claim refs (contents: read and write)' "$home/doctor.txt")"
  if wavewright wave plan --milestone v1 >"$home/plan.txt" 2>&1; then ok "a token that only reads can plan"; else wrong "a token that only reads cannot plan: exit $?"; fi
  code=0
  timeout 180 "${WAVEWRIGHT:-$root/wavewright}" wave start --milestone v1 --watch --quiet >"$home/start.txt" 2>&1 || code=$?
  wavewright wave status >"$home/status.txt" 2>&1 || true
  is "issues landed with a token that may not push" 0 "$(trailers | wc -l)"
  is "start exits" 5 "$code"
  if grep -qF 'contents: read and write' "$home/start.txt"; then ok "start names the permission"; else wrong "start does not name the permission"; fi
  judged
}

scene_limit() {
  begin 8
  project one
  export WORLD_TOKEN="$full"
  can_read_github || return 0
  wavewright up --detach >"$home/up.txt" 2>&1
  curl -sS -X POST "$url/-/limit?kind=secondary&after=4&seconds=20"
  wavewright wave start --milestone v1 --watch --quiet >"$home/start.txt" 2>&1 || wrong "wave start: exit $?"
  wavewright wave status >"$home/status.txt" 2>&1 || true
  landed 8
  local refused
  refused="$(awk '$2 == 429' "$home/world/exchanges.txt" | wc -l)"
  if ((refused == 0)); then
    wrong "the limit was never met"
  elif ((refused <= 4)); then
    ok "requests refused by one secondary limit of 20 s: $refused (4 may be under way at once)"
  else
    wrong "requests refused by one secondary limit: $refused"
  fi
  judged
}

scene_two() {
  begin 20 free
  project one
  can_read_github || return 0
  export WORLD_TOKEN="$full"
  local one="$home/one" two="$home/two" first second
  project two
  for stack in "$one" "$two"; do
    (enter "$stack" && wavewright up --detach >"$stack/up.txt" 2>&1)
  done
  (enter "$one" && wavewright wave start --milestone v1 --watch --quiet >"$one/start.txt" 2>&1) & first=$!
  (enter "$two" && wavewright wave start --milestone v1 --watch --quiet >"$two/start.txt" 2>&1) & second=$!
  wait "$first" || true
  wait "$second" || true
  landed 20
  local claims=0 name prompted
  for name in api web docs; do
    claims=$((claims + $(git -C "$home/repositories/acme/$name.git" for-each-ref refs/wavewright/claims | wc -l)))
  done
  ok "claims left in the repositories: $claims"
  for stack in "$one" "$two"; do
    (enter "$stack" && wavewright wave status --json >"$stack/status.json" 2>/dev/null) || true
  done
  # An attempt begins with the first prompt; who finds an issue taken has none.
  prompted="$(for stack in "$one" "$two"; do
    json 'd.data.issues.filter(i => i.attempts > 0).map(i => i.key).join("\n")' <"$stack/status.json"
  done | sed '/^$/d' | sort)"
  is "issues prompted" 20 "$(sort -u <<<"$prompted" | wc -l)"
  is "issues prompted by both stacks" 0 "$(uniq -d <<<"$prompted" | sed '/^$/d' | wc -l)"
  for stack in "$one" "$two"; do
    # A worker of somebody else's stack, whose Temporal has gone, may find ours at the usual port.
    is "hosts that worked for ${stack##*/}" 1 "$(json 'new Set(d.data.issues.map(i => i.agent && i.agent.host).filter(Boolean)).size' <"$stack/status.json")"
    ok "prompted by ${stack##*/}: $(json 'd.data.issues.filter(i => i.attempts > 0).length' <"$stack/status.json"), found taken: $(
      json 'd.data.issues.filter(i => i.reason === "claimed-elsewhere").length' <"$stack/status.json")"
  done
  judged
}

for scene in "${scenes[@]}"; do
  echo "== $scene"
  "scene_$scene"
done
echo
cat "$work/results.txt"
! grep -q ^WRONG "$work/results.txt"
