#!/usr/bin/env bash
# Packs one release archive and its checksum: pack.sh PROGRAM TARGET FOLDER NOTICES
#
# PROGRAM is a roadmapgen that runs on this machine, TARGET the name of the system that it is for, NOTICES the file of what
# the licences of all that is in it want to be said. Everybody who
# installs a release (the action, cargo-binstall, the scripts in docs/hosting.md) expects the names that are made here.
set -euo pipefail
program=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
target=$2 folder=$3
notices=$(CDPATH='' cd -- "$(dirname -- "$4")" && pwd)/$(basename -- "$4")
sources=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

version=$("$program" --version | tr -d '\r' | cut -d ' ' -f 2)
name="roadmapgen-v$version-$target"
mkdir -p "$folder"
cd "$folder"
mkdir "$name" "$name/completions" "$name/man"

case "$program" in
  *.exe) cp "$program" "$name/roadmapgen.exe" ;;
  *) install -m 755 "$program" "$name/roadmapgen" ;;
esac
cp "$sources"/{README.md,CHANGELOG.md,LICENSE-APACHE,LICENSE-MIT} "$name"
cp "$notices" "$name/THIRD-PARTY.md"
"$program" completions bash >"$name/completions/roadmapgen.bash"
"$program" completions elvish >"$name/completions/roadmapgen.elv"
"$program" completions fish >"$name/completions/roadmapgen.fish"
"$program" completions powershell >"$name/completions/_roadmapgen.ps1"
"$program" completions zsh >"$name/completions/_roadmapgen"
"$program" man "$name/man"

# On macOS tar would pack what the system notes of each file as well, and other systems warn of it.
plain=()
if tar --no-xattrs -cf /dev/null "$name" 2>/dev/null; then plain=(--no-xattrs); fi
COPYFILE_DISABLE=1 tar ${plain[@]+"${plain[@]}"} -czf "$name.tar.gz" "$name"
rm -r "$name"
if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
# Windows marks binary files with `*` in place of the second space; what checks the sums wants two characters there.
"${sum[@]}" "$name.tar.gz" | sed 's/ \*/  /' >"$name.tar.gz.sha256"
