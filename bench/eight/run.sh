#!/bin/bash
# Eight real opencode sessions side by side on this machine, as Wavewright starts them: a wave of eight issues in eight repositories.
#   run.sh [--load] [--watch] WORK-FOLDER     (a new folder). Two to five minutes. Needs git, python3, the build (mvn -DskipTests package)
# and opencode as OpencodeIT installs it. The model is the scripted one, so no login and no cost. --load: two busy loops run beside it all
# the time. --watch: the host takes no session beside another while cores are short, as it does unless stall-limit is set; without it all
# eight are let in at once. Not in CI. Exits 1 unless all eight landed in their first attempt.
set -euo pipefail
load='' stall=100
[ "${1:-}" != --load ] || { load=yes; shift; }
[ "${1:-}" != --watch ] || { stall=40; shift; }
[ $# = 1 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
[ ! -e "$1" ] || { echo "$1 exists; name a new folder" >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
java=$("$root/wavewright" --print-jdk)/bin/java
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
unset TEMPORAL_ADDRESS
wavewright() { "$root/wavewright" "$@"; }
others=()
finish() {
  for one in "${others[@]}"; do kill "$one" 2>/dev/null || true; done
  (cd "$work/project" && wavewright down >/dev/null 2>&1) || true
}
trap finish EXIT

mkdir -p "$work/config/wavewright" "$work/project/issues"
printf 'sessions: 8\nstall-limit: %s\n' $stall >"$work/config/wavewright/host.yml"
{
  echo 'project: eight'
  echo 'repositories:'
  for n in 1 2 3 4 5 6 7 8; do
    git init -q -b main "$work/repository-$n"
    git -C "$work/repository-$n" -c user.name=bench -c user.email=bench@localhost commit -q --allow-empty -m Begin
    echo "  - {name: acme/repository-$n, url: \"$work/repository-$n\", check: [\"true\"]}"
    cat >"$work/project/issues/$n.md" <<ISSUE
---
repo: acme/repository-$n
number: 1
title: Write the file
---
Write it.

\`\`\`scripted-model
[
  {"text": "I write the file.", "tool": "write", "args": {"filePath": "one.txt", "content": "one\n"}, "delay_ms": 500},
  {"tool": "bash", "args": {"command": "cat one.txt", "description": "look"}, "delay_ms": 500},
  {"tool": "write", "args": {"filePath": "two.txt", "content": "two\n"}, "delay_ms": 500},
  {"tool": "bash", "args": {"command": "git status --short", "description": "look"}, "delay_ms": 500},
  {"text": "Done.", "delay_ms": 500}
]
\`\`\`
ISSUE
  done
  cat <<'YML'
tracker: {kind: files, path: issues}
agents:
  default: opencode
  opencode: {model: local/scripted, env: [SCRIPTED_BASE_URL, OPENCODE_CONFIG]}
  review: {agent: scripted}
capacity: {in-flight: 8}
YML
} >"$work/project/wavewright.yml"
cat >"$work/opencode.json" <<'JSON'
{"enabled_providers": ["local"], "small_model": "local/scripted", "lsp": false, "formatter": false,
 "provider": {"local": {"npm": "@ai-sdk/openai-compatible", "name": "Scripted",
  "options": {"baseURL": "{env:SCRIPTED_BASE_URL}", "apiKey": "none"},
  "models": {"scripted": {"name": "Scripted", "tool_call": true, "limit": {"context": 128000, "output": 8192}}}}}}
JSON
"$java" -cp "$root/worker/target/lib/*" \
  dev.wavewright.activities.agent.scripted.ScriptedModelServer 0 >"$work/model.url" 2>"$work/model.log" &
others+=($!)
while ! grep -q http "$work/model.url"; do sleep 0.2; done
SCRIPTED_BASE_URL=$(grep -o 'http[^ ]*' "$work/model.url")
export SCRIPTED_BASE_URL OPENCODE_CONFIG="$work/opencode.json"
if [ -n "$load" ]; then
  for _ in 1 2; do
    sh -c 'while :; do :; done' &
    others+=($!)
  done
fi

cd "$work/project"
wavewright up --detach >/dev/null
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg)${load:+, two busy loops beside it}"
python3 - "$work/state" "$work/samples" <<'PY' &
import os, sys, time
state, out = sys.argv[1:]
most = agents = 0
while True:
    total = count = 0
    for pid in os.listdir('/proc'):
        try:
            if pid.isdigit() and state.encode() in open(f'/proc/{pid}/environ', 'rb').read() and b'opencode' in open(f'/proc/{pid}/cmdline', 'rb').read().split(b'\0')[0]:
                for line in open(f'/proc/{pid}/smaps_rollup'):
                    if line.startswith('Pss:'):
                        total += int(line.split()[1])
                count += 1
        except OSError:
            pass
    most, agents = max(most, total), max(agents, count)
    open(out, 'w').write(f'{agents} {most // 1024}\n')
    time.sleep(1)
PY
others+=($!)
start=$(date +%s.%N)
wavewright wave start --all --watch --quiet >"$work/watch.txt" 2>&1 || true
took=$(python3 -c "import time; print('%.0f' % (time.time() - $start))")
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg)"
wavewright wave status --json >"$work/wave.json"
python3 - "$work" "$took" <<'PY'
import glob, json, os, sys, datetime
work, took = sys.argv[1:]
issues = json.load(open(work + '/wave.json'))['data']['issues']
done = sum(i['phase'] == 'done' for i in issues)
spoke, endings = [], []
for result in glob.glob(work + '/state/wavewright/*/sessions/*/turns/*/result.json'):
    turn = os.path.dirname(result)
    launch = json.load(open(turn + '/launch.json'))
    if launch['agent'] != 'opencode':
        continue
    endings.append(json.load(open(result))['ending'])
    at = datetime.datetime.fromisoformat(launch['at'][:26].rstrip('Z') + '+00:00').timestamp()
    for line in open(turn + f"/start-{launch['number']}/output.log"):
        if '"timestamp"' in line:
            spoke.append(json.loads(line)['timestamp'] / 1000 - at)
            break
agents, most = open(work + '/samples').read().split()
print(f'| all eight | {done} of {len(issues)} done, {took} s |')
attempts = sorted(i['attempts'] for i in issues)
print(f'| attempts of each | {attempts} |')
print(f'| runs of opencode, by how they ended | { {e: endings.count(e) for e in sorted(set(endings))} } |')
print(f'| from a start to its first event | {min(spoke):.1f} to {max(spoke):.1f} s |')
print(f'| opencode processes at once, memory of all (PSS) | {agents}, {most} MiB |')
sys.exit(0 if done == 8 and attempts == [1] * 8 and set(endings) == {'FINISHED'} else 1)
PY
