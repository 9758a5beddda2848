//! Registered brokers.

use std::sync::Arc;

use model::{BrokerEpoch, BrokerId, Uuid};
use protocol::records::metadata::broker_registration_change_record::BrokerRegistrationChangeRecord;
use protocol::records::metadata::register_broker_record::RegisterBrokerRecord;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerImage {
    pub id: BrokerId,
    /// Offset of the registration record: newer registrations have larger epochs.
    pub epoch: BrokerEpoch,
    /// One per process; how a restarted broker differs from a second one with the same id.
    pub incarnation_id: Uuid,
    pub endpoints: Vec<Endpoint>,
    pub features: Vec<FeatureRange>,
    pub rack: Option<Arc<str>>,
    /// A fenced broker leads nothing, is in no ISR and is not told to clients.
    pub fenced: bool,
    pub in_controlled_shutdown: bool,
    pub log_dirs: Vec<Uuid>,
    /// Directories that get no new partitions; `None` until the broker's first heartbeat that says.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub listener_name: Arc<str>,
    pub host: Arc<str>,
    pub port: u16,
    /// Kafka's number: 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL.
    pub security_protocol: i16,
}

/// Levels of a feature that a broker can run at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureRange {
    pub name: Arc<str>,
    pub min_supported_version: i16,
    pub max_supported_version: i16,
}

impl BrokerImage {
    #[must_use]
    pub fn endpoint(&self, listener_name: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| &*endpoint.listener_name == listener_name)
    }

    /// Whether new partitions may be placed on it: some log directory must be free of a cordon.
    #[must_use]
    pub fn is_fully_cordoned(&self) -> bool {
        let cordoned = self.cordoned_log_dirs.as_deref().unwrap_or_default();
        !self.log_dirs.is_empty() && self.log_dirs.iter().all(|dir| cordoned.contains(dir))
    }

    /// Whether it can have a replica in `directory`: one that works, or one that it will choose.
    #[must_use]
    pub fn has_online(&self, directory: Uuid) -> bool {
        directory.is_reserved() && directory != Uuid::LOST_DIR
            || self.log_dirs.is_empty()
            || self.log_dirs.contains(&directory)
    }

    /// Whether it may lead or join an ISR.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.fenced && !self.in_controlled_shutdown
    }

    pub(crate) fn from_record(record: &RegisterBrokerRecord) -> Self {
        let endpoint = |e: &protocol::records::metadata::register_broker_record::BrokerEndpoint| Endpoint {
            listener_name: e.name.as_str().into(),
            host: e.host.as_str().into(),
            port: e.port,
            security_protocol: e.security_protocol,
        };
        let feature = |f: &protocol::records::metadata::register_broker_record::BrokerFeature| FeatureRange {
            name: f.name.as_str().into(),
            min_supported_version: f.min_supported_version,
            max_supported_version: f.max_supported_version,
        };
        Self {
            id: BrokerId(record.broker_id),
            epoch: BrokerEpoch(record.broker_epoch),
            incarnation_id: record.incarnation_id,
            endpoints: record.end_points.iter().map(endpoint).collect(),
            features: record.features.iter().map(feature).collect(),
            rack: record.rack.as_ref().map(|rack| rack.as_str().into()),
            fenced: record.fenced,
            in_controlled_shutdown: record.in_controlled_shutdown,
            log_dirs: record.log_dirs.clone(),
            cordoned_log_dirs: record.cordoned_log_dirs.clone(),
        }
    }

    pub(crate) fn apply_change(&mut self, record: &BrokerRegistrationChangeRecord) {
        match record.fenced {
            1 => self.fenced = true,
            -1 => self.fenced = false,
            _ => {}
        }
        if record.in_controlled_shutdown == 1 {
            self.in_controlled_shutdown = true;
        }
        if !record.log_dirs.is_empty() {
            self.log_dirs.clone_from(&record.log_dirs);
        }
        if record.cordoned_log_dirs.is_some() {
            self.cordoned_log_dirs.clone_from(&record.cordoned_log_dirs);
        }
    }
}
