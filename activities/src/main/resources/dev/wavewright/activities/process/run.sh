# usage: run.sh FOLDER INPUT BLOCKS SEPARATE ARGV...
# Runs ARGV in a session of its own, records its pid before and its exit code after, and keeps the
# first BLOCKS (of 512 bytes) and the last 64 KiB of what it prints. Depends on no other process:
# whoever started it may die.
folder=$1 input=$2 blocks=$3 separate=$4
shift 4

# A write beyond the limit fails instead of killing; the limit is this copier's alone.
copy() {
  (
    trap '' XFSZ
    ulimit -f "$blocks"
    exec cat >>"$folder/$1.log" 2>/dev/null
  )
  exec tail -c 65536 >"$folder/$1.tail"
}

# The link is made by exactly one: this script, or whoever decided that the command never starts.
run() {
  setsid sh -c '
    folder=$1 wrapper=$2
    shift 2
    read -r boot </proc/sys/kernel/random/boot_id
    read -r self </proc/$$/stat
    printf "%s\n%s\n%s\n" "$boot" "$self" "$wrapper" >"$folder/pid.new"
    ln "$folder/pid.new" "$folder/pid" 2>/dev/null || exit 125
    trap ": >\"\$folder/unstarted\"" EXIT
    exec "$@"' wavewright "$folder" "$wrapper" "$@" <"$input"
  printf '%s\n' "$?" >"$folder/exit.new"
  mv "$folder/exit.new" "$folder/exit"
}

read -r wrapper </proc/$$/stat
if [ "$separate" = yes ]; then
  { { run "$@" 2>&1 >&3 3>&-; } | copy errors 3>&-; } 3>&1 | copy output
else
  run "$@" 2>&1 | copy output
fi
