#!/bin/sh
# What pages weigh and how long a browser lays them out, against their limits: sh tests/budgets.sh
#
# Builds the example in each theme that comes with the program, a roadmap of 1,000 milestones and one of 10,000,
# prints a table, and ends with 1 where a limit is passed. The times are of this machine: let it be idle.
set -eu
exec </dev/null
CDPATH='' cd -- "$(dirname -- "$0")/.."

for tool in cargo node npm; do
    command -v "$tool" >/dev/null 2>&1 || { echo "$tool is missing: \`sh tests/all.sh\` installs what the tests need" >&2; exit 1; }
done

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

cargo build --release --locked -q
roadmapgen() { XDG_CACHE_HOME=$temporary/cache "${CARGO_TARGET_DIR:-target}/release/roadmapgen" "$@" --as-of 2026-11-16 >"$temporary/said" 2>&1 || { cat "$temporary/said" >&2; exit 1; }; }
# What opens the sealed view of the example; it is no secret.
ROADMAPGEN_PASSPHRASE_LEADERSHIP='turbo weather lizard camp open violin'
export ROADMAPGEN_PASSPHRASE_LEADERSHIP

[ -d tests/browser/node_modules ] || (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error)

# A copy of a roadmap in another theme: `themed FOLDER THEME COPY`.
themed() {
    cp -R "$1" "$3"
    sed "s/^\[site\]\$/[site]\ntheme = \"$2\"/" "$1/roadmap.toml" >"$3/roadmap.toml"
}

node tests/browser/many.mjs 1000 "$temporary/thousand"
node tests/browser/many.mjs 10000 "$temporary/large"
set --
for theme in themes/*/; do
    theme=$(basename "$theme")
    mkdir -p "$temporary/$theme"
    themed example-site "$theme" "$temporary/$theme/example"
    themed "$temporary/thousand" "$theme" "$temporary/$theme/thousand"
    roadmapgen build "$temporary/$theme/example" -o "$temporary/built/example in $theme"
    roadmapgen build "$temporary/$theme/thousand" -o "$temporary/built/1000 in $theme"
    set -- "$@" --example "$temporary/built/example in $theme" --thousand "$temporary/built/1000 in $theme"
done
roadmapgen build "$temporary/large" -o "$temporary/built/10000"
TMPDIR=$temporary node tests/browser/budgets.mjs "$@" --large "$temporary/built/10000"
