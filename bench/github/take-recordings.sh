#!/usr/bin/env bash
# Takes anew the recorded traffic that the byte judge replays, from pinned packages of their registries.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=activities/src/test/resources/dev/wavewright/activities/tracker/github/judge/recordings
octokit=@octokit/fixtures@23.1.2
octokit_sha512=niG+SVffZ/xzojT3CE6M7DlqX7H9aQ75A6Xxjt4N47CkqssKXpSy2k6+Tj5ntcI5uWW2D9POzKxwJDmBfR+sJw==
betamax=github3.py==4.0.1
betamax_sha256=30d571076753efc389edc7f9aaef338a4fcb24b54d8968d5f39b1342f45ddd36

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$target"

archive="$work/$(cd "$work" && npm pack --silent "$octokit")"
[[ "$(openssl dgst -sha512 -binary "$archive" | base64 -w0)" == "$octokit_sha512" ]] ||
  { echo "take-recordings: $octokit is not the one that was read" >&2; exit 1; }
tar -xzf "$archive" -C "$work"
cp "$work/package/LICENSE.md" "$target/octokit.LICENSE"
for name in paginate-issues rename-repository errors labels add-labels-to-issue branch-protection get-repository; do
  node bench/github/take-recordings.mjs octokit \
    "$work/package/scenarios/api.github.com/$name/normalized-fixture.json" | gzip -n9 >"$target/octokit-$name.json.gz"
done

python3 -m pip download --quiet --no-deps --no-binary :all: --dest "$work" "$betamax"
archive="$(echo "$work"/github3*.tar.gz)"
sha256sum --quiet --check - <<<"$betamax_sha256  $archive"
tar -xzf "$archive" -C "$work"
cp "$work/github3.py-4.0.1/LICENSE" "$target/github3.LICENSE"
for name in Repository_issues_state_all Repository_milestones Issue_events Issue_labels Issue_pull_request; do
  node bench/github/take-recordings.mjs betamax \
    "$work"/github3.py-4.0.1/tests/cassettes/"$name.json" | gzip -n9 >"$target/github3-$name.json.gz"
done
du -sh "$target"
