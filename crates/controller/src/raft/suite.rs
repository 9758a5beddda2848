//! openraft's own tests of a log store and state machine, against the real log engine.

use std::sync::Arc;

use metadata::{MetadataDelta, MetadataImage};
use model::Millis;
use openraft::StorageError;
use openraft::testing::log::{StoreBuilder, Suite};
use storage::fs::RealFs;

use super::log_store::{LogStore, LogStoreOptions};
use super::state_machine::StateMachine;
use super::types::Meta;
use crate::published::{ImagePublisher, Published};

struct Nobody;

impl ImagePublisher for Nobody {
    fn publish(&self, _: &Arc<MetadataImage>, _: &MetadataDelta) {}
}

struct Builder;

impl StoreBuilder<Meta, LogStore, StateMachine, tempfile::TempDir> for Builder {
    async fn build(&self) -> Result<(tempfile::TempDir, LogStore, StateMachine), StorageError<Meta>> {
        let dir = tempfile::tempdir().unwrap();
        let options = LogStoreOptions {
            fs: Arc::new(RealFs::default()),
            dir: dir.path().to_owned(),
            clock: || Millis(0),
        };
        let log = LogStore::open(options).unwrap();
        let published = Arc::new(Published::new(MetadataImage::default(), Arc::new(Nobody)));
        Ok((dir, log, StateMachine::new(published)))
    }
}

#[tokio::test]
async fn the_store_does_what_openraft_asks_of_it() {
    Suite::test_all(Builder).await.unwrap();
}
