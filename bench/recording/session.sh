# Sourced by what records a session at terminals: tell, block and types write Markdown to standard output. Needs 'worded', a
# filter that replaces what is of this machine, $terminal, a file for what a terminal was sent, and 'script' of util-linux.

export TERM=xterm-256color LC_ALL=C.UTF-8
unset CI NO_COLOR
recording="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

tell() { printf '\n%s\n' "$*"; }
block() { # block FORM: standard input as a block
  printf '\n~~~~%s\n' "$1"
  worded
  printf '~~~~\n'
}
types() { # types COMMAND…: at a terminal; shows it as typed, what stands there at its end, and how it ended
  local code=0
  echo "record: $*" >&2
  script -qec "$*" /dev/null </dev/null >"$terminal" || code=$?
  { echo "\$ $*"; node "$recording/terminal.mjs" <"$terminal"; } | block console
  ((code == 0)) || tell "It exits with $code."
}
