# Starts and ends what is compared: three Postgres servers, PgBouncer, HAProxy, Kintsugi and a bare relay. Sourced by compare.sh.
# shellcheck shell=bash

declare -A pid port database    # by name of the process or side
running=()                      # names in the order of their start
unprivileged=()                 # words before a command that must not run as root

die() {
  echo "compare: $1" >&2
  exit 1
}

# Sets free to a port that nothing listens on. Called directly, not in a subshell, so that no port is given twice.
next_port=$((10000 + RANDOM % 9000))
free_port() {
  while (exec 3<>"/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do
    next_port=$((next_port + 1))
  done
  free=$next_port
  next_port=$((next_port + 1))
}

find_programs() {
  local program
  for program in psql pgbench pgbouncer haproxy setpriv; do
    PATH=$PATH:/usr/sbin type "$program" >/dev/null 2>&1 || die "$program is missing: apt install pgbouncer haproxy postgresql"
  done
  PATH=$PATH:/usr/sbin
  server_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -x "$server_bin/postgres" ] || die "no server in /usr/lib/postgresql/*/bin: apt install postgresql"
  # each program ends with this script, even if that is killed
  dying=(setpriv --pdeathsig TERM)
  if [ "$(id -u)" -eq 0 ]; then
    unprivileged=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  fi
}

# start NAME COMMAND…: in the background, its output in a file of that name.
start() {
  local name=$1
  shift
  "${dying[@]}" "$@" >"$scratch/$name.log" 2>&1 </dev/null &
  pid[$name]=$!
  running+=("$name")
}

# await NAME: until it accepts connections.
await() {
  local tries=0
  until (exec 3<>"/dev/tcp/127.0.0.1/${port[$1]}") 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "${pid[$1]}" 2>/dev/null; then
      cat "$scratch/$1.log" >&2
      die "$1 did not start"
    fi
    sleep 0.05
  done
}

# stop NAME: ends it and waits until it is gone.
stop() {
  local signal=TERM
  case $1 in one | s0 | s1) signal=INT ;; esac
  if kill -"$signal" "${pid[$1]}" 2>/dev/null; then
    wait "${pid[$1]}" 2>/dev/null || true
  fi
  unset "pid[$1]"
}

stop_all() {
  local index name
  for ((index = ${#running[@]} - 1; index >= 0; index--)); do
    name=${running[index]}
    [ -z "${pid[$name]:-}" ] || stop "$name"
  done
}

start_postgres() {
  local name=$1
  free_port
  port[$name]=$free
  database[$name]=bench
  "${unprivileged[@]}" "$server_bin/initdb" -A trust -U bench -E UTF8 --locale=C --no-sync -D "$scratch/data/$name" \
    >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log" >&2; die "initdb failed"; }
  start "$name" "${unprivileged[@]}" "$server_bin/postgres" -D "$scratch/data/$name" -p "$free" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c autovacuum=off -c shared_buffers=256MB -c work_mem=64MB -c max_connections=400 \
    -c max_prepared_transactions=400
}

await_postgres() {
  local tries=0
  until psql_on "$1" postgres -c 'CREATE DATABASE bench' >"$scratch/create.log" 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$scratch/$1.log" "$scratch/create.log" >&2; die "$1 did not start"; }
    sleep 0.1
  done
}

# psql_on SIDE DATABASE ARGUMENTS…
psql_on() {
  local side=$1 name=$2
  shift 2
  psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "${port[$side]}" -U bench -d "$name" "$@"
}

# The rows of pgbench: all of them on "one", and on s0 and s1 those whose slot the even spread gives them.
load() {
  local shard slots
  pgbench -q -i -I dtgp -s "$scale" -h 127.0.0.1 -p "${port[one]}" -U bench bench >"$scratch/load.log" 2>&1 \
    || { cat "$scratch/load.log" >&2; die "pgbench -i failed"; }
  for shard in s0 s1; do
    slots='< 2048'
    [ "$shard" = s0 ] || slots='>= 2048'
    psql_on "$shard" bench -c 'CREATE TABLE pgbench_accounts (aid integer NOT NULL, bid integer, abalance integer,
      filler character(84)) WITH (fillfactor = 100)'
    # the slot as in docs/explanation/hashing.md; an integer hashes as the bigint of its value
    psql_on one bench -c "COPY (SELECT * FROM pgbench_accounts WHERE
      ((hashint8extended(aid, 8816678312871386365) & 4095) + 2275) & 4095 $slots ORDER BY aid) TO STDOUT" \
      | psql_on "$shard" bench -c 'COPY pgbench_accounts FROM STDIN'
    psql_on "$shard" bench -c 'ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)'
  done
  for shard in one s0 s1; do
    psql_on "$shard" bench -c 'VACUUM (FREEZE, ANALYZE) pgbench_accounts' -c CHECKPOINT
  done
}

start_pgbouncer() {
  free_port
  port[pgbouncer]=$free
  database[pgbouncer]=transaction
  mkdir -p "$scratch/pgbouncer"
  cat >"$scratch/pgbouncer/pgbouncer.ini" <<INI
[databases]
transaction = host=127.0.0.1 port=${port[one]} dbname=bench pool_mode=transaction
session = host=127.0.0.1 port=${port[one]} dbname=bench pool_mode=session
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $free
unix_socket_dir =
auth_type = trust
auth_file = $scratch/pgbouncer/users.txt
max_client_conn = 11000
default_pool_size = $pool
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
INI
  echo '"bench" ""' >"$scratch/pgbouncer/users.txt"
  start pgbouncer "${unprivileged[@]}" pgbouncer "$scratch/pgbouncer/pgbouncer.ini"
  await pgbouncer
}

start_haproxy() {
  free_port
  port[haproxy]=$free
  database[haproxy]=bench
  cat >"$scratch/haproxy.cfg" <<CFG
global
  nbthread 1
  maxconn 1000
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
listen bench
  bind 127.0.0.1:$free
  server one 127.0.0.1:${port[one]}
CFG
  start haproxy "${unprivileged[@]}" haproxy -db -f "$scratch/haproxy.cfg"
  await haproxy
}

configure_kintsugi() {
  free_port
  port[kintsugi]=$free
  database[kintsugi]=bench
  mkdir -p "$scratch/kintsugi"
  cat >"$scratch/kintsugi/kintsugi.toml" <<TOML
[listen]
port = $free
[router]
database = "bench"
workers = $workers
[pool]
size = $pool
[limits]
max_clients = 11000
[[shards]]
name = "s0"
host = "127.0.0.1"
port = ${port[s0]}
[[shards]]
name = "s1"
host = "127.0.0.1"
port = ${port[s1]}
TOML
  cat >"$scratch/kintsugi/shardmap.toml" <<TOML
[groups.account]
key = "integer"
[tables]
pgbench_accounts = { group = "account", key = "aid" }
TOML
  cat >"$scratch/kintsugi/users.toml" <<TOML
[[users]]
name = "bench"
auth = "trust"
TOML
  chmod 600 "$scratch/kintsugi/"*
  "$root/kintsugi" check --connect --config "$scratch/kintsugi" >"$scratch/check.log" 2>&1 \
    || { cat "$scratch/check.log" >&2; die "kintsugi check --connect failed"; }
}

start_kintsugi() {
  start kintsugi "$root/kintsugi" serve --config "$scratch/kintsugi"
  await kintsugi
}

# Whether the router finds all rows, and single ones where it looks for them.
check_rows() {
  local found single
  found=$(psql_on kintsugi bench -At -c 'SELECT count(*), sum(aid) FROM pgbench_accounts')
  [ "$found" = "$(psql_on one bench -At -c 'SELECT count(*), sum(aid) FROM pgbench_accounts')" ] || die "rows are missing"
  single=$(seq 1 997 $((99 * 997 + 1)) | sed 's/.*/SELECT aid FROM pgbench_accounts WHERE aid = &;/' \
    | psql_on kintsugi bench -At | wc -l)
  [ "$single" -eq 100 ] || die "only $single of 100 rows are on the shard where they are looked for"
}

# compile CLASS: a program of benchmarks that is no part of the product.
compile() {
  java=$(readlink "/proc/${pid[kintsugi]}/exe")
  "${java%/java}/javac" -d "$scratch/classes" -cp "$root/router-server/target/lib/*" \
    "$root/router-server/src/test/java/dev/kintsugi/bench/$1.java" || die "cannot compile $1"
}

start_floor() {
  free_port
  port[floor]=$free
  database[floor]=bench
  compile RelayFloor
  start floor "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$scratch/classes:$root/router-server/target/lib/*" dev.kintsugi.bench.RelayFloor "$free" "${port[one]}"
  await floor
}
