//! Every metric there is: name, type, labels and meaning. The list in `docs/metrics.md` is made from this table.
//!
//! Names and labels are those of `jmx_exporter` with its rules for Kafka (`kafka_server_…`, `kafka_network_…`, …) and of
//! `kafka_exporter` (`kafka_topic_…`, `kafka_consumergroup_…`), which dashboards and alerts know. What neither has
//! begins with `ottla_`.

/// Prometheus' type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// The declaration of one metric.
#[derive(Debug)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    /// A sample may leave out the last ones: then it is the sum over them.
    pub labels: &'static [&'static str],
    pub help: &'static str,
    /// Its place in [`ALL`].
    pub(super) index: usize,
}

/// Declares metrics: `/// meaning`, `CONSTANT = kind "name" [labels];`.
macro_rules! metrics {
    ($($(#[doc = $doc:literal])+ $constant:ident = $kind:ident $name:literal [$($label:literal),*];)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy)]
        enum Index { $($constant),* }
        $($(#[doc = $doc])+ pub const $constant: &Metric = &Metric {
            name: $name,
            kind: Kind::$kind,
            labels: &[$($label),*],
            help: concat!($($doc),+),
            index: Index::$constant as usize,
        };)*
        /// In the order of the documentation.
        pub const ALL: &[&Metric] = &[$($constant),*];
    };
}

metrics! {
    /// The state of the broker: 1 starting, 3 running, 7 stopping.
    BROKER_STATE = Gauge "kafka_server_kafkaserver_brokerstate" [];
    /// Always 1, with the version.
    BUILD_INFO = Gauge "ottla_build_info" ["version"];

    /// Records that were appended.
    MESSAGES_IN = Counter "kafka_server_brokertopicmetrics_messagesin_total" ["topic"];
    /// Bytes of record batches that were appended, as they came, compressed or not.
    BYTES_IN = Counter "kafka_server_brokertopicmetrics_bytesin_total" ["topic"];
    /// Bytes of record batches that were sent to consumers.
    BYTES_OUT = Counter "kafka_server_brokertopicmetrics_bytesout_total" ["topic"];
    /// Bytes of record batches that were refused because they are too large.
    BYTES_REJECTED = Counter "kafka_server_brokertopicmetrics_bytesrejected_total" ["topic"];
    /// Partitions in produce requests.
    PRODUCE_REQUESTS = Counter "kafka_server_brokertopicmetrics_totalproducerequests_total" ["topic"];
    /// Partitions in fetch requests.
    FETCH_REQUESTS = Counter "kafka_server_brokertopicmetrics_totalfetchrequests_total" ["topic"];
    /// Partitions in produce requests that were answered with an error.
    FAILED_PRODUCE_REQUESTS = Counter "kafka_server_brokertopicmetrics_failedproducerequests_total" ["topic"];
    /// Partitions in fetch requests that were answered with an error.
    FAILED_FETCH_REQUESTS = Counter "kafka_server_brokertopicmetrics_failedfetchrequests_total" ["topic"];

    /// Requests that were answered.
    REQUESTS = Counter "kafka_network_requestmetrics_requests_total" ["request", "version"];
    /// Error codes in responses, those of single partitions and topics included.
    REQUEST_ERRORS = Counter "kafka_network_requestmetrics_errors_total" ["request", "error"];
    /// Milliseconds from a request's arrival until its response has left, waits included: quantiles of the last five
    /// minutes or so.
    REQUEST_TOTAL_TIME_MS = Gauge "kafka_network_requestmetrics_totaltimems" ["request", "quantile"];
    /// Requests that were measured.
    REQUEST_TOTAL_TIME_COUNT = Counter "kafka_network_requestmetrics_totaltimems_count" ["request"];
    /// Seconds from a request's arrival until its response has left, waits included.
    REQUEST_SECONDS = Histogram "ottla_request_duration_seconds" ["request"];
    /// Requests that wait for a worker. Always 0: a request is handled where it is read.
    REQUEST_QUEUE_SIZE = Gauge "kafka_network_requestchannel_requestqueuesize" [];
    /// Requests that wait: produce requests for replication and flush, fetch requests for records.
    PURGATORY_SIZE = Gauge "kafka_server_delayedoperationpurgatory_purgatorysize" ["delayedOperation"];
    /// The same: each waits once.
    DELAYED_OPERATIONS = Gauge "kafka_server_delayedoperationpurgatory_numdelayedoperations" ["delayedOperation"];
    /// Share of the time that the worker threads had nothing to do, since the last scrape: 0 to 1.
    REQUEST_HANDLER_IDLE = Gauge "kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent" [];
    /// The same: the same threads read and write the sockets.
    NETWORK_PROCESSOR_IDLE = Gauge "kafka_network_socketserver_networkprocessoravgidle_percent" [];
    /// Seconds that worker threads were busy, all together.
    WORKER_BUSY_SECONDS = Counter "ottla_worker_busy_seconds_total" [];
    /// Worker threads.
    WORKERS = Gauge "ottla_worker_threads" [];

    /// Open connections.
    CONNECTIONS = Gauge "kafka_server_socket_server_metrics_connection_count" ["listener"];
    /// Connections that were accepted.
    CONNECTIONS_CREATED = Counter "kafka_server_socket_server_metrics_connection_creation_total" ["listener"];
    /// Connections that were closed.
    CONNECTIONS_CLOSED = Counter "kafka_server_socket_server_metrics_connection_close_total" ["listener"];
    /// Bytes of requests that were read.
    NETWORK_BYTES_IN = Counter "kafka_server_socket_server_metrics_incoming_byte_total" ["listener"];
    /// Bytes of responses that were written.
    NETWORK_BYTES_OUT = Counter "kafka_server_socket_server_metrics_outgoing_byte_total" ["listener"];
    /// Incremental fetch sessions.
    FETCH_SESSIONS = Gauge "kafka_server_fetchsessioncache_numincrementalfetchsessions" [];
    /// Partitions in incremental fetch sessions.
    FETCH_SESSION_PARTITIONS = Gauge "kafka_server_fetchsessioncache_numincrementalfetchpartitionscached" [];

    /// Partitions that this broker has a replica of.
    PARTITIONS = Gauge "kafka_server_replicamanager_partitioncount" [];
    /// Partitions that this broker leads.
    LEADERS = Gauge "kafka_server_replicamanager_leadercount" [];
    /// Partitions that this broker leads with fewer in-sync replicas than replicas.
    UNDER_REPLICATED = Gauge "kafka_server_replicamanager_underreplicatedpartitions" [];
    /// Partitions that this broker leads with fewer in-sync replicas than min.insync.replicas.
    UNDER_MIN_ISR = Gauge "kafka_server_replicamanager_underminisrpartitioncount" [];
    /// Partitions that this broker leads with exactly min.insync.replicas in-sync replicas.
    AT_MIN_ISR = Gauge "kafka_server_replicamanager_atminisrpartitioncount" [];
    /// Replicas of this broker in log directories that are offline.
    OFFLINE_REPLICAS = Gauge "kafka_server_replicamanager_offlinereplicacount" [];
    /// Partitions that this broker leads and that are being moved to other brokers.
    REASSIGNING = Gauge "kafka_server_replicamanager_reassigningpartitions" [];

    /// 1 on the active controller, 0 elsewhere.
    ACTIVE_CONTROLLER = Gauge "kafka_controller_kafkacontroller_activecontrollercount" [];
    /// Partitions without a leader. This and the next are told by the active controller, and 0 elsewhere.
    OFFLINE_PARTITIONS = Gauge "kafka_controller_kafkacontroller_offlinepartitionscount" [];
    /// Partitions that are not led by their preferred replica.
    PREFERRED_IMBALANCE = Gauge "kafka_controller_kafkacontroller_preferredreplicaimbalancecount" [];
    /// Topics in the cluster.
    GLOBAL_TOPICS = Gauge "kafka_controller_kafkacontroller_globaltopiccount" [];
    /// Partitions in the cluster.
    GLOBAL_PARTITIONS = Gauge "kafka_controller_kafkacontroller_globalpartitioncount" [];
    /// Brokers that are registered and not fenced.
    ACTIVE_BROKERS = Gauge "kafka_controller_kafkacontroller_activebrokercount" [];
    /// Brokers that are registered and fenced.
    FENCED_BROKERS = Gauge "kafka_controller_kafkacontroller_fencedbrokercount" [];
    /// Offset of the last metadata record that this node has applied.
    LAST_APPLIED_RECORD = Gauge "kafka_server_brokermetadatametrics_last_applied_record_offset" [];

    /// Id of the active controller, as this node knows it; -1 if it knows none.
    RAFT_LEADER = Gauge "kafka_server_raftmetrics_current_leader" [];
    /// Epoch of the metadata quorum's leader.
    RAFT_EPOCH = Gauge "kafka_server_raftmetrics_current_epoch" [];
    /// Offset behind the last metadata record that is committed.
    RAFT_HIGH_WATERMARK = Gauge "kafka_server_raftmetrics_high_watermark" [];
    /// Offset behind the last metadata record that is written.
    RAFT_LOG_END = Gauge "kafka_server_raftmetrics_log_end_offset" [];
    /// Always 1, with what this node is in the metadata quorum.
    RAFT_STATE = Gauge "kafka_server_raftmetrics_current_state" ["current_state"];

    /// Bytes of the log segments of this broker's replicas, without indexes.
    LOG_SIZE = Gauge "kafka_log_log_size" ["topic"];
    /// Log segments of this broker's replicas that are in use since the start.
    LOG_SEGMENTS = Gauge "kafka_log_log_numlogsegments" ["topic"];
    /// Milliseconds that a round of flushes takes: quantiles of the last five minutes or so. One round makes all logs
    /// durable that asked for it.
    FLUSH_TIME_MS = Gauge "kafka_log_logflushstats_logflushrateandtimems" ["quantile"];
    /// Rounds of flushes.
    FLUSH_COUNT = Counter "kafka_log_logflushstats_logflushrateandtimems_count" [];
    /// Seconds that a round of flushes takes.
    FLUSH_SECONDS = Histogram "ottla_log_flush_duration_seconds" [];
    /// Files that were synced.
    FILES_SYNCED = Counter "ottla_files_synced_total" ["log_dir"];
    /// Log directories that are offline.
    OFFLINE_LOG_DIRS = Gauge "kafka_log_logmanager_offlinelogdirectorycount" [];
    /// 1 if the log directory is offline.
    LOG_DIR_OFFLINE = Gauge "kafka_log_logmanager_logdirectoryoffline" ["logDirectory"];
    /// Size of the file system of a log directory.
    LOG_DIR_BYTES = Gauge "ottla_log_dir_size_bytes" ["log_dir"];
    /// Free space of the file system of a log directory, as far as this user may use it.
    LOG_DIR_FREE_BYTES = Gauge "ottla_log_dir_free_bytes" ["log_dir"];

    /// Brokers in the cluster. Told by the active controller alone, as are the next two.
    BROKERS = Gauge "kafka_brokers" [];
    /// Always 1, with the id and the address of each broker.
    BROKER_INFO = Gauge "kafka_broker_info" ["id", "address"];
    /// Partitions of a topic.
    TOPIC_PARTITIONS = Gauge "kafka_topic_partitions" ["topic"];
    /// Offset behind the last record that consumers can read. Told by the partition's leader, as are the next six.
    CURRENT_OFFSET = Gauge "kafka_topic_partition_current_offset" ["topic", "partition"];
    /// Offset of the first record that is kept.
    OLDEST_OFFSET = Gauge "kafka_topic_partition_oldest_offset" ["topic", "partition"];
    /// Id of the broker that leads the partition.
    PARTITION_LEADER = Gauge "kafka_topic_partition_leader" ["topic", "partition"];
    /// 1 if the leader is the preferred one.
    LEADER_IS_PREFERRED = Gauge "kafka_topic_partition_leader_is_preferred" ["topic", "partition"];
    /// Replicas of the partition.
    PARTITION_REPLICAS = Gauge "kafka_topic_partition_replicas" ["topic", "partition"];
    /// In-sync replicas of the partition.
    PARTITION_ISR = Gauge "kafka_topic_partition_in_sync_replica" ["topic", "partition"];
    /// 1 if some replica is not in sync.
    PARTITION_UNDER_REPLICATED = Gauge "kafka_topic_partition_under_replicated_partition" ["topic", "partition"];

    /// Groups that this broker coordinates.
    GROUPS = Gauge "kafka_coordinator_group_groupmetadatamanager_numgroups" [];
    /// Of these, groups whose members know their partitions.
    GROUPS_STABLE = Gauge "kafka_coordinator_group_groupmetadatamanager_numgroupsstable" [];
    /// Groups that wait for members to join.
    GROUPS_PREPARING = Gauge "kafka_coordinator_group_groupmetadatamanager_numgroupspreparingrebalance" [];
    /// Groups that wait for the assignment of their leader.
    GROUPS_COMPLETING = Gauge "kafka_coordinator_group_groupmetadatamanager_numgroupscompletingrebalance" [];
    /// Groups without members.
    GROUPS_EMPTY = Gauge "kafka_coordinator_group_groupmetadatamanager_numgroupsempty" [];
    /// Groups that are being removed.
    GROUPS_DEAD = Gauge "kafka_coordinator_group_groupmetadatamanager_numgroupsdead" [];
    /// Committed offsets.
    GROUP_OFFSETS = Gauge "kafka_coordinator_group_groupmetadatamanager_numoffsets" [];
    /// Members of a group.
    GROUP_MEMBERS = Gauge "kafka_consumergroup_members" ["consumergroup"];
    /// The offset that a group has committed: that of the record it reads next.
    GROUP_OFFSET = Gauge "kafka_consumergroup_current_offset" ["consumergroup", "topic", "partition"];
    /// The sum over the partitions of a topic.
    GROUP_OFFSET_SUM = Gauge "kafka_consumergroup_current_offset_sum" ["consumergroup", "topic"];
    /// Records between the committed offset and the last one that can be read. For partitions that the group's
    /// coordinator has a replica of.
    GROUP_LAG = Gauge "kafka_consumergroup_lag" ["consumergroup", "topic", "partition"];
    /// The sum over the partitions of a topic.
    GROUP_LAG_SUM = Gauge "kafka_consumergroup_lag_sum" ["consumergroup", "topic"];
    /// How long ago the record at the committed offset was written: by the timestamp of the first record of its batch.
    /// 0 without lag.
    GROUP_LAG_SECONDS = Gauge "ottla_group_lag_seconds" ["consumergroup", "topic", "partition"];

    /// Seconds of processor time that this process has taken, in user and system mode.
    PROCESS_CPU = Counter "process_cpu_seconds_total" [];
    /// Memory of this process that is in RAM.
    PROCESS_RESIDENT = Gauge "process_resident_memory_bytes" [];
    /// Address space of this process.
    PROCESS_VIRTUAL = Gauge "process_virtual_memory_bytes" [];
    /// Open file descriptors.
    PROCESS_FDS = Gauge "process_open_fds" [];
    /// How many file descriptors may be open.
    PROCESS_FDS_MAX = Gauge "process_max_fds" [];
    /// Threads.
    PROCESS_THREADS = Gauge "process_threads" [];
    /// When this process started, in seconds since the Unix epoch.
    PROCESS_START = Gauge "process_start_time_seconds" [];
    /// Bytes that this process has caused to be read from disks.
    DISK_READ = Gauge "kafka_server_kafkaserver_linux_disk_read_bytes" [];
    /// Bytes that this process has caused to be written to disks.
    DISK_WRITTEN = Gauge "kafka_server_kafkaserver_linux_disk_write_bytes" [];
    /// Seconds that the last scrape before this one took.
    SCRAPE_SECONDS = Gauge "ottla_scrape_duration_seconds" [];
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{ALL, Kind};

    #[test]
    fn every_metric_has_its_own_name_its_place_and_a_meaning() {
        let names: BTreeSet<_> = ALL.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), ALL.len());
        for (place, metric) in ALL.iter().enumerate() {
            assert_eq!(metric.index, place);
            assert!(metric.help.trim().ends_with('.'), "{}", metric.name);
            assert!(
                metric.kind != Kind::Counter
                    || metric.name.ends_with("_total")
                    || metric.name.ends_with("_count"),
                "{}",
                metric.name
            );
        }
    }

    /// `UPDATE=1` rewrites the list.
    #[test]
    fn the_documentation_lists_every_metric() {
        const HEAD: &str = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
        let mut list = HEAD.to_owned();
        for metric in ALL {
            let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
            let (name, kind) = (metric.name, format!("{:?}", metric.kind).to_lowercase());
            list += &format!("| `{name}` | {kind} | {} | {} |\n", labels.join(", "), metric.help.trim());
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/metrics.md");
        let text = std::fs::read_to_string(&path).unwrap();
        let (before, _) = text.split_once(HEAD).expect("the list is the end of the file");
        let expected = format!("{before}{list}");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &expected).unwrap();
        } else {
            assert_eq!(text, expected, "UPDATE=1 rewrites it");
        }
    }
}
