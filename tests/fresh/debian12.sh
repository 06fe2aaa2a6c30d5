#!/bin/bash
# SPDX-License-Identifier: MIT
# Proves that a fresh Debian 12 needs nothing but make: debootstrap, this tree, `make run` with its
# /health asked, `make test`; prints how long each took.
#
#   sudo tests/fresh/debian12.sh [TARGET…]     instead of run and test: these make targets
#
# MIRROR: where Debian comes from, default: what this machine's apt uses. KEEP=1 keeps the root.
set -euo pipefail

port=${PORT:-19002} # the network is shared with this machine, whose 9002 may be taken
run_minutes=30
[ "$(id -u)" -eq 0 ] || { echo "Needs root, for debootstrap and chroot." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "Needs the package debootstrap." >&2; exit 1; }

tree=$(cd "$(dirname "$0")/../.." && pwd)
mirror=${MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' \
    'Created-By: Packages' 2>/dev/null | head -1)}
root=$(mktemp -d /var/tmp/fresh-debian12.XXXXXX)
chmod 755 "$root" # apt downloads as a user of its own
runner=

leave()
{
    [ -z "$runner" ] || kill -TERM -- "-$runner" 2>/dev/null || true
    umount "$root/proc" 2>/dev/null || true
    if [ -n "${KEEP:-}" ]; then echo "Kept: $root"; else rm -rf --one-file-system "$root"; fi
}
trap leave EXIT

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    TERM=dumb LC_ALL=C.UTF-8 "$@"; }

timed() # timed TITLE COMMAND…
{
    local title=$1 begin=$SECONDS
    shift
    "$@"
    printf '%-34s %5d s\n' "$title" $((SECONDS - begin)) | tee -a "$root/times"
}

# Leaves the program running: its process group is $runner.
run_and_ask()
{
    set -m
    inside PORT="$port" make -C /root/llm-proxy run >"$root/run.log" 2>&1 &
    runner=$!
    set +m
    for ((i = 0; i < run_minutes * 60; i++)); do
        grep -q '^listening on' "$root/run.log" && break
        kill -0 "$runner" 2>/dev/null || { cat "$root/run.log"; return 1; }
        sleep 1
    done
    tail -n 5 "$root/run.log"
}

ask_health()
{
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    timeout 5 cat <&3 | tee "$root/health" | head -n 1
    exec 3>&-
    grep -q '"status":"healthy"' "$root/health"
}

timed "debootstrap" debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >/dev/null
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/"
echo "127.0.0.1 localhost" >"$root/etc/hosts" # as the installer would
timed "apt-get install make" inside sh -c 'apt-get update -qq && apt-get install -y -qq \
    --no-install-recommends make >/dev/null 2>&1'
mkdir "$root/root/llm-proxy"
(cd "$tree" && find . \( -path ./build -o -path ./bin -o -path ./.git \) -prune -o -print0 |
    tar --null --no-recursion -cf - -T -) | tar -xf - -C "$root/root/llm-proxy"

if [ $# -gt 0 ]; then
    for target in "$@"; do
        timed "make $target" inside make -C /root/llm-proxy "$target"
    done
else
    timed "make run, until it listens" run_and_ask
    ask_health || { echo "/health does not answer as it should" >&2; exit 1; }
    kill -TERM -- "-$runner"
    wait "$runner" || true
    runner=
    timed "make test" inside make -C /root/llm-proxy test
fi
echo "---"
cat "$root/times"
