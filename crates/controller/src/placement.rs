//! Which brokers get the replicas of new partitions.
//!
//! The usable brokers stand in a ring in which neighbours are of different racks as far as possible; each partition
//! takes its replicas from one place further on. So leaders and replicas spread evenly, and a partition's replicas over
//! the racks.

use std::collections::BTreeMap;

use metadata::MetadataImage;
use model::BrokerId;

/// Usable brokers, alternating between racks.
#[derive(Debug)]
pub(crate) struct Ring {
    brokers: Vec<BrokerId>,
    start: usize,
}

impl Ring {
    /// `random` decides who leads the first partition.
    pub(crate) fn new(image: &MetadataImage, random: u128) -> Self {
        let mut racks: BTreeMap<Option<&str>, Vec<BrokerId>> = BTreeMap::new();
        for broker in image.brokers().filter(|broker| !broker.fenced && !broker.is_fully_cordoned()) {
            racks.entry(broker.rack.as_deref()).or_default().push(broker.id);
        }
        let longest = racks.values().map(Vec::len).max().unwrap_or(0);
        let brokers: Vec<BrokerId> = (0..longest)
            .flat_map(|index| racks.values().filter_map(move |rack| rack.get(index).copied()))
            .collect();
        let start = usize::try_from(random % (brokers.len().max(1) as u128)).unwrap_or(0);
        Self { brokers, start }
    }

    pub(crate) fn len(&self) -> usize {
        self.brokers.len()
    }

    /// The replicas of partition `index`; fewer if there are not so many brokers.
    pub(crate) fn replicas(&self, index: usize, count: usize) -> Vec<BrokerId> {
        let from = self.start.wrapping_add(index);
        let place = |nth| self.brokers.get(from.wrapping_add(nth) % self.brokers.len()).copied();
        (0..count.min(self.brokers.len())).filter_map(place).collect()
    }
}
