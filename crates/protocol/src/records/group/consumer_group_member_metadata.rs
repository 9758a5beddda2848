//! ConsumerGroupMemberMetadata, a record schema of Apache Kafka (API key 5).

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 5, versions = "0")]
pub struct ConsumerGroupMemberMetadataKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member id.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 5, versions = "0", flexible = "0+")]
pub struct ConsumerGroupMemberMetadataValue {
    /// The (optional) instance id.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub instance_id: Option<Str>,
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
    /// The subscribed topic regular expression.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub subscribed_topic_regex: Option<Str>,
    /// The rebalance timeout.
    #[kafka(versions = "0+", default = -1)]
    pub rebalance_timeout_ms: i32,
    /// The server assignor to use; or null if not used.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub server_assignor: Option<Str>,
    /// The classic member metadata which includes the supported protocols of the consumer if it uses the
    /// classic protocol. The metadata is null if the consumer uses the consumer protocol.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0, default = Some(Default::default()))]
    pub classic_member_metadata: Option<Box<ClassicMemberMetadata>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ClassicMemberMetadata {
    /// The session timeout if the consumer uses the classic protocol.
    #[kafka(versions = "0+")]
    pub session_timeout_ms: i32,
    /// The list of protocols that the member supports if the consumer uses the classic protocol.
    #[kafka(versions = "0+")]
    pub supported_protocols: Vec<ClassicProtocol>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ClassicProtocol {
    /// The protocol name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The protocol metadata.
    #[kafka(versions = "0+")]
    pub metadata: Bytes,
    pub unknown_tags: UnknownTags,
}
