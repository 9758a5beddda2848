//! BrokerRegistrationChangeRecord, a record schema of Apache Kafka (API key 17).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 17, versions = "0-3", flexible = "0+")]
pub struct BrokerRegistrationChangeRecord {
    /// The broker id.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// The broker epoch assigned by the controller.
    #[kafka(versions = "0+")]
    pub broker_epoch: i64,
    /// -1 if the broker has been unfenced, 0 if no change, 1 if the broker has been fenced.
    #[kafka(versions = "0+", tagged = "0+", tag = 0)]
    pub fenced: i8,
    /// 0 if no change, 1 if the broker is in controlled shutdown.
    #[kafka(versions = "1+", tagged = "1+", tag = 1)]
    pub in_controlled_shutdown: i8,
    /// Log directories configured in this broker which are available.
    #[kafka(versions = "2+", tagged = "2+", tag = 2)]
    pub log_dirs: Vec<Uuid>,
    /// Log directories that are cordoned or null if no change.
    #[kafka(versions = "3+", nullable = "3+", tagged = "3+", tag = 3)]
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    pub unknown_tags: UnknownTags,
}
