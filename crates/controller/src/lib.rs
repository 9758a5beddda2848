//! Decides cluster state.
//!
//! A command looks at the image and says which records follow from it; the records are committed by the metadata quorum
//! (`raft`), replayed into the next image, and published before the command is answered.

mod commands;
mod controller;
mod placement;
mod published;
mod raft;
#[cfg(test)]
mod test_rules;

pub use commands::alter_client_quotas::{CLIENT_ID, IP, QuotaAlteration, USER};
pub use commands::alter_configs::{ConfigChange, ConfigOperation, ConfigRules};
pub use commands::alter_scram_credentials::ScramAlteration;
pub use commands::assign_replicas_to_dirs::DirectoryAssignment;
pub use commands::create_partitions::MorePartitions;
pub use commands::create_topics::{CreatedTopic, NewTopic};
pub use commands::elect_leaders::ElectionType;
pub use commands::reassign_partitions::Reassignment;
pub use commands::register_broker::BrokerRegistration;
pub use commands::update_features::{FeatureUpdate, UpgradeType};
pub use controller::{Controller, ControllerError, ControllerOptions, QuorumDescription};
pub use published::ImagePublisher;
