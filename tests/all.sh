#!/bin/sh
# All tests, by one command and from any folder: sh tests/all.sh
#
# Needs Rust and git; what else it needs (Chromium, Node with npm, and poppler-utils to read what was printed)
# it installs from Debian where it may, as root or by sudo without a password, and says what is missing where it
# may not. Asks nothing, leaves nothing behind but target/ and tests/browser/node_modules.
#
# Pictures of every kind of page are in target/shots afterwards: open target/shots/index.html.
set -eu
exec </dev/null
CDPATH='' cd -- "$(dirname -- "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }

stop() {
    echo "$1" >&2
    exit 1
}

browser() {
    [ -n "${CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome-stable || have google-chrome
}

# The oldest Node that the pinned packages run on: Debian 12 has 18.20.
node_is_new_enough() {
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number)
        process.exit(major > 18 || (major === 18 && minor >= 19) ? 0 : 1)'
}

have cargo || stop 'cargo is missing: install Rust first (rustup, or the Debian package `cargo` where it is new enough)'

missing=
browser || missing="$missing chromium"
have node || missing="$missing nodejs"
have npm || missing="$missing npm"
# Without it the tests of printed pages are skipped, and say so.
wished=
have pdftotext || wished=' poppler-utils'
if [ -n "$missing$wished" ]; then
    may=
    if have apt-get && [ "$(id -u)" = 0 ]; then
        may=yes as_root=
    elif have apt-get && have sudo && sudo -n true 2>/dev/null; then
        may=yes as_root='sudo -n'
    elif [ -n "$missing" ] && have apt-get; then
        stop "install these first: apt-get install$missing (as root; the Rust tests alone: cargo test --locked)"
    elif [ -n "$missing" ]; then
        stop "install these first:$missing (here without apt-get; the Rust tests alone: cargo test --locked)"
    fi
    # Unquoted on purpose: a list of packages, and a command that may be empty.
    # shellcheck disable=SC2086
    install() {
        echo "installing Debian packages: $*"
        $as_root apt-get -q update
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@"
    }
    # shellcheck disable=SC2086
    if [ -n "$missing" ]; then install $missing; fi
    # shellcheck disable=SC2086
    if [ -n "$may" ] && [ -n "$wished" ]; then install $wished || echo "without$wished"; fi
fi
node_is_new_enough || stop "node $(node --version) is too old: 18.19 or later is needed"

# Everything temporary, the browser's profile too, stands in one folder that goes at the end.
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Names a part of the run, and says how long the one before it took.
part() {
    now=$(date +%s)
    if [ -n "${begun:-}" ]; then echo "($((now - begun)) s)"; fi
    begun=$now
    echo "== $1"
}

part 'Rust tests'
cargo test --locked

part 'Broken doors'
# Whether the test of views notices them takes a quarter of an hour: sh tests/broken-doors.sh
if have perl; then sh tests/broken-doors.sh --applies; else echo 'skipped: perl is not there'; fi

part 'Sites to look at'
# The example's sealed view opens with this; it is no secret.
ROADMAPGEN_PASSPHRASE_LEADERSHIP='turbo weather lizard camp open violin'
export ROADMAPGEN_PASSPHRASE_LEADERSHIP
# Records of builds go with the rest.
# The program that the Rust tests have run: without what is there for tests alone, `cargo run` would compile it anew.
program=${CARGO_TARGET_DIR:-target}/debug/roadmapgen
roadmapgen() { XDG_CACHE_HOME=$temporary/cache "$program" "$@"; }
set --
roadmapgen build example-site -o "$temporary/example" --as-of 2026-11-16
roadmapgen build example-site -o "$temporary/again" --as-of 2026-11-17
link=$(roadmapgen share leadership example-site --base-url https://example.org/)
set -- --sealed "$temporary/example" for/leadership/ "$ROADMAPGEN_PASSPHRASE_LEADERSHIP" "${link#*#k=}" "$temporary/again"
set -- "$@" --preview "$program" example-site "$temporary/example"
if [ -d ../shared/real/rust-project-goals ]; then
    roadmapgen build ../shared/real/rust-project-goals -o "$temporary/real" --as-of 2025-09-15
    set -- "$@" --brief --every 10 "$temporary/real"
else
    set -- --skip 'real roadmap' '../shared is not there' "$@"
fi
# The example in the other themes, and roadmaps of odd content and of many milestones.
for theme in themes/*/; do
    theme=$(basename "$theme")
    [ "$theme" != default ] || continue
    cp -R example-site "$temporary/in-$theme"
    sed "s/^\\[site\\]\$/[site]\ntheme = \"$theme\"/" example-site/roadmap.toml >"$temporary/in-$theme/roadmap.toml"
    roadmapgen build "$temporary/in-$theme" -o "$temporary/$theme" --audience customers --as-of 2026-11-16
    set -- "$@" --brief --every 1 "$temporary/$theme"
done
node tests/torture/write.mjs "$temporary/torture"
for odd in "$temporary"/torture/*/; do
    odd=$(basename "$odd")
    roadmapgen build "$temporary/torture/$odd" -o "$temporary/torture-$odd" --as-of 2026-11-16
    every=1
    [ "$odd" != odd ] || every=10
    set -- "$@" --odd --every "$every" "$temporary/torture-$odd"
done
node tests/browser/many.mjs 1000 "$temporary/many"
roadmapgen build "$temporary/many" -o "$temporary/thousand" --as-of 2026-11-16
set -- "$@" --thousand "$temporary/thousand"

part 'Packages of the browser tests'
# The packages are installed anew only when the lock file or Node has changed.
installed=tests/browser/node_modules/.installed
wanted="$(cksum <tests/browser/package-lock.json) $(node --version)"
if [ "$(cat "$installed" 2>/dev/null || true)" != "$wanted" ]; then
    (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error)
    echo "$wanted" >"$installed"
fi

part 'Workflows'
node tests/browser/workflows.mjs

part 'Browser tests'
TMPDIR=$temporary node tests/browser/run.mjs --shots "${CARGO_TARGET_DIR:-target}/shots" "$@"
