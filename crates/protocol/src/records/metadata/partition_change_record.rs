//! PartitionChangeRecord, a record schema of Apache Kafka (API key 5).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 5, versions = "0-2", flexible = "0+")]
pub struct PartitionChangeRecord {
    /// The partition id.
    #[kafka(versions = "0+", default = -1)]
    pub partition_id: i32,
    /// The unique ID of this topic.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// null if the ISR didn't change; the new in-sync replicas otherwise.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0)]
    pub isr: Option<Vec<i32>>,
    /// -1 if there is now no leader; -2 if the leader didn't change; the new leader otherwise.
    #[kafka(versions = "0+", tagged = "0+", tag = 1, default = -2)]
    pub leader: i32,
    /// null if the replicas didn't change; the new replicas otherwise.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 2)]
    pub replicas: Option<Vec<i32>>,
    /// null if the removing replicas didn't change; the new removing replicas otherwise.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 3)]
    pub removing_replicas: Option<Vec<i32>>,
    /// null if the adding replicas didn't change; the new adding replicas otherwise.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 4)]
    pub adding_replicas: Option<Vec<i32>>,
    /// -1 if it didn't change; 0 if the leader was elected from the ISR or recovered from an unclean election;
    /// 1 if the leader that was elected using unclean leader election and it is still recovering.
    #[kafka(versions = "0+", tagged = "0+", tag = 5, default = -1)]
    pub leader_recovery_state: i8,
    /// null if the log dirs didn't change; the new log directory for each replica otherwise.
    #[kafka(versions = "1+", nullable = "1+", tagged = "1+", tag = 8)]
    pub directories: Option<Vec<Uuid>>,
    /// null if the ELR didn't change; the new eligible leader replicas otherwise.
    #[kafka(versions = "2+", nullable = "2+", tagged = "2+", tag = 6)]
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// null if the LastKnownElr didn't change; the last known eligible leader replicas otherwise.
    #[kafka(versions = "2+", nullable = "2+", tagged = "2+", tag = 7)]
    pub last_known_elr: Option<Vec<i32>>,
    pub unknown_tags: UnknownTags,
}
