//! One file per API. This table is what the broker serves, and so what ApiVersions advertises.
#![allow(clippy::needless_pass_by_value, reason = "every handler has the shape that dispatch calls")]

mod alter_client_quotas;
mod alter_configs;
mod alter_partition_reassignments;
mod alter_replica_log_dirs;
mod alter_user_scram_credentials;
mod api_versions;
mod broker_loggers;
mod changed_configs;
mod create_acls;
mod create_delegation_token;
mod create_partitions;
mod create_topics;
mod delete_acls;
mod delete_groups;
mod delete_records;
mod delete_topics;
mod describe_acls;
mod describe_client_quotas;
mod describe_cluster;
mod describe_configs;
mod describe_delegation_token;
mod describe_groups;
mod describe_log_dirs;
mod describe_producers;
mod describe_quorum;
mod describe_topic_partitions;
mod describe_user_scram_credentials;
mod elect_leaders;
mod endpoints;
pub(crate) mod errors;
mod expire_delegation_token;
mod fetch;
mod find_coordinator;
mod groups;
mod heartbeat;
mod incremental_alter_configs;
mod init_producer_id;
mod join_group;
mod leave_group;
mod list_config_resources;
mod list_groups;
mod list_offsets;
mod list_partition_reassignments;
mod metadata;
mod offset_commit;
mod offset_delete;
mod offset_fetch;
mod offset_for_leader_epoch;
mod on_controller;
mod operations;
mod produce;
mod raft_voters;
mod renew_delegation_token;
mod sync_group;
mod unregister_broker;
mod update_features;

use std::ops::RangeInclusive;

use protocol::{ApiKey, Decoder};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

/// The versions of `api` that are served on a listener of the broker, or of the controller.
#[must_use]
pub fn versions_served(api: ApiKey, on_controller: bool) -> Option<RangeInclusive<i16>> {
    served_versions(api).filter(|_| !on_controller || on_controller::APIS.contains(&api))
}

/// The versions of `api` that are served on a broker listener.
#[must_use]
pub fn served_versions(api: ApiKey) -> Option<RangeInclusive<i16>> {
    Some(match api {
        ApiKey::Produce => produce::VERSIONS,
        ApiKey::Fetch => fetch::VERSIONS,
        ApiKey::ListOffsets => list_offsets::VERSIONS,
        ApiKey::Metadata => metadata::VERSIONS,
        ApiKey::FindCoordinator => find_coordinator::VERSIONS,
        ApiKey::JoinGroup => join_group::VERSIONS,
        ApiKey::SyncGroup => sync_group::VERSIONS,
        ApiKey::Heartbeat => heartbeat::VERSIONS,
        ApiKey::LeaveGroup => leave_group::VERSIONS,
        ApiKey::OffsetCommit => offset_commit::VERSIONS,
        ApiKey::OffsetFetch => offset_fetch::VERSIONS,
        ApiKey::OffsetDelete => offset_delete::VERSIONS,
        ApiKey::DescribeGroups => describe_groups::VERSIONS,
        ApiKey::ListGroups => list_groups::VERSIONS,
        ApiKey::DeleteGroups => delete_groups::VERSIONS,
        ApiKey::ApiVersions => api_versions::VERSIONS,
        ApiKey::CreateTopics => create_topics::VERSIONS,
        ApiKey::DeleteTopics => delete_topics::VERSIONS,
        ApiKey::DeleteRecords => delete_records::VERSIONS,
        ApiKey::InitProducerId => init_producer_id::VERSIONS,
        ApiKey::OffsetForLeaderEpoch => offset_for_leader_epoch::VERSIONS,
        ApiKey::DescribeConfigs => describe_configs::VERSIONS,
        ApiKey::AlterConfigs => alter_configs::VERSIONS,
        ApiKey::DescribeLogDirs => describe_log_dirs::VERSIONS,
        ApiKey::CreatePartitions => create_partitions::VERSIONS,
        ApiKey::IncrementalAlterConfigs => incremental_alter_configs::VERSIONS,
        ApiKey::DescribeQuorum => describe_quorum::VERSIONS,
        ApiKey::DescribeCluster => describe_cluster::VERSIONS,
        ApiKey::DescribeProducers => describe_producers::VERSIONS,
        ApiKey::DescribeTopicPartitions => describe_topic_partitions::VERSIONS,
        ApiKey::ListConfigResources => list_config_resources::VERSIONS,
        ApiKey::AlterClientQuotas => alter_client_quotas::VERSIONS,
        ApiKey::DescribeClientQuotas => describe_client_quotas::VERSIONS,
        ApiKey::ElectLeaders => elect_leaders::VERSIONS,
        ApiKey::AlterPartitionReassignments => alter_partition_reassignments::VERSIONS,
        ApiKey::ListPartitionReassignments => list_partition_reassignments::VERSIONS,
        ApiKey::AlterReplicaLogDirs => alter_replica_log_dirs::VERSIONS,
        ApiKey::UnregisterBroker => unregister_broker::VERSIONS,
        ApiKey::DescribeAcls => describe_acls::VERSIONS,
        ApiKey::CreateAcls => create_acls::VERSIONS,
        ApiKey::DeleteAcls => delete_acls::VERSIONS,
        ApiKey::CreateDelegationToken => create_delegation_token::VERSIONS,
        ApiKey::RenewDelegationToken => renew_delegation_token::VERSIONS,
        ApiKey::ExpireDelegationToken => expire_delegation_token::VERSIONS,
        ApiKey::DescribeDelegationToken => describe_delegation_token::VERSIONS,
        ApiKey::DescribeUserScramCredentials => describe_user_scram_credentials::VERSIONS,
        ApiKey::AlterUserScramCredentials => alter_user_scram_credentials::VERSIONS,
        ApiKey::UpdateFeatures => update_features::VERSIONS,
        ApiKey::AddRaftVoter => raft_voters::ADD_VERSIONS,
        ApiKey::RemoveRaftVoter => raft_voters::REMOVE_VERSIONS,
        _ => return None,
    })
}

/// Stage 1 of a request whose version is served.
///
/// # Errors
/// When the request cannot be decoded.
pub fn route(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    match context.api_key {
        ApiKey::Produce => produce::handle(context, input),
        ApiKey::Fetch => fetch::handle(context, input),
        ApiKey::ListOffsets => context.answer(input, list_offsets::handle),
        ApiKey::Metadata => metadata::handle(context, input),
        ApiKey::FindCoordinator => find_coordinator::handle(context, input),
        ApiKey::JoinGroup => join_group::handle(context, input),
        ApiKey::SyncGroup => sync_group::handle(context, input),
        ApiKey::Heartbeat => heartbeat::handle(context, input),
        ApiKey::LeaveGroup => leave_group::handle(context, input),
        ApiKey::OffsetCommit => offset_commit::handle(context, input),
        ApiKey::OffsetFetch => offset_fetch::handle(context, input),
        ApiKey::OffsetDelete => offset_delete::handle(context, input),
        ApiKey::DescribeGroups => describe_groups::handle(context, input),
        ApiKey::ListGroups => list_groups::handle(context, input),
        ApiKey::DeleteGroups => delete_groups::handle(context, input),
        ApiKey::ApiVersions => Ok(api_versions::handle(&context, input)),
        ApiKey::CreateTopics => create_topics::handle(context, input),
        ApiKey::DeleteTopics => delete_topics::handle(context, input),
        ApiKey::DeleteRecords => context.answer(input, delete_records::handle),
        ApiKey::InitProducerId => init_producer_id::handle(context, input),
        ApiKey::OffsetForLeaderEpoch => context.answer(input, offset_for_leader_epoch::handle),
        ApiKey::DescribeConfigs => context.answer(input, describe_configs::handle),
        ApiKey::AlterConfigs => alter_configs::handle(context, input),
        ApiKey::DescribeLogDirs => context.answer(input, describe_log_dirs::handle),
        ApiKey::CreatePartitions => create_partitions::handle(context, input),
        ApiKey::IncrementalAlterConfigs => incremental_alter_configs::handle(context, input),
        ApiKey::DescribeQuorum => context.answer(input, describe_quorum::handle),
        ApiKey::DescribeCluster => context.answer(input, describe_cluster::handle),
        ApiKey::DescribeProducers => context.answer(input, describe_producers::handle),
        ApiKey::DescribeTopicPartitions => context.answer(input, describe_topic_partitions::handle),
        ApiKey::ListConfigResources => context.answer(input, list_config_resources::handle),
        ApiKey::AlterClientQuotas => alter_client_quotas::handle(context, input),
        ApiKey::DescribeClientQuotas => context.answer(input, describe_client_quotas::handle),
        ApiKey::ElectLeaders => elect_leaders::handle(context, input),
        ApiKey::AlterPartitionReassignments => alter_partition_reassignments::handle(context, input),
        ApiKey::ListPartitionReassignments => context.answer(input, list_partition_reassignments::handle),
        ApiKey::AlterReplicaLogDirs => context.answer(input, alter_replica_log_dirs::handle),
        ApiKey::UnregisterBroker => unregister_broker::handle(context, input),
        ApiKey::DescribeAcls => describe_acls::handle(&context, input),
        ApiKey::CreateAcls => create_acls::handle(&context, input),
        ApiKey::DeleteAcls => delete_acls::handle(&context, input),
        ApiKey::CreateDelegationToken => context.answer(input, create_delegation_token::handle),
        ApiKey::RenewDelegationToken => context.answer(input, renew_delegation_token::handle),
        ApiKey::ExpireDelegationToken => context.answer(input, expire_delegation_token::handle),
        ApiKey::DescribeDelegationToken => context.answer(input, describe_delegation_token::handle),
        ApiKey::DescribeUserScramCredentials => {
            context.answer(input, describe_user_scram_credentials::handle)
        }
        ApiKey::AlterUserScramCredentials => alter_user_scram_credentials::handle(context, input),
        ApiKey::UpdateFeatures => update_features::handle(context, input),
        ApiKey::AddRaftVoter => context.answer(input, raft_voters::add),
        ApiKey::RemoveRaftVoter => context.answer(input, raft_voters::remove),
        other => Ok(Reply::Close(format!("{} is not served", other.name()))),
    }
}
