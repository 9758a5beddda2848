//! Who follows the image.

use std::sync::Arc;

use metadata::{MetadataDelta, MetadataImage};

/// Follows the image: called in order, before the command that caused a change is answered.
pub trait ImagePublisher: Send + Sync {
    fn publish(&self, image: &Arc<MetadataImage>, delta: &MetadataDelta);
}
