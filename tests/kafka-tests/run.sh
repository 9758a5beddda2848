#!/usr/bin/env bash
# Runs Apache Kafka's published integration tests against brokers in processes of their own.
#
#   run.sh                           all suites, then the page docs/conformance.md
#   run.sh SUITE [CLASS_PATTERN]     suites: clients tools
#                                    CLASS_PATTERN: grep -E pattern on the class names; CLASS#METHOD,METHOD too
#   run.sh quick                     the tests that quick.tsv names; fails unless all of them pass
#
# Environment:
#   OTTLA_TEST_BROKER   program called as `PROGRAM start DIR SERVER_PROPERTIES_FILE`, a node in the foreground,
#                       ended with SIGTERM. Default: ./ottla.sh. ./apache.sh: Apache Kafka, one process for each node.
#                       apache-host: Apache Kafka, all nodes of a test class in one warm process.
#   OTTLA_BINARY        what ./ottla.sh runs; default release/ottla in the target directory
#   OTTLA_TEST_TYPES    CO_KRAFT (default: where a test allows both, broker and controller are one node), KRAFT, both
#   OTTLA_TEST_BROKERS_MAX (1)  clusters get at most so many brokers, and topics so many replicas
#   ALL=1               runs what reasons.tsv says to skip, too
#   JOBS (1)            test classes at a time
#   OUT                 result file; default results/SUITE.tsv under the cache folder
#   CLASS_LIMIT (1500)  seconds for one class; TEST_LIMIT (300) for one test
#   RETRY=1             runs only the methods with a failed test in the last run of their class, and puts the new
#                       results in the place of the old ones
#   RESUME=1            leaves out the classes that an earlier run has finished
#   OTTLA_CACHE         default ~/.cache/ottla; jars, compiled shim and logs are in its kafka-tests
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# = 0 ]; then
  for suite in clients tools; do "$here/run.sh" "$suite"; done
  exec python3 "$here/page.py"
fi
cache=${OTTLA_CACHE:-$HOME/.cache/ottla}/kafka-tests
export KAFKA_TESTS_CACHE=$cache OTTLA_TEST_APACHE=$here/apache.sh OTTLA_TEST_BROKER=${OTTLA_TEST_BROKER:-$here/ottla.sh}
export OTTLA_TEST_TYPES=${OTTLA_TEST_TYPES:-CO_KRAFT} OTTLA_TEST_BROKERS_MAX=${OTTLA_TEST_BROKERS_MAX:-1}
suite=$1 pattern=${2:-.}
version=4.3.1
"$here/setup.sh"
mkdir -p "$cache/results" "$cache/logs"

classpath="$cache/classes:$cache/lib/*"
list=$cache/results/$suite.classes
skipped=$here/reasons.tsv
[ -z "${ALL:-}" ] || skipped=/dev/null
# The name of a class's logs; a run of some of its methods has its own.
stem() { case $1 in *" "*) echo quick ;; *"#"*) echo "${1%%#*}.some" ;; *) echo "$1" ;; esac; }
case $suite in
clients) jars=kafka-clients-integration-tests ;;
tools) jars=kafka-tools ;;
quick) awk -F'\t' '{ print $1 "#" $2 }' "$here/quick.tsv" | paste -sd' ' > "$list.todo" ;; # all of it in one process
*) echo "run.sh: no suite $suite" >&2; exit 2 ;;
esac
if [[ $pattern == *#* ]]; then
  echo "$pattern" > "$list.todo"
elif [ "$suite" != quick ]; then
  if [ ! -s "$list" ] || [ "$cache/classes/done" -nt "$list" ]; then
    java -XX:TieredStopAtLevel=1 -cp "$classpath" ottla.kafkatests.FindTests $(printf "$cache/lib/%s-$version-test.jar " $jars) > "$list"
  fi
  awk -F'\t' '$2 == ".*" && $3 == "skip" { print $1 }' "$skipped" > "$list.skipped"
  { grep -E -- "$pattern" "$list" || true; } | { grep -xvFf "$list.skipped" || true; } > "$list.todo"
  [ -s "$list.todo" ] || { echo "run.sh: nothing to run for $pattern" >&2; exit 2; }
fi
out=${OUT:-$cache/results/$suite.tsv}
logs=$cache/logs/$suite; mkdir -p "$logs"
cp "$list.todo" "$list.all"
if [ -n "${RESUME:-}" ]; then
  while read -r class; do [ -e "$logs/$(stem "$class").done" ] || echo "$class"; done < "$list.all" > "$list.todo"
fi
if [ -n "${RETRY:-}" ]; then
  while read -r class; do
    names=$(awk -F'\t' '$4 ~ /^failed/ { split($3, word, " "); print word[1] }' "$logs/$class.tsv" 2>/dev/null | sort -u | paste -sd, || true)
    if [[ $names == *"(class)"* ]]; then echo "$class"; elif [ -n "$names" ]; then echo "$class#$names"; fi
  done < "$list.all" > "$list.todo"
fi
export suite logs classpath here skipped

one() {
  local class=$1 name tmp
  name=$(stem "$class")
  [ -z "${RETRY:-}" ] || name=${class%#*}
  local final=$name
  [[ -z "${RETRY:-}" || $class != *#* ]] || name=$name.retry
  rm -f "$logs/$name".{tsv,properties,done}
  tmp=$(mktemp -d "${TMPDIR:-/tmp}/kt.XXXXXX")
  local code=0
  TMPDIR=$tmp timeout --foreground -k 20 "${CLASS_LIMIT:-1500}" \
    java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true -Djava.io.tmpdir="$tmp" \
    --add-opens=java.base/java.util.concurrent=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
    --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED \
    -Dlog4j2.configurationFile="$here/log4j2.yaml" -Dottla.log.level="${OTTLA_TEST_LOG:-ERROR}" -Dottla.test.limit="${TEST_LIMIT:-300} s" \
    -Dottla.test.inside="$here/inside.tsv" -Dottla.test.reasons="$skipped" ${OTTLA_TEST_KEEP:+-Dottla.test.keep=true} \
    -Dottla.test.properties.log="$logs/$name.properties" -cp "$classpath" ottla.kafkatests.RunTests "$suite" "$logs/$name.tsv" $class \
    > /dev/null 2> "$logs/$name.log" < /dev/null || code=$?
  cat "$tmp"/host-*.log > "$logs/$name.brokers" 2>/dev/null || true
  [ $code = 0 ] || printf '%s\t%s\t(class)\tfailed\t0\tthe test process ended with %s\n' "$suite" "$class" "$code" >> "$logs/$name.tsv"
  [ -n "${OTTLA_TEST_KEEP:-}" ] || rm -rf "$tmp"
  touch "$logs/$name.tsv"
  if [ "$name" != "$final" ]; then
    awk -F'\t' 'FILENAME == ARGV[1] { fresh[$3] = $0; next } $3 in fresh { print fresh[$3]; delete fresh[$3]; next } { print }' \
      "$logs/$name.tsv" "$logs/$final.tsv" > "$logs/$final.merged" && mv "$logs/$final.merged" "$logs/$final.tsv"
  fi
  touch "$logs/$final.done"
  echo "$(date +%H:%M:%S) $name: $(cut -f4 "$logs/$name.tsv" | sort | uniq -c | awk '{printf "%s %s  ", $1, $2}')"
}
export -f one stem
begun=$SECONDS
xargs -a "$list.todo" -P "${JOBS:-1}" -I{} bash -c 'one "$@"' one {}
while read -r class; do cat "$logs/$(stem "$class").tsv"; done < "$list.all" | sort -t$'\t' -k2,2 -k3,3 > "$out"
echo "$suite: $(cut -f4 "$out" | sort | uniq -c | awk '{printf "%s %s  ", $1, $2}') in $((SECONDS - begun)) s: $out"
if [ "$suite" = quick ]; then
  awk -F'\t' 'FILENAME == ARGV[1] { n = split($2, names, ","); for (i = 1; i <= n; i++) want[$1 "#" names[i]] = "missing"; next }
    { split($3, word, " "); key = $2 "#" word[1]; if ($4 == "passed" && want[key] == "missing") want[key] = "passed"; if ($4 != "passed") want[key] = $4 ": " $6 }
    END { for (key in want) if (want[key] != "passed") { print key, want[key]; failed = 1 } exit failed }' "$here/quick.tsv" "$out" >&2
fi
