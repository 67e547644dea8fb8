#!/usr/bin/env bash
# CPU of the router for a CSV load, as a share of the CPU that the servers spend on it.
#   benchmarks/copy.sh [ORDERS [SHARDS]]     loads the demo's events again, over 2 shards by default
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

orders=${1:-100000}
shards=${2:-2}
port=$((20000 + RANDOM % 9000))
scratch=$(mktemp -d)
pgrep -x postgres >"$scratch/before" || true
./kintsugi demo --port "$port" --rows "$orders" --shards "$shards" >"$scratch/demo.log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null; wait "$demo" 2>/dev/null || true; rm -rf "$scratch"' EXIT

sql() { psql -qAtX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U kintsugi -d shop "$@"; }
tries=0
until sql -c 'SELECT 1' >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 240 ] || ! kill -0 "$demo" 2>/dev/null; then cat "$scratch/demo.log" >&2; exit 1; fi
  sleep 0.5
done

# Ticks of a process; with "children", of those that have ended, too.
ticks() {
  local stat
  stat=$(<"/proc/$1/stat")
  read -r -a stat <<<"${stat##*) }"
  if [ "${2:-}" = children ]; then echo $((stat[11] + stat[12] + stat[13] + stat[14])); else echo $((stat[11] + stat[12])); fi
}

# Each postmaster of the demo, whose data is below a directory of its own, with all that it has started.
servers() {
  local sum=0 postmaster worker
  for postmaster in $postmasters; do
    sum=$((sum + $(ticks "$postmaster" children)))
    for worker in $(pgrep -P "$postmaster" || true); do sum=$((sum + $(ticks "$worker" children 2>/dev/null || echo 0))); done
  done
  echo "$sum"
}

# those that were not there before
postmasters=
for candidate in $(pgrep -x postgres); do
  parent=$(awk "{ print \$4 }" "/proc/$candidate/stat" 2>/dev/null) || continue
  [ "$(cat "/proc/$parent/comm")" = postgres ] || grep -qx "$candidate" "$scratch/before" || postmasters="$postmasters $candidate"
done

sql -c '\copy events TO '"$scratch/events.csv"' CSV'
lines=$(wc -l <"$scratch/events.csv")
bytes=$(stat -c %s "$scratch/events.csv")
for round in 1 2 3 4 5; do
  sql -c 'DELETE FROM events'
  router_before=$(ticks "$demo") servers_before=$(servers) began=$(date +%s%N)
  sql -c '\copy events FROM '"$scratch/events.csv"' CSV'
  router=$(($(ticks "$demo") - router_before)) behind=$(($(servers) - servers_before)) ended=$(date +%s%N)
  awk -v n="$lines" -v b="$bytes" -v r="$router" -v s="$behind" -v ns=$((ended - began)) -v i="$round" 'BEGIN {
    printf "round %d: %d rows, %.1f MB, %.2f s; CPU: router %.2f s, servers %.2f s, %.1f %%\n", i, n, b / 1e6, ns / 1e9, r / 100, s / 100, 100 * r / s }'
done
