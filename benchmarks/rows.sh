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
  local round side direct p50 sides=("${sides[@]}")
  direct_too
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

# repeat COUNT COMMAND…
repeat() {
  local count=$1
  shift
  for ((transactions = 0; transactions < count; transactions++)); do
    "$@"
  done
}

copy_on() {
  run psql -X -q -h 127.0.0.1 -p "${port[$1]}" -U bench "${database[$1]}" -c "\\copy ($2) to /dev/null" >"$scratch/copy" 2>&1 \
    || { cat "$scratch/copy" >&2; die "\\copy from $1 failed"; }
}

# big ROW SCRIPT: results of all rows; CPU of the router and time for each.
big() {
  local round side sides=("${sides[@]}")
  case $1 in sort-*) direct_too ;; esac
  warm_big "$@"
  for ((round = 1; round <= rounds; round++)); do
    for side in "${sides[@]}"; do
      one_big "$1" "$round" "$side" "$2"
    done
    echo "  $1: round $round of $rounds" >&2
  done
}

# Six results of a million rows are enough for what the JVM compiles.
warm_big() {
  local side
  for side in "${sides[@]}"; do
    case $side,$1 in
      kintsugi,copy-* | floor,copy-*) repeat 6 copy_on "$side" "${query[$2]}" ;;
      kintsugi,* | floor,*) pgbench_on "$side" simple 1 "$2" -t 6 ;;
    esac
  done
}

one_big() {
  local begin end repeats=3
  if [ "$3" = kintsugi ]; then
    # forget the peak of before
    echo 5 >"/proc/${pid[kintsugi]}/clear_refs"
    record "$1" "$2" kintsugi rss_before_mib $(($(memory_of "${pid[kintsugi]}" VmRSS) / 1024))
  fi
  begin=${EPOCHREALTIME/./}
  case $1 in
    copy-*) measured "$1" "$2" "$3" repeat $repeats copy_on "$3" "${query[$4]}" ;;
    *) measured "$1" "$2" "$3" pgbench_on "$3" simple 1 "$4" -t $repeats ;;
  esac
  end=${EPOCHREALTIME/./}
  record "$1" "$2" "$3" wall_us $(((end - begin) / repeats))
  [ "$3" != kintsugi ] || record "$1" "$2" kintsugi rss_peak_mib $(($(memory_of "${pid[kintsugi]}" VmHWM) / 1024))
}

direct_too() {
  port[direct]=${port[one]}
  database[direct]=bench
  sides=(direct "${sides[@]}")
}

# idle ROW CLIENTS: memory of a side that has just been started for each client that is logged in and does nothing.
idle() {
  local round side before after
  compile IdleClients
  mkfifo "$scratch/enough"
  for ((round = 1; round <= rounds; round++)); do
    for side in kintsugi pgbouncer; do
      stop "$side"
      "start_$side"
      # the first clients bring what all need: server connections, classes
      with_idle "$side" 500 sleep 1
      with_idle "$side" 500 sleep 1
      before=$(memory_of "${pid[$side]}" VmRSS)
      with_idle "$side" "$2" idle_memory "$side"
      record "$1" "$round" "$side" rss_before_mib $((before / 1024))
      record "$1" "$round" "$side" client_bytes $(((after - before) * 1024 / $2))
    done
    echo "  $1: round $round of $rounds" >&2
  done
  rm "$scratch/enough"
}

idle_memory() {
  sleep 1
  after=$(memory_of "${pid[$1]}" VmRSS)
}

# with_idle SIDE CLIENTS COMMAND…: runs the command while so many clients are logged in.
with_idle() {
  local side=$1 count=$2 child
  shift 2
  : >"$scratch/clients"
  "${dying[@]}" "$java" -cp "$scratch/classes" dev.kintsugi.bench.IdleClients "${port[$side]}" "${database[$side]}" "$count" \
    <"$scratch/enough" >"$scratch/clients" 2>&1 &
  child=$!
  exec 5>"$scratch/enough"
  until grep -q '^open$' "$scratch/clients"; do
    kill -0 "$child" 2>/dev/null || { cat "$scratch/clients" >&2; die "idle clients of $side failed"; }
    sleep 0.1
  done
  "$@"
  exec 5>&-
  wait "$child"
}

# start_time ROW: from the command to the answer of the first query, as a client that tries all the time sees it.
start_time() {
  local round begin end
  mkfifo "$scratch/silence"
  for ((round = 1; round <= rounds; round++)); do
    stop kintsugi
    begin=${EPOCHREALTIME/./}
    start kintsugi "$root/kintsugi" serve --config "$scratch/kintsugi"
    first_answer
    end=${EPOCHREALTIME/./}
    ticks_of "${pid[kintsugi]}"
    record "$1" "$round" kintsugi start_ms $(((end - begin) / 1000))
    record "$1" "$round" kintsugi start_cpu_ms $(((user_ticks + system_ticks) * 1000 / hertz))
    echo "  $1: round $round of $rounds" >&2
  done
  rm "$scratch/silence"
}

# Without a process of its own, so that trying does not take the machine's time from what starts.
first_answer() {
  local part answer='' sql='SELECT abalance FROM pgbench_accounts WHERE aid = 1' length
  printf -v length %x $((${#sql} + 5))
  # nothing ever comes out of it: a pause without a process
  exec 7<>"$scratch/silence"
  until { exec 6<>"/dev/tcp/127.0.0.1/${port[kintsugi]}"; } 2>/dev/null; do
    kill -0 "${pid[kintsugi]}" || die "kintsugi ended"
    read -r -t 0.005 -u 7 || true
  done
  exec 7>&-
  trap '' PIPE
  printf "\\0\\0\\0\\x23\\0\\3\\0\\0user\\0bench\\0database\\0bench\\0\\0Q\\0\\0\\0\\x$length%s\\0" "$sql" >&6
  while IFS= read -r -t 30 -d '' part <&6; do
    answer+=" $part"
    case $part in *'SELECT 1') break ;; esac
  done
  exec 6>&-
  trap - PIPE
  [[ $part == *'SELECT 1' ]] || die "no answer from kintsugi:$answer"
}

declare -A query=(
  [scan-narrow]='SELECT aid, abalance FROM pgbench_accounts'
  [scan-wide]='SELECT * FROM pgbench_accounts'
  [sort-narrow]='SELECT aid, abalance FROM pgbench_accounts ORDER BY aid'
  [sort-wide]='SELECT * FROM pgbench_accounts ORDER BY aid'
)

write_scripts() {
  mkdir -p "$scratch/scripts"
  local name rows=$((scale * 100000))
  for name in "${!query[@]}"; do
    echo "${query[$name]};" >"$scratch/scripts/$name.sql"
  done
  cat >"$scratch/scripts/point.sql" <<SQL
\set aid random(1, $rows)
SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
SQL
  cat >"$scratch/scripts/range.sql" <<SQL
\set first random(1, $((rows - 99)))
SELECT min(abalance), max(abalance) FROM pgbench_accounts WHERE aid BETWEEN :first AND :first + 99;
SQL
  cat >"$scratch/scripts/keys.sql" <<SQL
\set pair random(1, 16)
\set one $(one_of s0)
\set other $(one_of s1)
SELECT aid, abalance FROM pgbench_accounts WHERE aid IN (:one, :other);
SQL
}

# pgbench cannot hash as the router does: an expression that gives one of 16 keys of a shard.
one_of() {
  psql_on "$1" bench -At -c 'SELECT aid FROM pgbench_accounts WHERE aid % 997 = 1 LIMIT 16' \
    | awk 'BEGIN { printf "case" } { printf " when :pair = %d then %d", NR, $1 } END { print " end" }'
}
