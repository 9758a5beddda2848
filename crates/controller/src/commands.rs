//! One file per command: from the image and a request to records and an answer. Pure.

pub(crate) mod allocate_producer_ids;
pub(crate) mod alter_configs;
pub(crate) mod create_partitions;
pub(crate) mod create_topics;
pub(crate) mod delete_topics;
pub(crate) mod register_broker;
#[cfg(test)]
mod tests;
