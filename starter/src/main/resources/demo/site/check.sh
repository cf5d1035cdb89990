#!/bin/sh
# The window has a title, no marks of a merge, and offers only what the landed catalog has.
set -eu
fail() { echo "FAIL $1"; exit 1; }
head -n 1 index.txt | grep -q ' - ' || fail "the first line is no title"
! grep -q '^<<<<<<<\|^=======\|^>>>>>>>' index.txt || fail "index.txt has marks of a merge"
offers="$(sed -n 's/^- //p' index.txt)"
[ -n "$offers" ] || fail "nothing is offered"
if [ -n "${WAVEWRIGHT_DEPENDS:-}" ] && [ -f "$WAVEWRIGHT_DEPENDS" ]; then
  for checkout in $(sed -n 's/.*"path" *: *"\([^"]*\)".*/\1/p' "$WAVEWRIGHT_DEPENDS" | sort -u); do
    catalog="$checkout/src/catalog/Catalog.java"
    [ -f "$catalog" ] || continue
    echo "$offers" | while read -r offer; do
      grep -q "\"$offer\"" "$catalog" || fail "'$offer' is not in the catalog"
    done
  done
fi
echo "ok   $(echo "$offers" | wc -l) offers"
