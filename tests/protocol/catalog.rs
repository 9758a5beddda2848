//! Every message of the codec as a value, so that a test can be a loop.

use std::ops::RangeInclusive;

use bytes::Bytes;
use protocol::every::{Visitor, visit};
use protocol::schema::FieldSchema;
use protocol::wire::Result;
use protocol::{Message, RequestHeader, ResponseHeader};

pub(crate) struct Entry {
    /// Kafka's name.
    pub(crate) name: &'static str,
    /// −1 for data that is not an API.
    pub(crate) api_key: i16,
    pub(crate) versions: RangeInclusive<i16>,
    pub(crate) flexible_from: i16,
    pub(crate) fields: Vec<FieldSchema>,
    /// Decodes and throws away.
    pub(crate) decode: fn(Bytes, i16) -> Result<()>,
    /// Decodes and encodes again.
    pub(crate) recode: fn(Bytes, i16) -> Result<Bytes>,
}

impl Entry {
    pub(crate) fn is_flexible(&self, version: i16) -> bool {
        version >= self.flexible_from
    }

    pub(crate) fn is_request(&self) -> bool {
        self.api_key >= 0 && self.name.ends_with("Request")
    }

    pub(crate) fn is_response(&self) -> bool {
        self.api_key >= 0 && self.name.ends_with("Response")
    }
}

/// Requests, responses, record schemas and both headers.
pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = Entries(Vec::new());
    visit(&mut entries);
    entries.visit::<RequestHeader>();
    entries.visit::<ResponseHeader>();
    entries.0
}

struct Entries(Vec<Entry>);

impl Visitor for Entries {
    fn visit<M: Message>(&mut self) {
        self.0.push(Entry {
            name: M::NAME,
            api_key: M::API_KEY,
            versions: M::VERSION_MIN..=M::VERSION_MAX,
            flexible_from: M::FLEXIBLE_FROM,
            fields: M::fields(),
            decode: |bytes, version| M::from_bytes(bytes, version).map(drop),
            recode: |bytes, version| M::from_bytes(bytes, version)?.to_bytes(version),
        });
    }
}
