# What is measured, one function for each kind of row. Sourced by compare.sh.
# shellcheck shell=bash

# record ROW ROUND SIDE METRIC VALUE
record() {
  echo "$1,$2,$3,$4,$5" >>"$csv"
}

# Runs a command so that a signal to this script ends it, too.
run() {
  "${dying[@]}" "$@" &
  local child=$!
  wait "$child"
}

# Sets user_ticks and system_ticks: what all threads of a process have used so far, those that have ended included.
ticks_of() {
  local stat
  stat=$(<"/proc/$1/stat")
  # the name before the bracket may hold blanks
  read -r -a stat <<<"${stat##*) }"
  user_ticks=${stat[11]}
  system_ticks=${stat[12]}
}

# memory_of PID FIELD: VmRSS or VmHWM in KiB.
memory_of() {
  awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"
}

# Postgres 15's pgbench prepares; PgBouncer before 1.21 keeps prepared statements in session mode only.
database_of() {
  if [ "$1" = pgbouncer ] && [ "$2" = prepared ]; then echo session; else echo "${database[$1]}"; fi
}

# pgbench_on SIDE MODE CLIENTS SCRIPT ARGUMENTS…: its report goes to a file.
pgbench_on() {
  local side=$1 mode=$2 clients=$3 script=$4 threads=1
  shift 4
  [ "$clients" -eq 1 ] || threads=2
  run pgbench -n -M "$mode" -c "$clients" -j "$threads" -f "$scratch/scripts/$script.sql" "$@" -h 127.0.0.1 \
    -p "${port[$side]}" -U bench "$(database_of "$side" "$mode")" >"$scratch/pgbench" 2>"$scratch/pgbench.err" \
    || { cat "$scratch/pgbench.err" >&2; die "pgbench on $side failed"; }
  grep -q '^number of failed transactions: 0 ' "$scratch/pgbench" || die "pgbench on $side: failed transactions"
  transactions=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$scratch/pgbench")
  tps=$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$scratch/pgbench")
}

# measured ROW ROUND SIDE COMMAND…: runs it and records the router's CPU for each transaction in µs.
measured() {
  local row=$1 round=$2 side=$3 user system
  shift 3
  if [ "$side" = direct ]; then
    "$@"
    return
  fi
  ticks_of "${pid[$side]}"
  user=$user_ticks
  system=$system_ticks
  "$@"
  ticks_of "${pid[$side]}"
  user=$((user_ticks - user))
  system=$((system_ticks - system))
  record "$row" "$round" "$side" cpu_us "$(per_transaction $((user + system)))"
  record "$row" "$round" "$side" user_us "$(per_transaction "$user")"
  record "$row" "$round" "$side" system_us "$(per_transaction "$system")"
}

per_transaction() {
  awk -v ticks="$1" -v hertz="$hertz" -v count="$transactions" 'BEGIN { printf "%.2f", ticks / hertz * 1e6 / count }'
}

# The JVM compiles what runs often: its sides work in stretches of 5 s until one is hardly cheaper than the one before it, or
# the limit is reached.
warm_up() {
  local side
  for side in "${sides[@]}"; do
    case $side in
      kintsugi | floor) warm_jvm "$side" "$2" "$3" "$4" ;;
      *) pgbench_on "$side" "$2" "$3" "$4" -T 1 ;;
    esac
  done
}

warm_jvm() {
  local side=$1 spent=0 before=0 cost=0
  shift
  while [ "$spent" -lt "$warmup" ]; do
    ticks_of "${pid[$side]}"
    cost=$((user_ticks + system_ticks))
    pgbench_on "$side" "$@" -T 5
    ticks_of "${pid[$side]}"
    cost=$(((user_ticks + system_ticks - cost) * 1000000 / transactions))
    spent=$((spent + 5))
    [ "$before" -eq 0 ] || [ $((cost * 100)) -lt $((before * 95)) ] || break
    before=$cost
  done
  echo "  $side warm after $spent s" >&2
}

# oltp ROW MODE CLIENTS SCRIPT: CPU of the routers and throughput under load.
oltp() {
  local round side
  warm_up "$@"
  for ((round = 1; round <= rounds; round++)); do
    for side in "${sides[@]}"; do
      measured "$1" "$round" "$side" pgbench_on "$side" "$2" "$3" "$4" -T "$seconds"
      record "$1" "$round" "$side" tps "$tps"
    done
    echo "  $1: round $round of $rounds" >&2
  done
}

# The median of pgbench's log of latencies, in µs.
median_of_log() {
  cat "$scratch"/log.* | cut -d ' ' -f 3 | sort -n >"$scratch/latencies"
  rm -f "$scratch"/log.*
  sed -n "$((($(wc -l <"$scratch/latencies") + 1) / 2))p" "$scratch/latencies"
}

# latency ROW MODE: one client; how much later than directly half of the answers are there.
latency() {
  local round side direct p50 sides=(direct "${sides[@]}")
  port[direct]=${port[one]}
  database[direct]=bench
  warm_up "$1" "$2" 1 point
  for ((round = 1; round <= rounds; round++)); do
    for side in "${sides[@]}"; do
      measured "$1" "$round" "$side" pgbench_on "$side" "$2" 1 point -T "$seconds" -l --log-prefix="$scratch/log"
      p50=$(median_of_log)
      [ "$side" = direct ] && direct=$p50
      record "$1" "$round" "$side" p50_us "$p50"
      record "$1" "$round" "$side" added_us $((p50 - direct))
    done
    echo "  $1: round $round of $rounds" >&2
  done
}

write_scripts() {
  mkdir -p "$scratch/scripts"
  local rows=$((scale * 100000))
  cat >"$scratch/scripts/point.sql" <<SQL
\\set aid random(1, $rows)
SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
SQL
}
