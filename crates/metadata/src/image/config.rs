//! Dynamic configuration: what was set for topics, brokers, groups and client metrics at run time.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Kafka's number of the kind on the wire and in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i8)]
pub enum ConfigResourceKind {
    Topic = 2,
    Broker = 4,
    /// Log levels of one process: never in the metadata log.
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}

impl ConfigResourceKind {
    #[must_use]
    pub const fn from_id(id: i8) -> Option<Self> {
        match id {
            2 => Some(Self::Topic),
            4 => Some(Self::Broker),
            8 => Some(Self::BrokerLogger),
            16 => Some(Self::ClientMetrics),
            32 => Some(Self::Group),
            _ => None,
        }
    }

    #[must_use]
    pub const fn id(self) -> i8 {
        self as i8
    }

    /// Kafka's constant, as its messages print it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Topic => "TOPIC",
            Self::Broker => "BROKER",
            Self::BrokerLogger => "BROKER_LOGGER",
            Self::ClientMetrics => "CLIENT_METRICS",
            Self::Group => "GROUP",
        }
    }
}

/// What a config is set for. The broker named `""` stands for the default of all brokers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigResource {
    pub kind: ConfigResourceKind,
    pub name: Arc<str>,
}

impl ConfigResource {
    #[must_use]
    pub fn new(kind: ConfigResourceKind, name: impl Into<Arc<str>>) -> Self {
        Self { kind, name: name.into() }
    }

    #[must_use]
    pub fn topic(name: impl Into<Arc<str>>) -> Self {
        Self::new(ConfigResourceKind::Topic, name)
    }

    #[must_use]
    pub fn broker(id: model::BrokerId) -> Self {
        Self::new(ConfigResourceKind::Broker, id.to_string())
    }

    /// The default of all brokers.
    #[must_use]
    pub fn default_broker() -> Self {
        Self::new(ConfigResourceKind::Broker, "")
    }
}

/// Names and values set for one resource, in name order. A clone shares them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigImage(Arc<BTreeMap<Arc<str>, Arc<str>>>);

impl ConfigImage {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| &**value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same configs with one set, or removed when `value` is `None`.
    pub(crate) fn set(&mut self, name: &str, value: Option<&str>) {
        let map = Arc::make_mut(&mut self.0);
        match value {
            Some(value) => drop(map.insert(name.into(), value.into())),
            None => drop(map.remove(name)),
        }
    }
}

impl<N: Into<Arc<str>>, V: Into<Arc<str>>> FromIterator<(N, V)> for ConfigImage {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        Self(Arc::new(entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}
