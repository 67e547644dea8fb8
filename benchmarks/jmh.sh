#!/usr/bin/env bash
# Runs the JMH benchmarks (*Benchmark, beside what they measure) with the bytes that each operation allocates.
#   benchmarks/jmh.sh [JMH OPTION…] [PATTERN…]     for example: -f 1 -wi 3 -i 3 PointSelect; -h for the options; -l for the list
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

modules=(router-core router-merge)
mvn -B -ntp -q -Dfast test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/jmh.classpath \
  -pl "$(IFS=,; echo "${modules[*]}")" -am >&2
# the one that the product runs on
home=$(KINTSUGI_JAVA_OPTS=-XshowSettings:properties ./kintsugi --version 2>&1 | sed -n 's/^ *java\.home = //p')
[ -x "$home/bin/javac" ] || { echo "jmh: no JDK, but '$home'" >&2; exit 1; }

class_path=
for module in "${modules[@]}"; do
  own=$module/target/classes:$(<"$module/target/jmh.classpath")
  out=$module/target/jmh
  rm -rf "$out"
  mkdir -p "$out"
  # the code around each benchmark is written here only: no other build runs annotation processors
  # shellcheck disable=SC2046 # no blanks in our names
  "$home/bin/javac" -proc:full -processor org.openjdk.jmh.generators.BenchmarkProcessor -nowarn -d "$out" \
    -cp "$module/target/test-classes:$own" $(find "$module/src/test/java" -name '*Benchmark.java')
  class_path=$class_path:$out:$module/target/test-classes:$own
done
exec "$home/bin/java" -cp "${class_path#:}" org.openjdk.jmh.Main -prof gc -jvmArgsAppend '-XX:+UseSerialGC -XX:+UseCompactObjectHeaders' "$@"
