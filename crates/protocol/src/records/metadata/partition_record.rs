//! PartitionRecord, a record schema of Apache Kafka (API key 3).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 3, versions = "0-2", flexible = "0+")]
pub struct PartitionRecord {
    /// The partition id.
    #[kafka(versions = "0+", default = -1)]
    pub partition_id: i32,
    /// The unique ID of this topic.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The replicas of this partition, sorted by preferred order.
    #[kafka(versions = "0+")]
    pub replicas: Vec<i32>,
    /// The in-sync replicas of this partition
    #[kafka(versions = "0+")]
    pub isr: Vec<i32>,
    /// The replicas that we are in the process of removing.
    #[kafka(versions = "0+")]
    pub removing_replicas: Vec<i32>,
    /// The replicas that we are in the process of adding.
    #[kafka(versions = "0+")]
    pub adding_replicas: Vec<i32>,
    /// The lead replica, or -1 if there is no leader.
    #[kafka(versions = "0+", default = -1)]
    pub leader: i32,
    /// 1 if the partition is recovering from an unclean leader election; 0 otherwise.
    #[kafka(versions = "0+", tagged = "0+", tag = 0)]
    pub leader_recovery_state: i8,
    /// The epoch of the partition leader.
    #[kafka(versions = "0+", default = -1)]
    pub leader_epoch: i32,
    /// An epoch that gets incremented each time we change anything in the partition.
    #[kafka(versions = "0+", default = -1)]
    pub partition_epoch: i32,
    /// The log directory hosting each replica, sorted in the same exact order as the Replicas field.
    #[kafka(versions = "1+")]
    pub directories: Vec<Uuid>,
    /// The eligible leader replicas of this partition.
    #[kafka(versions = "2+", nullable = "2+", tagged = "2+", tag = 1)]
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// The last known eligible leader replicas of this partition.
    #[kafka(versions = "2+", nullable = "2+", tagged = "2+", tag = 2)]
    pub last_known_elr: Option<Vec<i32>>,
    pub unknown_tags: UnknownTags,
}
