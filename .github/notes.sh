#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version, without its heading, and fails where it says nothing: notes.sh VERSION
#
# A trial (`0.2.0-rc.1`) may still stand below `Unreleased`.
set -euo pipefail
version=$1
cd "$(dirname -- "$0")/.."

section() {
  awk -v name="$1" '/^## /{ is_it = $2 == name || $2 == "[" name "]"; next } is_it' CHANGELOG.md
}

notes=$(section "$version")
case "$version" in *-*) notes=${notes:-$(section Unreleased)} ;; esac
if [ -z "$notes" ]; then
  echo "CHANGELOG.md has no section $version, or nothing in it" >&2
  exit 1
fi
sed '/./,$!d' <<<"$notes"
