//! RemoveTopicRecord, a record schema of Apache Kafka (API key 9).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 9, versions = "0", flexible = "0+")]
pub struct RemoveTopicRecord {
    /// The topic to remove. All associated partitions will be removed as well.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    pub unknown_tags: UnknownTags,
}
