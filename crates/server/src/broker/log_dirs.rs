//! The broker's log directories while it runs: one that fails takes its partitions offline and no others; the broker stops
//! when the last one has failed, or that of the metadata log.

use std::collections::BTreeSet;
use std::path::PathBuf;

use controller::DirectoryAssignment;
use storage::log_manager::Placed;

use super::Broker;

/// What the controller was told.
#[derive(Debug, Default)]
pub(super) struct LogDirWatch {
    offline: BTreeSet<PathBuf>,
    /// Logs whose place it was not told of yet.
    placed: Vec<Placed>,
}

impl Broker {
    /// To be called now and then. What cannot be told now is told at the next call.
    pub(super) async fn look_after_log_dirs(&self, watch: &mut LogDirWatch) {
        if let Some(reason) = self.cannot_go_on() {
            self.fail(reason);
            return;
        }
        let dirs = self.log_manager.dirs().iter();
        let offline: BTreeSet<PathBuf> =
            dirs.filter(|dir| dir.is_offline()).map(|dir| dir.path().to_owned()).collect();
        if offline != watch.offline && self.tell_offline().await {
            watch.offline = offline;
        }
        watch.placed.extend(self.log_manager.take_placed());
        if !watch.placed.is_empty() && self.tell_placed(&watch.placed).await {
            watch.placed.clear();
        }
    }

    fn cannot_go_on(&self) -> Option<String> {
        let metadata_dir = self.log_manager.metadata_dir().filter(|dir| dir.is_offline());
        if let Some(dir) = metadata_dir {
            return Some(format!(
                "log directory {}, which holds the metadata log, has failed",
                dir.path().display()
            ));
        }
        if self.log_manager.dirs().iter().all(|dir| dir.is_offline()) {
            return Some("all log directories have failed".to_owned());
        }
        self.controller.failure().map(|error| format!("the metadata log has failed: {error}"))
    }

    /// Closes the partitions in directories that have failed, and has the controller take their leadership away.
    async fn tell_offline(&self) -> bool {
        let lost = self.replicas.close_offline();
        let lost: Vec<_> = lost.iter().map(|lost| (lost.topic_id(), lost.id().partition)).collect();
        let online = self.log_manager.dirs().iter().filter(|dir| !dir.is_offline());
        let online: Vec<_> = online.map(|dir| dir.id()).collect();
        let broker = (self.node_id, self.broker_epoch);
        match self.controller.log_dirs_offline(broker, &online, &lost).await {
            Ok(()) => {
                tracing::warn!(partitions = lost.len(), "partitions are offline with their log directory");
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the controller was not told of an offline log directory");
                false
            }
        }
    }

    async fn tell_placed(&self, placed: &[Placed]) -> bool {
        let assignment = |placed: &Placed| DirectoryAssignment {
            topic_id: placed.topic_id,
            partition: placed.partition.partition,
            directory: placed.dir,
        };
        let assignments: Vec<_> = placed.iter().map(assignment).collect();
        let told = self.controller.assign_replicas_to_dirs(self.node_id, &assignments).await;
        if let Err(error) = &told {
            tracing::warn!(%error, "the controller was not told of the log directories of new partitions");
        }
        told.is_ok()
    }
}
