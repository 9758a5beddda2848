//! The newest image, and who is told of it.

use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;
use metadata::{MetadataDelta, MetadataImage, MetadataRecord, ReplayError};
use model::Offset;
use parking_lot::Mutex;

/// Acts on changes of the cluster's metadata.
pub trait ImagePublisher: Send + Sync {
    /// Called once per change, in order, and before the command that caused it is answered. It must not wait: all
    /// further changes wait for it.
    fn publish(&self, image: &Arc<MetadataImage>, delta: &MetadataDelta);
}

/// The one place where the image is replaced.
pub(crate) struct Published {
    image: ArcSwap<MetadataImage>,
    publisher: Arc<dyn ImagePublisher>,
    /// While the log is read back nobody is told; then of everything at once. The lock gives the order of publishing.
    is_live: Mutex<bool>,
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Published").field("offset", &self.image.load().offset()).finish_non_exhaustive()
    }
}

impl Published {
    pub(crate) fn new(image: MetadataImage, publisher: Arc<dyn ImagePublisher>) -> Self {
        Self { image: ArcSwap::from_pointee(image), publisher, is_live: Mutex::new(false) }
    }

    pub(crate) fn image(&self) -> Arc<MetadataImage> {
        self.image.load_full()
    }

    pub(crate) fn apply(&self, records: &[MetadataRecord], offset: Offset) -> Result<(), ReplayError> {
        let is_live = self.is_live.lock();
        let mut image = MetadataImage::clone(&self.image.load());
        let delta = image.apply(records, offset)?;
        let image = Arc::new(image);
        self.image.store(image.clone());
        if *is_live {
            self.publisher.publish(&image, &delta);
        }
        Ok(())
    }

    /// A snapshot takes the place of all there was.
    pub(crate) fn replace(&self, image: &Arc<MetadataImage>) {
        let is_live = self.is_live.lock();
        self.image.store(image.clone());
        if *is_live {
            self.publisher.publish(image, &image.as_delta());
        }
    }

    /// Tells of everything there is, and of every change from now on.
    pub(crate) fn go_live(&self) {
        let mut is_live = self.is_live.lock();
        let image = self.image();
        self.publisher.publish(&image, &image.as_delta());
        *is_live = true;
    }
}
