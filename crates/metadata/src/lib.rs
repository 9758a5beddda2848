//! The state of the cluster: records that say what changed, and the image that they add up to.
//!
//! Pure: no I/O, no clock. The only road into a [`MetadataImage`] is [`MetadataImage::apply`], on the active controller,
//! on every other broker and after a restart alike.

mod delta;
mod features;
mod image;
mod record;
mod replay;

pub use delta::{MetadataDelta, TopicDelta};
pub use features::{FEATURES, Feature, feature};
pub use image::broker::{BrokerImage, Endpoint, FeatureRange};
pub use image::client_quota::{QuotaEntity, QuotaValues};
pub use image::config::{ConfigImage, ConfigResource, ConfigResourceKind};
pub use image::scram::ScramCredential;
pub use image::topic::{LeaderRecoveryState, PartitionImage, TopicImage};
pub use image::{METADATA_VERSION, MetadataImage, PRODUCER_ID_BLOCK_SIZE};
pub use record::{MetadataRecord, RecordError};
pub use replay::ReplayError;
