# Sourced by run.sh and record.sh, with the work folder as argument: an emulated GitHub with three repositories, git over HTTP
# included, and stacks that work on it. Needs git, node, npm, curl and the build. 'emulate' of npm is installed into
# Wavewright's cache. Sets here, root, work, java, full, reading and lacking; with $keep the stacks stay up at the end.

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
mkdir -p "$1"
work="$(cd "$1" && pwd)"
[[ ! -e "$work/lib" ]] || { echo "$work was used before; name a new folder" >&2; exit 2; }
java="$("$root/wavewright" --print-jdk)/bin/java"
full=world-token-that-may-do-everything
reading=world-token-that-may-only-read
lacking=world-token-that-lacks-a-scope

# The emulator: this very version; the tag 'latest' is another program.
version=0.8.0
emulate="${XDG_CACHE_HOME:-$HOME/.cache}/wavewright/emulate/$version"
if [[ ! -e "$emulate/node_modules/emulate/dist/index.js" ]]; then
  mkdir -p "$emulate"
  npm install --prefix "$emulate" --ignore-scripts --omit=dev --no-audit --no-fund --save-exact "emulate@$version" >&2
fi
# The world is test code of this build.
export JAVA_HOME="${java%/bin/java}"
mvn -q -B -f "$root/pom.xml" -pl activities -am -DskipTests test-compile \
  dependency:copy-dependencies -DincludeScope=test -DexcludeGroupIds=dev.wavewright -DoutputDirectory="$work/lib" >"$work/build.log" 2>&1 ||
  { tail -20 "$work/build.log" >&2; exit 1; }

wavewright() { "${WAVEWRIGHT:-$root/wavewright}" "$@"; }
api() { # api METHOD PATH [JSON]
  curl -sS -X "$1" -A wavewright-bench -H "Authorization: Bearer $full" -H 'X-GitHub-Api-Version: 2022-11-28' \
    "$url$2" ${3:+--data "$3"}
}
count() { grep -c "$@" || true; }
json() { node -e 'const data = JSON.parse(require("fs").readFileSync(0)); console.log((d => eval(process.argv[1]))(data))' "$1"; }

worlds=()
stacks=()
finish() {
  for stack in "${stacks[@]}"; do
    [[ -n "${keep:-}" ]] || (enter "$stack" && wavewright down >/dev/null 2>&1) || true
  done
  for world in "${worlds[@]}"; do kill "$world" 2>/dev/null || true; done
}
trap finish EXIT

begin() { # begin ISSUES [chains|free [SECONDS]]: a world with that many issues in milestone v1, on each an agent works so long
  home="$work/$scene"
  mkdir -p "$home/repositories/acme"
  for name in api web docs; do
    bare="$home/repositories/acme/$name.git"
    git init --quiet --bare --initial-branch=main "$bare"
    tree="$(git -C "$bare" mktree </dev/null)"
    commit="$(git -C "$bare" -c user.name=bench -c user.email=bench@example.invalid commit-tree -m Begin "$tree")"
    git -C "$bare" update-ref refs/heads/main "$commit"
  done
  "$java" -XX:TieredStopAtLevel=1 -cp "$root/activities/target/test-classes:$root/activities/target/classes:$root/workflows/target/classes:$work/lib/*" \
    dev.wavewright.activities.tracker.github.judge.GitHubWorld \
    "$emulate/node_modules/emulate/dist/index.js" "$here/seed.yaml" "$home/repositories" "$home/world" \
    >"$home/url" 2>"$home/world.log" &
  worlds+=($!)
  for ((i = 0; i < 600; i++)); do
    [[ -s "$home/url" ]] && break
    kill -0 "${worlds[-1]}" || { cat "$home/world.log" >&2; exit 1; }
    sleep 0.2
  done
  url="$(<"$home/url")"
  node "$here/seed.mjs" "$url" "$full" "$1" "${2:-chains}" "${3:-0}" >"$home/issues.txt"
}

project() { # project NAME: a stack and a project of its own on the world
  local folder="$home/$1"
  mkdir -p "$folder/project"
  cat >"$folder/project/wavewright.yml" <<YML
project: $1
repositories:
$(for name in api web docs; do
    printf '  - name: acme/%s\n    url: %s/acme/%s.git\n    check: [test, -d, .]\n' "$name" "$url" "$name"
  done)
tracker: {kind: github, api: "$url", token-env: WORLD_TOKEN}
agents: {default: scripted, scripted: {}}
YML
  stacks+=("$folder")
  enter "$folder"
}

enter() {
  cd "$1/project"
  export XDG_STATE_HOME="$1/state" XDG_CONFIG_HOME="$1/config"
}

looked_over() { # says in $exchanges how many there were, in $violations how many kinds of violation
  exchanges="$(wc -l <"$home/world/exchanges.txt")"
  violations=0
  [[ ! -s "$home/world/violations.txt" ]] || violations="$(sort -u "$home/world/violations.txt" | wc -l)"
}
