#!/usr/bin/env bash
# Writes anew the part of GitHub's OpenAPI description that the contract judge reads.
# The same package always gives the same bytes; a newer one is a change of the two lines below.
set -euo pipefail
cd "$(dirname "$0")/../.."
package=@octokit/openapi@23.0.2
integrity=sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==
target=activities/src/test/resources/dev/wavewright/activities/tracker/github/judge

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
archive="$work/$(cd "$work" && npm pack --silent "$package")"
found="sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w0)"
if [[ "$found" != "$integrity" ]]; then
  echo "cut-description: $package is not the one that was read: $found" >&2
  exit 1
fi
tar -xzf "$archive" -C "$work" package/generated/api.github.com.json package/LICENSE
mkdir -p "$target"
node bench/github/cut-description.mjs "$work/package/generated/api.github.com.json" >"$target/github-api.json"
cp "$work/package/LICENSE" "$target/github-api.LICENSE"
wc -c "$target/github-api.json"
