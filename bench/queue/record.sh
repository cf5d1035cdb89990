#!/usr/bin/env bash
# Records what a person sees of a queue that is filled, steered, restarted and slowed down, as docs/sessions/queue.md.
#   record.sh WORK-FOLDER
# A stack of its own in WORK-FOLDER, real agent processes (a script that works until it is let go), a receiver of webhooks on
# loopback. Needs the build, node, curl, and 'script' of util-linux. Not in CI. About five minutes.
set -euo pipefail
(($# == 1)) || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
root="$(cd "$(dirname "$0")/../.." && pwd)"
mkdir -p "$1"
work="$(cd "$1" && pwd)"
[[ ! -e "$work/project" ]] || { echo "$work was used before; name a new folder" >&2; exit 2; }
session="$root/docs/sessions/queue.md"
written="$work/queue.md"
terminal="$work/terminal.txt"
mkdir -p "$work"/{bin,project,finish,config/wavewright,state} "${session%/*}"
ln -s "${WAVEWRIGHT:-$root/wavewright}" "$work/bin/wavewright"
export PATH="$work/bin:$PATH" XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config" COLUMNS=150
source "$root/bench/recording/session.sh"
printf 'sessions: 5\nmemory-reserve: 0MiB\nstall-limit: 100\n' >"$XDG_CONFIG_HOME/wavewright/host.yml"

worded() {
  sed -E -e "s#$work/project#PROJECT#g" -e "s#$work/state#STATE#g" -e "s#$work#WORK#g" -e "s#$root#WAVEWRIGHT#g" \
    -e 's#127\.0\.0\.1:[0-9]+#127.0.0.1:PORT#g' -e 's#localhost:[0-9]+#localhost:PORT#g' -e 's#\b(port|pid) [0-9]+#\1 NUMBER#g' \
    -e "s#\\b$(hostname)\\b#HOST#g" -e "s#\\b$(id -un)\\b@#USER@#g" -e "s#${token:-no-token-yet}#TOKEN#g"
}

# People are told by a webhook; this receiver writes each line that it is told.
cat >"$work/receiver.mjs" <<'JS'
import { createServer } from "node:http";
import { appendFileSync, writeFileSync } from "node:fs";
const [port, told] = process.argv.slice(2);
createServer((request, answer) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    const notice = JSON.parse(body);
    appendFileSync(told, `${notice.type}: ${notice.data.text}\n`);
    answer.end();
  });
}).listen(0, "127.0.0.1", function () { writeFileSync(port, String(this.address().port)); });
JS
touch "$work/told.txt"
node "$work/receiver.mjs" "$work/port" "$work/told.txt" &
receiver=$!
trap 'touch "$work"/finish/{1..20}; kill $receiver 2>/dev/null; cd "$work/project" && wavewright down >/dev/null 2>&1 || true' EXIT
until [[ -s "$work/port" ]]; do sleep 0.1; done
export WAVEWRIGHT_WEBHOOK="http://127.0.0.1:$(cat "$work/port")/"

cd "$work/project"
cat >agent.sh <<AGENT
#!/bin/sh
# Works until somebody lets one of them go.
echo working
until one=\$(ls $work/finish | head -1) && [ -n "\$one" ] && mv "$work/finish/\$one" "$work/\$one.taken" 2>/dev/null; do sleep 0.2; done
echo "\$WAVEWRIGHT_ISSUE" > "\$(echo "\$WAVEWRIGHT_ISSUE" | tr / -).txt"
AGENT
chmod +x agent.sh
git init -q -b main api
(cd api && git config user.name ada && git config user.email ada@example.com && echo api >README && git add README && git commit -qm start)
configuration() { # configuration QUEUE-TIMEOUT
  cat >wavewright.yml <<YML
project: shop
repositories:
  - {name: acme/api, url: api, parallel: 5, check: ['true']}
tracker: {kind: files, path: issues}
agents: {default: worker, worker: {command: [./agent.sh], account: main}}
capacity: {in-flight: 3, queue-timeout: $1}
notify: [{webhook: {url-env: WAVEWRIGHT_WEBHOOK}}]
YML
  sed -i "s#\./agent\.sh#$work/project/agent.sh#" wavewright.yml
}
mkdir -p issues
configuration 24h

tickets=()
asks() { # asks TEXT: types a task, and keeps its ticket
  types wavewright task "'$1'"
  tickets+=("$(grep -oE 'ticket task/[0-9a-f]+/[0-9]+' "$terminal" | head -1 | cut -d' ' -f2)")
}
finish() { # finish N: lets so many agents go, and waits until they have landed
  local before; before=$(landed)
  for ((i = 0; i < $1; i++)); do touch "$work/finish/$RANDOM$RANDOM"; done
  until (($(landed) >= before + $1)); do sleep 0.3; done
}
landed() { git -C "$work"/state/wavewright/shop/hubs/acme~api.git rev-list --count --merges agent/main 2>/dev/null || echo 0; }
met() { # met PATTERN COMMAND…: waits until a command's answer has it
  local pattern=$1; shift
  for ((i = 0; i < 300; i++)); do
    if "$@" 2>/dev/null | grep -qE "$pattern"; then return 0; fi
    sleep 0.3
  done
  echo "record: not met: $pattern of $*" >&2
  return 1
}

the_session() {
  cat <<MD
# A session with a queue

Made by \`bench/queue/record.sh WORK-FOLDER\`, which writes this file; not edited by hand. Recorded $(date -u '+%-d %B %Y') with the code of commit
$(git -C "$root" log -1 --format=%h -- workflows activities starter worker), on a real stack with real agent processes: a script that works until it is let go.

Each command was typed at a terminal of its own. What it wrote is shown as it stood there at its end. Of this machine, places, ports, process ids, tokens and names are replaced by words in capitals; nothing else is changed.

## Fill the queue, be told a position
MD
  types cat wavewright.yml
  types wavewright up --detach
  for text in 'Task one' 'Task two' 'Task three'; do asks "$text"; done
  met '"kind":"SESSION"' wavewright queue --json
  for text in 'Task four' 'Task five' 'Task six'; do asks "$text"; done
  types wavewright queue
  types "wavewright task 'Task seven' --no-queue"

  tell "## Cancel one, move one"
  types wavewright queue cancel "'${tickets[5]}'" --yes
  types wavewright queue move "'${tickets[4]}'" --front
  types wavewright queue

  tell "## Step down 3, 2, 1, pause, while running work drains"
  types wavewright capacity step-down
  types wavewright capacity step-down --reason "'the account is half used'"
  tell "Three still work: running work is never interrupted. Two of them are let go, and nobody takes their places."
  finish 2
  met '"held":1' wavewright capacity --json
  types wavewright capacity step-down
  types wavewright capacity
  finish 1
  tell "The last one has landed. Nothing runs, and the two that wait say why."
  met '"holding":\[\]' wavewright queue --json
  types wavewright queue

  tell "## Restart everything in between"
  types wavewright down
  types wavewright up --detach
  types wavewright queue
  server=$(wavewright status --json | node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>{const s=JSON.stringify(JSON.parse(t));console.log((s.match(/"(?:name|part)":"temporal"[^}]*?"pid":(\d+)/)||s.match(/"temporal":\{[^}]*?"pid":(\d+)/)||[])[1]||"")})')
  if [[ -n "$server" ]]; then
    tell "Temporal's server is killed, too: \`kill -9\`. The supervisor starts it again."
    kill -9 "$server"
    sleep 2
    met '"waiting":\[\{' wavewright queue --json
    types wavewright queue
  fi

  tell "## Step up"
  types wavewright capacity step-up
  met '"kind":"SESSION"' wavewright queue --json
  types wavewright queue
  types wavewright capacity step-up
  types wavewright capacity step-up
  finish 2

  tell "## Expiry, with a notification"
  tell "From here on a task may wait for 15 seconds. One works, the cap is one."
  configuration 15s
  types grep capacity wavewright.yml
  types wavewright capacity set 1
  asks 'Task eight'
  met '"kind":"SESSION"' wavewright queue --json
  asks 'Task nine'
  expired="${tickets[-1]%/*}"
  met '"phase":"needs-input"' wavewright issue show "$expired" --json
  types wavewright issue show "'$expired'"
  met 'expired' cat "$work/told.txt"
  tell "What the webhook was told since the beginning:"
  block text <"$work/told.txt"
  types wavewright issue skip "'$expired'" --yes
  finish 1
  types wavewright capacity release

  tell "## An override and its end"
  tell "The account's usage monitor stops new work; a person lets one through for twenty seconds."
  configuration 24h
  types wavewright usage report --account main --meter five-hour --used 85
  asks 'Task ten'
  asks 'Task eleven'
  types wavewright capacity set 1 --pool account:main --for 20s --reason "'one urgent fix'"
  met '"kind":"SESSION"' wavewright queue --json
  types wavewright capacity --pool account:main
  met '"loweredBy":"usage monitor"' wavewright capacity --pool account:main --json
  tell "The override is over: what it let through works on, and the monitor's limit is in force again."
  types wavewright capacity --pool account:main
  types wavewright queue
  finish 1

  tell "## The same over HTTP"
  url=$(wavewright status --json | grep -oE 'http://127\.0\.0\.1:[0-9]+/' | head -1)
  token=$(cat "$work/state/wavewright/gateway.token")
  printf '#!/bin/sh\ncurl -s -H "Authorization: Bearer %s" -H "Content-Type: application/json" "$@" | cut -c1-400\n' "$token" >"$work/bin/ask"
  chmod +x "$work/bin/ask"
  tell "\`ask\` is curl with the gateway's token and \`Content-Type: application/json\`; of each answer the first 400 characters are shown."
  api="${url}api/v1"
  asks 'Task twelve'
  asks 'Task thirteen'
  types ask "'$api/queue'"
  types ask "'$api/capacity?pool=account:main'"
  types ask -d "'{\"front\": true, \"by\": \"ada\"}'" "'$api/queue/${tickets[-1]}/move'"
  types ask -d "'{\"reason\": \"not wanted\"}'" "'$api/queue/${tickets[-2]}/cancel'"
  types ask -d "'{\"for\": \"2h\"}'" "'$api/queue/${tickets[-1]}/extend'"
  types ask -d "'{\"action\": \"step-down\"}'" "'$api/capacity/project:shop'"
  types ask -d "'{\"action\": \"step-down\"}'" "'$api/capacity/project:shop'"
  types ask -d "'{\"action\": \"step-down\"}'" "'$api/capacity/project:shop'"
  types ask -d "'{\"action\": \"step-up\"}'" "'$api/capacity/project:shop'"
  types ask -d "'{\"action\": \"release\"}'" "'$api/capacity/project:shop'"
  types ask -d "'{\"meter\": \"five-hour\", \"used\": 20}'" "'$api/usage/main'"
  types ask "'$api/capacity?repository=acme/api'"
  types "timeout 4 curl -sN -H 'Authorization: Bearer $token' '$api/events' | cut -c1-180 | head -12"
  wavewright down >/dev/null 2>&1
}

the_session >"$written"
cp "$written" "$session"
echo "record: $session" >&2
