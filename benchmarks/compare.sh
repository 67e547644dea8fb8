#!/usr/bin/env bash
# Compares Kintsugi as a whole process with PgBouncer and HAProxy, side by side on this machine.
#   benchmarks/compare.sh [OPTION…] [ROW…]     rows by name or pattern ('point-*'); all of them when none is named
# Needs what `apt install pgbouncer haproxy postgresql` brings. Starts everything on loopback below a temporary directory, and ends
# and removes all of it. Prints Markdown tables; the figures of each round are in a CSV file named at the end.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd .. && pwd)

rounds=5 seconds=4 warmup=40 scale=10 pool=64 workers=1 floor=
hertz=$(getconf CLK_TCK)

usage() {
  sed -n '2,5s/^# //p' compare.sh
  cat <<USAGE
options:
  --rounds N     rounds of each row, its sides taking turns ($rounds)
  --seconds S    length of one measurement ($seconds)
  --warmup S     most seconds of load before a row for what runs on a JVM ($warmup)
  --scale N      hundred thousands of rows ($scale)
  --pool N       server connections of PgBouncer and, for each shard, of Kintsugi ($pool)
  --workers N    event loops of Kintsugi ($workers; PgBouncer has one)
  --with-floor   also a relay of bytes in Netty, which does nothing else: the floor for a router in Java
  --csv FILE     where the figures go (a new file in the temporary directory)
  --list         the rows
USAGE
}

rows() {
  local mode clients
  for mode in prepared simple extended; do
    for clients in 16 64; do
      echo "point-$mode-$clients"
    done
  done
  for mode in prepared simple extended; do
    echo "latency-$mode"
  done
  for mode in prepared simple; do
    echo "keys-$mode-16"
    echo "range-$mode-16"
  done
  echo scan-narrow scan-wide copy-narrow copy-wide sort-narrow sort-wide start idle-10000 | tr ' ' '\n'
}

# Those of the rows that were asked for.
chosen_rows() {
  local row pattern
  [ "$#" -gt 0 ] || { rows; return; }
  for row in $(rows); do
    for pattern in "$@"; do
      # shellcheck disable=SC2254 # a pattern is wanted
      case $row in $pattern) echo "$row"; break ;; esac
    done
  done
}

measure() {
  local kind mode clients
  IFS=- read -r kind mode clients <<<"$1"
  case $kind in
    point | keys | range) oltp "$1" "$mode" "$clients" "$kind" ;;
    latency) latency "$1" "$mode" ;;
    scan | sort) big "$1" "$1" ;;
    copy) big "$1" "scan-$mode" ;;
    start) start_time "$1" ;;
    idle) idle "$1" "$mode" ;;
  esac
}

# table METRIC TITLE PEER SIDES DIGITS [ROWS [DIVISOR]]
table() {
  awk -v metric="$1" -v unit="$2" -v peer="$3" -v sides="$4" -v digits="$5" -v rows="${6:-.}" -v divisor="${7:-1}" \
    -f table.awk "$csv"
}

report() {
  local all="${sides[*]}" small='^(point|latency|keys|range)' big='^(scan|copy|sort)'
  echo "$(nproc) cores, $(uname -sr); $("$server_bin/postgres" -V); $(pgbouncer -V | sed -n 1p); $(haproxy -v | sed -n '1s/ [0-9/]* .*//p')"
  echo "medians (smallest) of $rounds rounds of $seconds s; ratios: median of the rounds' ratios"
  echo
  table cpu_us 'router CPU, µs per transaction' pgbouncer "$all" 1 "$small"
  table user_us 'of it in user mode' '' "$all" 1 "$small"
  table tps 'transactions per second' pgbouncer "$all" 0
  table p50_us 'median latency at one client, µs' '' "direct $all" 0
  table added_us 'added to direct, µs' '' "$all" 0
  table cpu_us 'router CPU, ms per result' pgbouncer "$all" 0 "$big" 1000
  table wall_us 'wall time, ms per result' pgbouncer "$all" 0 '^(scan|copy)' 1000
  table wall_us 'wall time, ms per result' direct "direct $all" 0 '^sort' 1000
  table rss_before_mib 'RSS before, MiB' '' 'kintsugi pgbouncer' 0
  table rss_peak_mib 'peak RSS, MiB' '' kintsugi 0
  table start_ms 'command to first answer, ms' '' kintsugi 0
  table start_cpu_ms 'CPU until then, ms' '' kintsugi 0
  table client_bytes 'RSS for each idle client, bytes' pgbouncer 'kintsugi pgbouncer' 0
}

finish() {
  status=$?
  trap - EXIT
  trap '' INT TERM
  stop_all
  rm -rf "$scratch"
  exit "$status"
}

patterns=() csv=
while [ "$#" -gt 0 ]; do
  case $1 in
    --rounds | --seconds | --warmup | --scale | --pool | --workers | --csv)
      [ "$#" -gt 1 ] || { usage >&2; exit 2; }
      declare "${1#--}=$2"
      shift
      ;;
    --with-floor) floor=yes ;;
    --list) rows; exit ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) patterns+=("$1") ;;
  esac
  shift
done
read -r -a chosen < <(chosen_rows ${patterns[@]+"${patterns[@]}"} | tr '\n' ' ') || true
[ "${#chosen[@]}" -gt 0 ] || { echo "no such row; the rows are:" >&2; rows >&2; exit 2; }

. ./servers.sh
. ./rows.sh
find_programs
export PGCONNECT_TIMEOUT=10 PSQLRC=/dev/null PGOPTIONS=
ulimit -n "$(ulimit -Hn)"
"$root/kintsugi" --version >&2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/kintsugi-compare.XXXXXX")
trap finish EXIT
trap 'echo "compare: interrupted" >&2; exit 130' INT
trap 'echo "compare: terminated" >&2; exit 143' TERM
# a command that fails without a word of its own
trap 'echo "compare: ${BASH_SOURCE[0]##*/}:$LINENO failed: $BASH_COMMAND" >&2' ERR
[ -n "$csv" ] || csv=$(mktemp "${TMPDIR:-/tmp}/kintsugi-compare.XXXXXX.csv")
: >"$csv"
# entered, but not listed, by those who run without our rights
chmod 711 "$scratch"
mkdir "$scratch/data"
[ "${#unprivileged[@]}" -eq 0 ] || chown 65534:65534 "$scratch/data"
"${unprivileged[@]}" test -x "$scratch/data" || die "an unprivileged user cannot reach $scratch; set TMPDIR"

echo "starting and loading, scale $scale" >&2
for server in one s0 s1; do start_postgres "$server"; done
for server in one s0 s1; do await_postgres "$server"; done
load
write_scripts
start_pgbouncer
start_haproxy
configure_kintsugi
start_kintsugi
check_rows
sides=(kintsugi pgbouncer haproxy)
if [ -n "$floor" ]; then
  start_floor
  sides+=(floor)
fi
for row in "${chosen[@]}"; do
  measure "$row"
done
report
echo "figures of each round: $csv"
