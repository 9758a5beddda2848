//! Which topics the members of a consumer group are subscribed to.
//!
//! To the broker the metadata of a member is opaque. That of the protocol type `consumer` is known, and read, so that
//! offsets of a subscribed topic neither expire nor are deleted.

use std::collections::HashSet;

use bytes::Bytes;
use protocol::records::data::consumer_protocol_subscription::ConsumerProtocolSubscription;
use protocol::{Decoder, Message, Str};

use super::group::ClassicGroup;

const CONSUMER_PROTOCOL_TYPE: &str = "consumer";

impl ClassicGroup {
    pub(in crate::group) fn uses_consumer_protocol(&self) -> bool {
        self.protocol_type.as_deref() == Some(CONSUMER_PROTOCOL_TYPE)
    }

    /// None if it is not known: no consumers, or one whose metadata is something else.
    pub(in crate::group) fn subscribed_topics(&self) -> Option<HashSet<Box<str>>> {
        if !self.uses_consumer_protocol() {
            return None;
        }
        if !self.members.is_empty() && self.protocol_name.is_none() {
            return None;
        }
        let mut topics = HashSet::new();
        for member in self.members.values() {
            let of_member = subscribed_topics(member.metadata(self.protocol_name.as_deref()))?;
            topics.extend(of_member.iter().map(|topic| Box::from(&**topic)));
        }
        Some(topics)
    }
}

/// Reads the front that all versions have in common.
fn subscribed_topics(metadata: Bytes) -> Option<Vec<Str>> {
    let mut input = Decoder::new(metadata);
    input.take(size_of::<i16>()).ok()?;
    ConsumerProtocolSubscription::read(&mut input, 0).ok().map(|subscription| subscription.topics)
}
