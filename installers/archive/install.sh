#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs LLM Proxy from this folder.
#
#   ./install.sh [--prefix DIR]               default: ~/.local, as root /usr/local
#   ./install.sh --uninstall [--prefix DIR]   removes what it installed, and nothing else
#
# The libraries that the program needs come from the system; what is missing is named.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=$HOME/.local
[ "$(id -u)" -ne 0 ] || prefix=/usr/local
task=install
while [ $# -gt 0 ]; do
    case $1 in
    --prefix) [ $# -gt 1 ] || { echo "--prefix needs a folder" >&2; exit 2; }; prefix=$2; shift ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --uninstall) task=uninstall ;;
    *) sed -n '3,8s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
    esac
    shift
done
list=$prefix/share/llm-proxy/installed-files

uninstall()
{
    [ -f "$list" ] || { echo "$prefix has no LLM Proxy that this script installed." >&2; exit 1; }
    while IFS= read -r file; do rm -f "$prefix/$file"; done <"$list"
    rm -f "$list"
    # Folders that are empty now, the deepest first; those of the system are not.
    find "$prefix/share/llm-proxy" "$prefix/share/doc/llm-proxy" "$prefix/share/doc/llm-proxy-gui" \
        "$prefix/lib/llm-proxy" \
        -depth -type d -exec rmdir {} + 2>/dev/null || true
    echo "Removed from $prefix."
}

install_files()
{
    mkdir -p "$prefix/share/llm-proxy"
    (cd "$here" && find bin lib share -type f) >"$list.new"
    while IFS= read -r file; do
        mkdir -p "$prefix/$(dirname "$file")"
        cp "$here/$file" "$prefix/$file.new"
        mv -f "$prefix/$file.new" "$prefix/$file" # a running program keeps its old file
    done <"$list.new"
    mv -f "$list.new" "$list"
    # The units and the desktop entry name the program by its path.
    for file in lib/systemd/system/llm-proxy.service lib/systemd/user/llm-proxy.service; do
        [ ! -f "$prefix/$file" ] || sed -i "s|/usr/bin/llm-proxy|$prefix/bin/llm-proxy|" "$prefix/$file"
    done
    if [ -f "$prefix/share/applications/llm-proxy.desktop" ]; then
        sed -i "s|^Exec=llm-proxy|Exec=$prefix/bin/llm-proxy|" "$prefix/share/applications/llm-proxy.desktop"
    fi
    echo "Installed below $prefix."
}

say_what_is_missing()
{
    missing=$(ldd "$prefix/bin/llm-proxy" | sed -n 's/^[[:space:]]*\([^ ]*\) => not found/\1/p')
    if [ -n "$missing" ]; then
        echo "The program needs these libraries, which the system does not have:" >&2
        printf '  %s\n' $missing >&2
        echo "On Debian 12: apt install libqt6network6 libyaml-cpp0.7 libbrotli1 libzstd1 libxxhash0 libhiredis0.14 libqt6sql6-sqlite" >&2
        exit 1
    fi
    if ldd "$prefix/lib/llm-proxy/llm-proxy-dashboard.so" 2>/dev/null | grep -q 'not found'; then
        echo "Without the libraries of Qt 6 Charts there is no window, the rest works." >&2
        echo "On Debian 12: apt install libqt6charts6" >&2
    fi
    case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "$prefix/bin is not in PATH: add it, or start $prefix/bin/llm-proxy" ;;
    esac
}

if [ "$task" = uninstall ]; then
    uninstall
else
    install_files
    say_what_is_missing
fi
