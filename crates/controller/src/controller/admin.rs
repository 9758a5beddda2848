//! Commands of administrators, beside those for topics and configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

use metadata::QuotaEntity;
use model::{ApiError, BrokerId};

use super::Controller;
use crate::commands::alter_client_quotas::{self, QuotaAlteration};
use crate::commands::alter_scram_credentials::{self, ScramAlteration};
use crate::commands::elect_leaders::{self, ElectionType};
use crate::commands::reassign_partitions::{self, Reassignment};
use crate::commands::unregister_broker;
use crate::commands::update_features::{self, FeatureUpdate};

impl Controller {
    /// Sets and removes quotas, or says what would come of it. One result for each entity.
    pub async fn alter_client_quotas(
        &self,
        alterations: &[QuotaAlteration],
        validate_only: bool,
    ) -> Vec<(QuotaEntity, Result<(), ApiError>)> {
        let decided = self.command(|image| {
            let mut decision = alter_client_quotas::decide(image, alterations);
            if validate_only {
                decision.records.clear();
            }
            decision
        });
        decided.await.unwrap_or_else(|error| {
            alterations.iter().map(|one| (one.entity.clone(), Err(error.clone()))).collect()
        })
    }

    /// Sets and removes SCRAM credentials. One result for each user.
    pub async fn alter_scram_credentials(
        &self,
        alterations: &[ScramAlteration],
    ) -> BTreeMap<Arc<str>, Result<(), ApiError>> {
        let decided = self.command(|image| alter_scram_credentials::decide(image, alterations));
        decided.await.unwrap_or_else(|error| {
            alterations.iter().map(|one| (Arc::clone(&one.user), Err(error.clone()))).collect()
        })
    }

    /// Elects leaders. The results are in the order of `partitions`.
    pub async fn elect_leaders(
        &self,
        election: ElectionType,
        partitions: &[(String, i32)],
    ) -> Vec<Result<(), ApiError>> {
        let decided = self.command(|image| elect_leaders::decide(image, election, partitions));
        decided.await.unwrap_or_else(|error| vec![Err(error); partitions.len()])
    }

    /// Moves partitions, or takes moves back. The results are in the order of `reassignments`.
    pub async fn reassign_partitions(
        &self,
        reassignments: &[Reassignment],
        allow_replication_factor_change: bool,
    ) -> Vec<Result<(), ApiError>> {
        let decided = self.command(|image| {
            reassign_partitions::decide(image, reassignments, allow_replication_factor_change)
        });
        decided.await.unwrap_or_else(|error| vec![Err(error); reassignments.len()])
    }

    /// Changes levels of features, or says what would come of it.
    ///
    /// # Errors
    /// INVALID_UPDATE_VERSION, and then none is changed; or the records could not be committed.
    pub async fn update_features(
        &self,
        updates: &[FeatureUpdate],
        validate_only: bool,
    ) -> Result<(), ApiError> {
        let decided = self.command(|image| {
            let mut decision = update_features::decide(image, self.options.node_id, updates);
            if validate_only {
                decision.records.clear();
            }
            decision
        });
        decided.await?
    }

    /// Forgets a broker.
    ///
    /// # Errors
    /// BROKER_ID_NOT_REGISTERED; or the record could not be committed.
    pub async fn unregister_broker(&self, id: BrokerId) -> Result<(), ApiError> {
        self.command(|image| unregister_broker::decide(image, id)).await?
    }
}
