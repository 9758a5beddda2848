//! Client quotas: how much users, clients and addresses may use.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use protocol::records::metadata::client_quota_record::ClientQuotaRecord;

/// Whom a quota is for: `user`, `client-id` or both, or `ip`. A name of `None` stands for everybody who has no quota of
/// his own.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuotaEntity(BTreeMap<Arc<str>, Option<Arc<str>>>);

/// Values by key, such as `producer_byte_rate`.
pub type QuotaValues = BTreeMap<Arc<str>, f64>;

impl QuotaEntity {
    /// Types and names, in the order of the types.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(kind, name)| (&**kind, name.as_deref()))
    }

    /// The name of this type of entity: `None` where the type is not part of it, `Some(None)` for everybody else.
    #[must_use]
    pub fn name(&self, kind: &str) -> Option<Option<&str>> {
        self.0.get(kind).map(Option::as_deref)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn from_record(record: &ClientQuotaRecord) -> Self {
        let part = |part: &protocol::records::metadata::client_quota_record::EntityData| {
            (Arc::from(&*part.entity_type), part.entity_name.as_ref().map(|name| Arc::from(&**name)))
        };
        record.entity.iter().map(part).collect()
    }
}

/// Of a type that is named twice, the last name counts.
impl FromIterator<(Arc<str>, Option<Arc<str>>)> for QuotaEntity {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Option<Arc<str>>)>>(parts: I) -> Self {
        Self(parts.into_iter().collect())
    }
}

/// As Kafka's messages print it.
impl fmt::Display for QuotaEntity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientQuotaEntity(entries={")?;
        for (place, (kind, name)) in self.parts().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{kind}={}", name.unwrap_or("null"))?;
        }
        f.write_str("})")
    }
}
