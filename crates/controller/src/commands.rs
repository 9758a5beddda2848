//! One file per command: from the image and a request to records and an answer. Pure.

pub(crate) mod allocate_producer_ids;
pub(crate) mod alter_client_quotas;
pub(crate) mod alter_configs;
pub(crate) mod alter_scram_credentials;
pub(crate) mod assign_replicas_to_dirs;
pub(crate) mod create_partitions;
pub(crate) mod create_topics;
pub(crate) mod delete_topics;
pub(crate) mod elect_leaders;
pub(crate) mod log_dirs_offline;
pub(crate) mod reassign_partitions;
pub(crate) mod register_broker;
#[cfg(test)]
mod tests;
pub(crate) mod unregister_broker;
pub(crate) mod update_features;
