#!/bin/sh
# SPDX-License-Identifier: MIT
# Where the instructions or the time of the proxy go: prints the top functions under a load.
#
#   profile.sh callgrind [requests|events]   user-space instructions, exact
#   profile.sh perf      [requests|events]   time, kernel included; needs perf and its permission
#
# LLM_PROXY and TOOLS name other builds than the release; TOP says how many functions;
# USAGE=true reads the tokens of the answers, too; CAPTURE=true keeps heads and bodies.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(ls -t "$root/bin/llm-proxy" "$root/build/release/app/llm-proxy" 2>/dev/null | head -n 1)
program=${LLM_PROXY:-$program}
tools=${TOOLS:-$root/build/release/bench}
top=${TOP:-30}
usage=${USAGE:-false}
capture=${CAPTURE:-false}
method=${1:-callgrind}
work=${2:-requests}
port=${PORT:-20917}
upstream_port=$((port + 1))

folder=$(mktemp -d)
pids=
clean() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap clean EXIT INT TERM

case $work in
requests) load="--workload requests --connections 16 --rate 800" ;;
events) load="--workload streams --connections 40 --interval-us 50000" ;;
*) echo "the work is 'requests' or 'events', not '$work'" >&2; exit 2 ;;
esac

cat >"$folder/config.yml" <<CONFIG
server: {workers: 1}
features:
  usage: {enabled: $usage}
  cost_tracking: {enabled: false}
  rate_limiting: {enabled: false}
  circuit_breaker: {enabled: false}
traffic: {capture_headers: $capture, store: none}
providers:
  openai: {enabled: true, base_url: "http://127.0.0.1:$upstream_port"}
CONFIG

"$tools/bench_upstream" --port "$upstream_port" --life 120 &
pids="$pids $!"

run="$program --no-gui --config $folder/config.yml --port $port --log-level warn"
case $method in
callgrind)
    HOME=$folder valgrind --tool=callgrind --instr-atstart=no \
        --callgrind-out-file="$folder/callgrind" $run 2>"$folder/log" & ;;
perf) HOME=$folder $run 2>"$folder/log" & ;;
*) echo "the method is 'callgrind' or 'perf', not '$method'" >&2; exit 2 ;;
esac
subject=$!
pids="$pids $subject"

# Once all streams or connections are answered, the proxy is up and warm.
tries=0
until "$tools/bench_load" --port "$port" --warm-up 0 --window 0.5 --patience 5 $load >/dev/null 2>&1
do
    tries=$((tries + 1))
    if [ $tries -gt 10 ] || ! kill -0 "$subject" 2>/dev/null; then
        cat "$folder/log" >&2
        exit 1
    fi
done

"$tools/bench_load" --port "$port" --warm-up 0 --window 6 $load >"$folder/load" &
loader=$!
pids="$pids $loader"
case $method in
callgrind)
    callgrind_control --instr=on "$subject" >/dev/null
    wait "$loader"
    callgrind_control --instr=off "$subject" >/dev/null
    callgrind_control --dump "$subject" >/dev/null
    callgrind_annotate --auto=no --threshold=100 "$folder"/callgrind.* |
        sed -n '/Ir/,$p' | head -n "$((top + 6))" ;;
perf)
    perf record -q -g -p "$subject" -o "$folder/perf.data" -- sleep 5
    wait "$loader"
    perf report -i "$folder/perf.data" --stdio --no-children -g none --percent-limit 0.3 |
        grep -v '^#' | grep -v '^$' | head -n "$top" ;;
esac
