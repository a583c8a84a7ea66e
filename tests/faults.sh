#!/bin/sh
# Publishing with the real program while the system fails, the program is killed, and two build at once: sh tests/faults.sh
#
# Needs strace, a C compiler, and leave to mount: as root, or where users may have namespaces of their own. Asks nothing,
# installs nothing, and what it mounts vanishes with it. `sh tests/faults.sh killed` runs the tests of that name alone.
# FAULTS_SEED=2 draws other random moments.
#
# The builds keep records as those of users do, in the target folder. A build of what stands in the output already reads it
# and makes no page; the tests mostly build what does not.
set -eu
exec </dev/null
CDPATH='' cd -- "$(dirname -- "$0")/.."

for tool in cargo cc strace mount prlimit setpriv unshare; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "$tool is missing (on Debian: apt-get install strace gcc libc6-dev util-linux mount)" >&2
        exit 1
    }
done

# As published, since an unoptimised one takes ten times as long; the tests themselves are not worth that.
cargo build --release --locked -q
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
FAULTS_PROGRAM=$target/release/roadmapgen
export FAULTS_PROGRAM
cargo test --locked -q --no-run --test faults

own='unshare --mount'
[ "$(id -u)" = 0 ] || own='unshare --mount --map-root-user'
$own true || { echo 'no leave to mount: run it as root' >&2; exit 1; }
# In memory, where a write that is settled on the disk does not take milliseconds; it is settled all the same.
# One at a time: each test counts on the whole machine, and mounts what it needs.
# shellcheck disable=SC2086,SC2016
exec $own sh -c '
    mkdir -p "$0"
    mount -t tmpfs -o size=512m faults "$0"
    TMPDIR=$0 exec cargo test --locked -q --test faults -- --ignored --nocapture --test-threads 1 "$@"
' "$target/faults" "$@"
