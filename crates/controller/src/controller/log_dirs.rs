//! What a broker says of its log directories.

use model::{ApiError, BrokerEpoch, BrokerId, Uuid};

use super::Controller;
use crate::commands::assign_replicas_to_dirs::{self, DirectoryAssignment};
use crate::commands::log_dirs_offline;

impl Controller {
    /// Directories have failed: `online` are those that work, `lost` the partitions whose log is in none of them. They have
    /// another leader, or none, when this returns.
    ///
    /// # Errors
    /// The records could not be committed.
    pub async fn log_dirs_offline(
        &self,
        broker: (BrokerId, BrokerEpoch),
        online: &[Uuid],
        lost: &[(Uuid, i32)],
    ) -> Result<(), ApiError> {
        self.command(|image| log_dirs_offline::decide(image, broker, online, lost)).await
    }

    /// Notes where the replicas of a broker are.
    ///
    /// # Errors
    /// The records could not be committed.
    pub async fn assign_replicas_to_dirs(
        &self,
        broker: BrokerId,
        assignments: &[DirectoryAssignment],
    ) -> Result<(), ApiError> {
        self.command(|image| assign_replicas_to_dirs::decide(image, broker, assignments)).await
    }
}
