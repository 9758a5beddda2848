//! ShareGroupMemberMetadata, a record schema of Apache Kafka (API key 10).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 10, versions = "0")]
pub struct ShareGroupMemberMetadataKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member id.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 10, versions = "0", flexible = "0+")]
pub struct ShareGroupMemberMetadataValue {
    /// The (optional) rack id.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub rack_id: Option<Str>,
    /// The client id.
    #[kafka(versions = "0+")]
    pub client_id: Str,
    /// The client host.
    #[kafka(versions = "0+")]
    pub client_host: Str,
    /// The list of subscribed topic names.
    #[kafka(versions = "0+")]
    pub subscribed_topic_names: Vec<Str>,
    pub unknown_tags: UnknownTags,
}
