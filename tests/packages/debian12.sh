#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs the packages of build/packages into a fresh Debian 12, uses them and takes them out again:
# the headless one without Widgets, then the window's, then the archive with its install.sh.
#
#   sudo tests/packages/debian12.sh [PACKAGES]
#
# MIRROR: where Debian comes from, default: what this machine's apt uses. KEEP=1 keeps the root.
set -euo pipefail

[ "$(id -u)" -eq 0 ] || { echo "Needs root, for debootstrap and chroot." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "Needs the package debootstrap." >&2; exit 1; }

tree=$(cd "$(dirname "$0")/../.." && pwd)
packages=${1:-$tree/build/packages}
mirror=${MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' \
    'Created-By: Packages' 2>/dev/null | head -1)}
root=$(mktemp -d /var/tmp/packages-debian12.XXXXXX)
chmod 755 "$root" # apt downloads as a user of its own
program=

leave()
{
    [ -z "$program" ] || kill "$program" 2>/dev/null || true
    umount "$root/proc" 2>/dev/null || true
    if [ -n "${KEEP:-}" ]; then echo "Kept: $root"; else rm -rf --one-file-system "$root"; fi
}
trap leave EXIT

enter=(chroot "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    HOME=/root TERM=dumb LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive)
inside() { "${enter[@]}" "$@"; }
apt() { inside apt-get -y -qq "$@" >"$root/tmp/apt" 2>&1 || { cat "$root/tmp/apt"; fail "apt-get $*"; }; }
install_deb() { apt install --no-install-recommends "$@"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
say() { echo "ok: $*"; }

# Every file of the root but apt's and dpkg's own.
files() { (cd "$root" && find . \( -path ./proc -o -path ./var/lib/apt -o -path ./var/lib/dpkg \
    -o -path ./var/cache -o -path ./var/log -o -path ./tmp -o -path ./var/lib/systemd \
    -o -path ./packages -o -path ./etc/ld.so.cache \) -prune -o -print | sort); }

start() # start VARIABLE=VALUE… PROGRAM OPTION…: listens on $port
{
    "${enter[@]}" "$@" >"$root/tmp/out" 2>"$root/tmp/log" & # no function, so that $! is the program
    program=$!
    for ((i = 0; i < 200; i++)); do
        port=$(sed -n 's|^listening on http://.*:||p' "$root/tmp/out")
        [ -z "$port" ] || return 0
        kill -0 "$program" 2>/dev/null || break
        sleep 0.1
    done
    cat "$root/tmp/log" >&2
    fail "$* did not listen"
}

stop()
{
    kill -TERM "$program"
    wait "$program" || fail "it did not end with 0"
    program=
}

ask() # ask PATH BODY: the answer of the proxy, head and body
{
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' \
        "$1" "${#2}" "$2" >&3
    timeout 10 cat <&3
    exec 3>&-
}

echo "debootstrap"
debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >/dev/null
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/"
mkdir "$root/packages"
cp "$packages"/*.deb "$packages"/*.tar.gz "$root/packages/"
apt update
files >"$root/tmp/fresh"

# The headless package.
install_deb $(cd "$root" && ls ./packages/llm-proxy_*.deb)
inside dpkg-query -W -f '${Package}\n' >"$root/tmp/installed"
if grep -Eq 'qt6(widgets|gui|charts|opengl)' "$root/tmp/installed"; then
    fail "the headless package brings parts of the window"
fi
inside llm-proxy --version | head -n 1
inside llm-proxy --check-config
start llm-proxy --demo --no-gui --port 0
ask /openai/v1/chat/completions '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}' |
    grep -q '"chat.completion"' || fail "no completion"
inside llm-proxy run --port "$port" -- sh -c 'test "$OPENAI_BASE_URL" = "http://127.0.0.1:'"$port"'/openai/v1"' ||
    fail "run does not set the URL"
stop
inside llm-proxy connect claude-code --write --yes >/dev/null
grep -q ANTHROPIC_BASE_URL "$root/root/.claude/settings.json" || fail "connect wrote nothing"
inside llm-proxy connect claude-code --undo >/dev/null
[ ! -e "$root/root/.claude/settings.json" ] || fail "connect --undo left something"
rm -rf "$root/root/.claude" "$root/root/.local"
say "headless: installed, answers, connects"

# The window's package.
install_deb $(cd "$root" && ls ./packages/llm-proxy-gui_*.deb)
start QT_QPA_PLATFORM=offscreen llm-proxy --demo --port 0
sleep 1
! grep -q 'going on headless' "$root/tmp/log" || { cat "$root/tmp/log"; fail "the window did not open"; }
grep -q llm-proxy-dashboard.so "/proc/$program/maps" || fail "the window's module is not loaded"
stop
say "window: installed, opens"

apt purge llm-proxy llm-proxy-gui
apt autoremove --purge
rm -rf "$root/root/.local" "$root/root/.config" "$root/root/.cache"
files >"$root/tmp/after"
comm -13 "$root/tmp/fresh" "$root/tmp/after" | grep -i llm-proxy && fail "purge left these"
say "purged: nothing is left"

# The archive.
install_deb libqt6network6 libyaml-cpp0.7 libbrotli1 libzstd1 libxxhash0 libhiredis0.14 libqt6sql6-sqlite
files >"$root/tmp/fresh"
inside sh -c 'cd /packages && tar xzf llm-proxy-*.tar.gz && llm-proxy-*/install.sh'
inside llm-proxy --version | head -n 1
start llm-proxy --demo --no-gui --port 0
stop
inside sh -c '/packages/llm-proxy-*/install.sh --uninstall'
rm -rf "$root/root/.local" "$root/root/.config" "$root/root/.cache"
files >"$root/tmp/after"
comm -13 "$root/tmp/fresh" "$root/tmp/after" | grep -i llm-proxy && fail "uninstall left these"
say "archive: installed, runs, uninstalled"
