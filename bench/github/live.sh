#!/usr/bin/env bash
# Runs a small wave against the real GitHub, on a repository that you can throw away.
#   GITHUB_TOKEN=… live.sh [--yes] [--keep] OWNER/REPO WORK-FOLDER
# Makes a milestone and three issues there, plans and runs them with the scripted agent, shows what stands on GitHub, and takes
# away what it made: the issues are closed, labels, milestone, branches and claims deleted, the pull request closed. Asks before
# each of these steps; --yes answers all of them, --keep leaves everything as it is. The token needs, on this repository alone:
# contents, issues and pull requests, each read and write. GITHUB_API_URL and GITHUB_SERVER_URL name another GitHub.
# Nobody has run it against the real one yet: see docs/github-proof.md.
set -euo pipefail
usage() { sed -n '2,9s/^# *//p' "$0" >&2; exit 2; }
yes="" keep=""
while (($# > 0)); do
  case $1 in
    --yes) yes=1; shift ;;
    --keep) keep=1; shift ;;
    -*) usage ;;
    *) break ;;
  esac
done
(($# == 2)) || usage
[[ "$1" == ?*/?* && "$1" != */*/* ]] || usage
[[ -n "${GITHUB_TOKEN:-}" ]] || { echo "live: export GITHUB_TOKEN first" >&2; exit 2; }
repository=$1
server="${GITHUB_SERVER_URL:-https://github.com}"
address="${GITHUB_API_URL:-https://api.github.com}"
root="$(cd "$(dirname "$0")/../.." && pwd)"
mkdir -p "$2"
work="$(cd "$2" && pwd)"
[[ ! -e "$work/project" ]] || { echo "$work was used before; name a new folder" >&2; exit 2; }
name="wavewright-live-$(date +%Y%m%d-%H%M%S)"
branch="$name"
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
wavewright() { "${WAVEWRIGHT:-$root/wavewright}" "$@"; }

sure() { # sure WHAT: asks before anything is written to GitHub
  [[ -z "$yes" ]] || { echo "== $1"; return 0; }
  local answer=""
  read -r -p "== $1? [y/N] " answer </dev/tty || true
  [[ "$answer" == [yY]* ]]
}
api() { # api METHOD PATH [JSON]; the token goes by a file descriptor, so that no process list has it
  curl -sS --fail-with-body -X "$1" -A wavewright-live -H 'X-GitHub-Api-Version: 2022-11-28' \
    -H 'Accept: application/vnd.github+json' -H @<(printf 'Authorization: Bearer %s' "$GITHUB_TOKEN") \
    "$address$2" ${3:+--data "$3"}
}
field() { node -e 'const d = JSON.parse(require("fs").readFileSync(0)); console.log(eval(process.argv[1]))' "$1"; }

echo "repository $repository:"
api GET "/repos/$repository" | field '`  ${d.full_name}, base ${d.default_branch}, ${d.private ? "private" : "public"}, ${d.open_issues_count} open issues`'
base="$(api GET "/repos/$repository" | field d.default_branch)"
api GET "/repos/$repository/rules/branches/$base" | field '`  rules on the base: ${d.map(r => r.type).join(", ") || "none"}`'

milestone="" issues=() up=""
clean() {
  trap - EXIT
  [[ -z "$up" ]] || (cd "$work/project" && wavewright down) || true
  [[ -z "$keep" ]] || { echo "everything is left as it is; the milestone is $name"; return; }
  if ((${#issues[@]} > 0)) && sure "close the issues ${issues[*]}"; then
    for number in "${issues[@]}"; do
      api PATCH "/repos/$repository/issues/$number" '{"state":"closed","state_reason":"not_planned"}' >/dev/null
      sleep 1
    done
  fi
  if [[ -n "$milestone" ]] && sure "delete the milestone $name"; then
    api DELETE "/repos/$repository/milestones/$milestone" >/dev/null
  fi
  local pull ref
  for pull in $(api GET "/repos/$repository/pulls?state=open&head=${repository%%/*}:$branch" | field 'd.map(p => p.number).join(" ")'); do
    if sure "close the pull request $pull"; then
      api PATCH "/repos/$repository/pulls/$pull" '{"state":"closed"}' >/dev/null
    fi
  done
  local refs
  refs="$(api GET "/repos/$repository/git/matching-refs/heads/$branch" | field 'd.map(r => r.ref).join("\n")')"
  for number in "${issues[@]}"; do
    refs+=$'\n'"$(api GET "/repos/$repository/git/matching-refs/wavewright/claims/$number" |
      field 'd.map(r => r.ref).filter(r => r === "refs/wavewright/claims/'"$number"'").join("\n")')"
  done
  for ref in $refs; do
    if sure "delete $ref"; then
      api DELETE "/repos/$repository/git/$ref" >/dev/null
    fi
  done
}
trap clean EXIT

sure "make the milestone $name and three issues in $repository" || exit 0
milestone="$(api POST "/repos/$repository/milestones" "{\"title\":\"$name\"}" | field d.number)"
first=""
for n in 1 2 3; do
  edge=""
  ((n != 3)) || edge="Depends on #${issues[1]}\\n\\n"
  body="$edge\`\`\`scripted\\nwrite $name/$n.txt <<END\\n$n\\nEND\\ncommit Add $n\\n\`\`\`"
  made="$(api POST "/repos/$repository/issues" "{\"title\":\"$name $n\",\"body\":\"$body\",\"milestone\":$milestone}")"
  issues+=("$(field d.number <<<"$made")")
  [[ -n "$first" ]] || first="$(field d.id <<<"$made")"
  ((n != 2)) || { sleep 1; api POST "/repos/$repository/issues/${issues[1]}/dependencies/blocked_by" "{\"issue_id\":$first}" >/dev/null; }
  sleep 1
done
echo "issues ${issues[*]}: the second is blocked by the first (GitHub's own list), the third by the second (its text)"

mkdir -p "$work/project"
cat >"$work/project/wavewright.yml" <<YML
project: live
repositories:
  - name: $repository
    url: $server/$repository.git
    base: $base
    integration: $branch
    check: [git, log, -1]
tracker: {kind: github, api: "$address", token-env: GITHUB_TOKEN}
agents: {default: scripted, scripted: {}}
YML
cd "$work/project"
wavewright doctor || true
wavewright up --detach
up=1
wavewright wave plan --milestone "$name"
sure "start the wave: it pushes to $branch, and may write labels, comments and a pull request" || exit 0
wavewright wave start --milestone "$name" --watch --quiet || true
wavewright wave status
wavewright audit || true

echo "what stands on GitHub now:"
for number in "${issues[@]}"; do
  api GET "/repos/$repository/issues/$number" | field '`  #${d.number} ${d.state}, labels: ${d.labels.map(l => l.name).join(", ") || "none"}`'
  api GET "/repos/$repository/issues/$number/comments" | field 'd.map(c => "    comment by " + c.user.login + ": " + c.body.split("\n")[0]).join("\n")'
done
api GET "/repos/$repository/pulls?state=all&head=${repository%%/*}:$branch" | field 'd.map(p => `  pull request ${p.html_url}, ${p.state}`).join("\n") || "  no pull request"'
api GET "/repos/$repository/git/matching-refs/heads/$branch" | field 'd.map(r => "  " + r.ref + " " + r.object.sha).join("\n") || "  no branch"'
api GET /rate_limit | field '`  requests left this hour: ${d.resources.core.remaining} of ${d.resources.core.limit}`'
