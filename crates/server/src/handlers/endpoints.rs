//! Where the brokers are, as a client of a listener must be told.

use std::collections::BTreeSet;

use metadata::{BrokerImage, MetadataImage, PartitionImage};
use model::BrokerId;
use protocol::Str;

use crate::dispatch::RequestContext;

/// A broker's address on one listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) node_id: i32,
    pub(super) host: Str,
    pub(super) port: i32,
    pub(super) rack: Option<Str>,
}

/// `None` for a broker without that listener.
pub(super) fn address(broker: &BrokerImage, listener_name: &str) -> Option<Address> {
    let endpoint = broker.endpoint(listener_name)?;
    Some(Address {
        node_id: broker.id.0,
        host: (&*endpoint.host).into(),
        port: i32::from(endpoint.port),
        rack: broker.rack.as_deref().map(Str::from),
    })
}

/// The brokers that are up and have the listener.
pub(super) fn alive(image: &MetadataImage, listener_name: &str) -> Vec<Address> {
    image
        .brokers()
        .filter(|broker| !broker.fenced)
        .filter_map(|broker| address(broker, listener_name))
        .collect()
}

/// The addresses of the leaders that a response names (KIP-951), each once. Negative ids stand for none.
pub(super) fn of_leaders(context: &RequestContext, ids: impl Iterator<Item = i32>) -> Vec<Address> {
    let ids: BTreeSet<i32> = ids.filter(|id| *id >= 0).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let image = context.broker.image();
    ids.into_iter().filter_map(|id| of(&image, BrokerId(id), &context.listener_name)).collect()
}

/// Replicas on brokers that are not there, and those whose log directory has failed.
pub(super) fn offline_replicas(
    image: &MetadataImage,
    partition: &PartitionImage,
    is_gone: impl Fn(&BrokerId) -> bool,
) -> Vec<i32> {
    let is_in_failed_dir = |id: &BrokerId| {
        let directory = partition.directory(*id);
        let broker = image.broker(*id);
        broker.zip(directory).is_some_and(|(broker, directory)| !broker.has_online(directory))
    };
    let offline = partition.replicas.iter().filter(|id| is_gone(id) || is_in_failed_dir(id));
    offline.map(|id| id.0).collect()
}

/// The address of one broker, if it is up.
pub(super) fn of(image: &MetadataImage, id: BrokerId, listener_name: &str) -> Option<Address> {
    image.broker(id).filter(|broker| !broker.fenced).and_then(|broker| address(broker, listener_name))
}
