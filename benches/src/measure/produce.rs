//! Produce, as fast as answers come or at a rate.

use super::{Cost, Target, cost_of};
use crate::admin::{self, Durability, Topic};
use crate::batch::BatchShape;
use crate::load::Peer;
use crate::load::paced::PacedLoad;
use crate::load::produce::ProduceLoad;

/// One request in so many is sent beforehand and not counted.
const WARM_UP_SHARE: u64 = 16;

/// What to produce to a topic that is made for it.
#[derive(Clone, Debug)]
pub struct ProducePlan {
    pub topic: String,
    pub partitions: i32,
    pub durability: Durability,
    pub acks: i16,
    pub shape: BatchShape,
    pub connections: u32,
    pub in_flight: usize,
    pub requests: u64,
}

/// # Errors
/// When the topic cannot be made or the load fails.
pub fn produce(target: Target, plan: &ProducePlan) -> anyhow::Result<Cost> {
    prepare(target, &plan.topic, plan.partitions, plan.durability)?;
    let load = plan.load(target, plan.requests);
    ProduceLoad { requests: (load.requests / WARM_UP_SHARE).max(64), ..load.clone() }.run()?;
    cost_of(target, || load.run())
}

/// Produces at the rate of `load`, whose topic is made here.
///
/// # Errors
/// When the topic cannot be made or the load fails.
pub fn paced(target: Target, load: &PacedLoad, durability: Durability) -> anyhow::Result<Cost> {
    prepare(target, &load.topic, load.partitions, durability)?;
    cost_of(target, || load.run())
}

impl ProducePlan {
    pub(super) fn load(&self, target: Target, requests: u64) -> ProduceLoad {
        ProduceLoad {
            address: target.address,
            peer: target.peer,
            topic: self.topic.clone(),
            partitions: self.partitions,
            acks: self.acks,
            shape: self.shape,
            connections: self.connections,
            in_flight: self.in_flight,
            requests,
        }
    }
}

pub(super) fn prepare(
    target: Target,
    topic: &str,
    partitions: i32,
    durability: Durability,
) -> anyhow::Result<()> {
    if target.peer == Peer::Floor {
        return Ok(());
    }
    admin::create_usable_topic(target.address, &Topic { name: topic.to_owned(), partitions, durability })
}
