#!/bin/sh
# Asks for tasks at random on a real stack of its own and compares each expected start with the start.
# usage: bench/eta/run.sh FOLDER [TASKS [SECONDS]]     (built before: mvn -q -DskipTests package; needs node)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
tasks=${2:-230} seconds=${3:-1.9}
wavewright="$here/../../wavewright"

export XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config" CI=true
mkdir -p "$XDG_CONFIG_HOME/wavewright" "$folder/project"
printf 'sessions: 3\nstarts-at-once: 3\nmemory-reserve: 256MiB\nstall-limit: 100\n' > "$XDG_CONFIG_HOME/wavewright/host.yml"
cd "$folder/project"
cat > agent.sh <<'AGENT'
#!/bin/sh
# Works as long as it happens to: log-normal about a length of its repository's own.
echo working
case "$WAVEWRIGHT_WORKTREE" in *api*) typical=2 ;; *web*) typical=4 ;; *) typical=6 ;; esac
seed=$(od -An -N4 -tu4 /dev/urandom)
sleep "$(awk -v s="$seed" -v t="$typical" 'BEGIN { srand(s); u = rand(); v = rand();
  printf "%.2f", t * exp(0.5 * sqrt(-2 * log(1 - u)) * cos(6.283185 * v)) }')"
echo "$WAVEWRIGHT_ISSUE" > "$(echo "$WAVEWRIGHT_ISSUE" | tr / -).txt"
AGENT
chmod +x agent.sh
for name in api web core; do
  git init -q -b main "$name"
  (cd "$name" && git config user.name bench && git config user.email bench@example.com &&
    echo "$name" > README && git add README && git commit -qm start)
done
cat > wavewright.yml <<YML
project: eta
repositories:
  - {name: acme/api, url: api, base: main, parallel: 2, check: ['true']}
  - {name: acme/web, url: web, base: main, parallel: 2, check: ['true']}
  - {name: acme/core, url: core, base: main, parallel: 2, check: ['true']}
tracker: {kind: files, path: issues}
agents:
  default: worker
  worker: {command: [$folder/project/agent.sh]}
capacity: {in-flight: 4}
YML
mkdir -p issues
"$wavewright" up
trap '"$wavewright" down >/dev/null' EXIT
node "$here/eta.mjs" "$wavewright" "$tasks" "$seconds"
