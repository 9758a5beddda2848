//! A broker says that it is there.

use std::sync::Arc;

use metadata::Endpoint;
use model::{BrokerEpoch, BrokerId, Uuid};
use protocol::records::metadata::register_broker_record::{
    BrokerEndpoint, BrokerFeature, RegisterBrokerRecord,
};

use crate::controller::Decision;

/// What a broker tells of itself.
#[derive(Clone, Debug)]
pub struct BrokerRegistration {
    pub id: BrokerId,
    /// New with every start of the process.
    pub incarnation_id: Uuid,
    pub endpoints: Vec<Endpoint>,
    pub rack: Option<Arc<str>>,
    pub log_dirs: Vec<Uuid>,
}

/// Levels of `metadata.version` that this program can work with.
const METADATA_VERSIONS: (i16, i16) = (7, 30);

/// A single node holds its directories' locks, so no other process can be this broker: it is unfenced at once.
pub(crate) fn decide(broker: &BrokerRegistration, epoch: BrokerEpoch) -> Decision<BrokerEpoch> {
    let endpoint = |endpoint: &Endpoint| BrokerEndpoint {
        name: (&*endpoint.listener_name).into(),
        host: (&*endpoint.host).into(),
        port: endpoint.port,
        security_protocol: endpoint.security_protocol,
        ..BrokerEndpoint::default()
    };
    let record = RegisterBrokerRecord {
        broker_id: broker.id.0,
        incarnation_id: broker.incarnation_id,
        broker_epoch: epoch.0,
        end_points: broker.endpoints.iter().map(endpoint).collect(),
        features: vec![BrokerFeature {
            name: metadata::METADATA_VERSION.into(),
            min_supported_version: METADATA_VERSIONS.0,
            max_supported_version: METADATA_VERSIONS.1,
            ..BrokerFeature::default()
        }],
        rack: broker.rack.as_deref().map(Into::into),
        fenced: false,
        log_dirs: broker.log_dirs.clone(),
        ..RegisterBrokerRecord::default()
    };
    Decision { records: vec![record.into()], answer: epoch }
}
