#!/usr/bin/env bash
# Runs psql and pgbench against a demo and compares the router's answers with those of one Postgres that has all rows.
#   checks/clients.sh                      starts its own demo
#   checks/clients.sh ROUTER_URI ORACLE_URI   uses what runs already (two plain servers with the shop are a self-test)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d "${TMPDIR:-/tmp}/kintsugi-clients.XXXXXX")
demo=
failures=0
export PGCONNECT_TIMEOUT=10 PSQLRC=/dev/null PAGER=cat PGOPTIONS=

finish() {
  status=$?
  trap - EXIT
  if [ -n "$demo" ] && kill -0 "$demo" 2>/dev/null; then
    kill -TERM "$demo"
    wait "$demo" 2>/dev/null || true
  fi
  rm -rf "$scratch"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
  for port in $(shuf -i 10000-20000 -n 50); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "no free port" >&2
  return 1
}

start_demo() {
  local port line
  port=$(free_port)
  mkfifo "$scratch/output"
  ./kintsugi demo --shards 4 --oracle --rows 20000 --port "$port" >"$scratch/output" 2>"$scratch/errors" </dev/null &
  demo=$!
  exec 4<"$scratch/output"
  while true; do
    if ! IFS= read -r -t 300 line <&4; then
      echo "the demo ended or did not get ready:"
      cat "$scratch/errors"
      exit 1
    fi
    echo "  $line"
    case $line in
      'router '*) router=${line#router } ;;
      'oracle '*) oracle=${line#oracle } ;;
      ready) break ;;
    esac
  done
  # the rest is read too, so that the demo never waits for us
  cat <&4 >/dev/null &
}

failed() {
  echo "FAIL: $1"
  failures=$((failures + 1))
}

# ask NAME URI: runs the script on standard input; output, errors and exit status together.
ask() {
  local status=0
  psql -X -q "$1" -v ON_ERROR_STOP=0 -P pager=off >"$scratch/answer" 2>&1 || status=$?
  # where the client is connected differs by nature
  sed "s/^psql:<stdin>:[0-9]*: //" "$scratch/answer"
  echo "exit status $status"
}

# same NAME: the script on standard input answers the same on router and oracle, and without an error.
same() {
  cat >"$scratch/script"
  ask "$router" <"$scratch/script" >"$scratch/router"
  ask "$oracle" <"$scratch/script" >"$scratch/oracle"
  if ! diff -u --label oracle --label router "$scratch/oracle" "$scratch/router" >"$scratch/diff"; then
    failed "$1"
    head -n 20 "$scratch/diff"
  else
    echo "ok: $1"
  fi
}

catalog_commands() {
  same '\dt' <<<'\dt'
  same '\d' <<<'\d'
  for table in countries products customers orders order_items events; do
    same "\\d $table" <<<"\\d $table"
  done
  same '\dT and \dn' <<'SQL'
\dT
\dn
SQL
}

answers() {
  local number=0 query
  while IFS= read -r query; do
    case $query in '' | --*) continue ;; esac
    number=$((number + 1))
    same "answer $number: $query" <<<"$query"
  done <checks/answers.sql
}

copies() {
  local side uri
  for side in router oracle; do
    uri=${!side}
    psql -X -q "$uri" -c "\\copy (select id, name, rating from customers order by id) to '$scratch/$side.tsv'" \
      >"$scratch/answer" 2>&1 || failed "\\copy from the $side: $(cat "$scratch/answer")"
  done
  if [ -s "$scratch/oracle.tsv" ] && cmp -s "$scratch/router.tsv" "$scratch/oracle.tsv"; then
    echo 'ok: \copy (select …) to'
  else
    failed '\copy (select …) to: the files differ'
  fi
}

session() {
  same 'a session of many lines' <<'SQL'
\set id 42
BEGIN;
SELECT
  id,
  name
FROM customers
WHERE id = :id;
UPDATE orders SET note = 'changed' WHERE customer_id = :id;
SELECT count(*) FROM orders WHERE customer_id = :id AND note = 'changed';
SAVEPOINT s;
SELECT 1/0;
ROLLBACK TO s;
SELECT count(*) FROM order_items WHERE customer_id = :id;
ROLLBACK;
SELECT count(*) FROM orders WHERE customer_id = :id AND note = 'changed';
SET extra_float_digits = 0;
SHOW extra_float_digits;
SELECT 'a;b' AS "semi;colon", $$dollar ; quoted$$ AS text; SELECT 2 AS second;
SELECT nothing FROM customers WHERE id = 1;
SELECT FROM WHERE;
\gdesc
SELECT id, total FROM orders WHERE customer_id = 1 \gdesc
SQL
}

benchmark() {
  cat >"$scratch/bench.sql" <<'SQL'
\set id random(1, 1900)
SELECT count(*), max(total) FROM orders WHERE customer_id = :id;
UPDATE customers SET credit = credit WHERE id = :id;
SQL
  local mode
  for mode in simple extended prepared; do
    if pgbench -n -M "$mode" -c 4 -j 2 -t 100 -f "$scratch/bench.sql" "$router" >"$scratch/bench" 2>&1 \
      && grep -q 'number of transactions actually processed: 400/400' "$scratch/bench"; then
      echo "ok: pgbench -M $mode, $(sed -n 's/^tps = \([0-9]*\).*/\1/p' "$scratch/bench" | head -n 1) transactions/s"
    else
      failed "pgbench -M $mode: $(tail -n 3 "$scratch/bench")"
    fi
  done
}

echo "== clients: $(psql --version)"
if [ "$#" -eq 2 ]; then
  router=$1
  oracle=$2
else
  router=
  oracle=
  start_demo
fi
catalog_commands
answers
copies
session
benchmark
echo "== clients: $failures failed"
[ "$failures" -eq 0 ]
