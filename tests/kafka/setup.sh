#!/usr/bin/env bash
# Brings Apache Kafka (broker, command-line tools, Streams, Connect, MirrorMaker 2) onto this machine
# from Maven artifacts. Prints the folder it made: lib/ with the jars, bin/ with kafka-*.sh.
#
#   setup.sh [VERSION]        default 4.3.1; 4.4.0 and older 4.x work too
#
# OTTLA_CACHE chooses where (default: ~/.cache/ottla). A folder that was made by this very script and pom.xml is
# left as it is; another one is replaced in one step, so that runs at the same time do not disturb each other.
# Needs: java 17 or newer, mvn. Takes about ten seconds and 150 MB.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=${1:-4.3.1}
cache=${OTTLA_CACHE:-$HOME/.cache/ottla}
final=$cache/kafka-$version
stamp=$(cat "${BASH_SOURCE[0]}" "$here/pom.xml" | sha256sum | cut -d' ' -f1)
is_complete() { [ "$(cat "$final/complete" 2>/dev/null)" = "$stamp" ]; }
if is_complete; then echo "$final"; exit 0; fi
for tool in java mvn; do
  command -v $tool >/dev/null || { echo "setup.sh: needs $tool (Debian: openjdk-17-jdk-headless, maven)" >&2; exit 1; }
done
mkdir -p "$cache"
exec 9> "$cache/kafka-$version.lock"; flock 9
if is_complete; then echo "$final"; exit 0; fi
home=$cache/kafka-$version.making
rm -rf "$home"; mkdir -p "$home/bin" "$home/config" "$home/build"
cp "$here/pom.xml" "$home/build/pom.xml"
(cd "$home/build" && mvn -q -B -Dkafka.version="$version" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$home/lib" >&2)
rm -rf "$home/build"

cat > "$home/config/log4j2.yaml" <<'YAML'
Configuration:
  Properties:
    Property: [{name: level, value: "${sys:kafka.log.level:-WARN}"}]
  Appenders:
    Console:
      name: err
      target: SYSTEM_ERR
      PatternLayout: {pattern: "[%d] %p %m (%c)%n"}
  Loggers:
    Root: {level: "${level}", AppenderRef: [{ref: err}]}
YAML

# One launcher for every tool, with the environment variables of Kafka's own kafka-run-class.sh.
cat > "$home/bin/kafka-run-class.sh" <<'SH'
#!/usr/bin/env bash
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
archive=$home/config/tools.jsa # shared class data, see setup.sh; a JVM that cannot use it goes on without
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} \
  ${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -XX:SharedArchiveFile=$archive -Xlog:cds=off -Xlog:class+path=off} \
  -Djava.awt.headless=true -Dlog4j2.configurationFile="${KAFKA_LOG4J_CONFIG:-$home/config/log4j2.yaml}" \
  ${KAFKA_OPTS:-} -cp "$home/lib/*${CLASSPATH:+:$CLASSPATH}" "$@"
SH
chmod +x "$home/bin/kafka-run-class.sh"
tool() { # SCRIPT CLASS [FIXED ARGS]
  printf '#!/usr/bin/env bash\nexec "$(dirname "${BASH_SOURCE[0]}")/kafka-run-class.sh" %s "$@"\n' "${*:2}" > "$home/bin/$1.sh"
  chmod +x "$home/bin/$1.sh"
}
t=org.apache.kafka.tools
tool kafka-acls                   $t.AclCommand
tool kafka-broker-api-versions    $t.BrokerApiVersionsCommand
tool kafka-client-metrics         $t.ClientMetricsCommand
tool kafka-cluster                $t.ClusterTool
tool kafka-configs                kafka.admin.ConfigCommand
tool kafka-console-consumer       $t.consumer.ConsoleConsumer
tool kafka-console-producer       $t.ConsoleProducer
tool kafka-console-share-consumer $t.consumer.ConsoleShareConsumer
tool kafka-consumer-groups        $t.consumer.group.ConsumerGroupCommand
tool kafka-consumer-perf-test     $t.ConsumerPerformance
tool kafka-delegation-tokens      $t.DelegationTokenCommand
tool kafka-delete-records         $t.DeleteRecordsCommand
tool kafka-dump-log               $t.DumpLogSegments
tool kafka-e2e-latency            $t.EndToEndLatency
tool kafka-features               $t.FeatureCommand
tool kafka-get-offsets            $t.GetOffsetShell
tool kafka-groups                 $t.GroupsCommand
tool kafka-leader-election        $t.LeaderElectionCommand
tool kafka-log-dirs               $t.LogDirsCommand
tool kafka-metadata-quorum        $t.MetadataQuorumCommand
tool kafka-metadata-shell         org.apache.kafka.shell.MetadataShell
tool kafka-producer-perf-test     $t.ProducerPerformance
tool kafka-reassign-partitions    $t.reassign.ReassignPartitionsCommand
tool kafka-replica-verification   $t.ReplicaVerificationTool
tool kafka-share-consumer-perf-test $t.ShareConsumerPerformance
tool kafka-share-groups           $t.consumer.group.ShareGroupCommand
tool kafka-storage                kafka.tools.StorageTool
tool kafka-streams-application-reset $t.StreamsResetter
tool kafka-streams-groups         $t.streams.StreamsGroupCommand
tool kafka-topics                 $t.TopicCommand
tool kafka-transactions           $t.TransactionsCommand
tool kafka-verifiable-consumer    $t.VerifiableConsumer
tool kafka-verifiable-producer    $t.VerifiableProducer
tool kafka-verifiable-share-consumer $t.VerifiableShareConsumer
tool kafka-server-start           kafka.Kafka
tool connect-standalone           org.apache.kafka.connect.cli.ConnectStandalone
tool connect-distributed          org.apache.kafka.connect.cli.ConnectDistributed
tool connect-plugin-path          $t.ConnectPluginPath
tool connect-mirror-maker         org.apache.kafka.connect.mirror.MirrorMaker
rm -rf "$final.old"; [ ! -e "$final" ] || mv "$final" "$final.old"
mv "$home" "$final"; rm -rf "$final.old"

# Class data of the tools, loaded once and mapped by every later start: 0.45 s a tool instead of 0.85. The list is
# what a few tools load while they look for a broker that is not there.
lists=$(mktemp -d)
printf '%s\n' default.api.timeout.ms=300 request.timeout.ms=200 max.block.ms=300 delivery.timeout.ms=300 linger.ms=0 > "$lists/client.properties"
trace() { # NAME TOOL ARGS
  echo x | KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseSerialGC -Xshare:off -XX:DumpLoadedClassList=$lists/$1.classes" timeout 20 "$final/bin/$2.sh" "${@:3}" > /dev/null 2>&1 || true
}
trace admin kafka-topics --bootstrap-server 127.0.0.1:9 --command-config "$lists/client.properties" --list
trace producer kafka-console-producer --bootstrap-server 127.0.0.1:9 --command-config "$lists/client.properties" --topic x
trace consumer kafka-console-consumer --bootstrap-server 127.0.0.1:9 --command-config "$lists/client.properties" --topic x --partition 0 --offset 0 --timeout-ms 300
sort -u "$lists"/*.classes > "$lists/all"
java -XX:+UseSerialGC -Xshare:dump -XX:SharedClassListFile="$lists/all" -XX:SharedArchiveFile="$final/config/tools.jsa" -cp "$final/lib/*" > "$lists/log" 2>&1 || cat "$lists/log" >&2
rm -rf "$lists"
echo "$stamp" > "$final/complete"
echo "$final"
