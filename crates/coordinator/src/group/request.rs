//! What the group shard is asked and answers. Requests are version-neutral: what depends on the version of an API was
//! turned into a named flag by the handler.
//!
//! Strings and bytes of a request are slices of the client's frame. What a group keeps, it copies.

use std::sync::Arc;

use model::{ErrorCode, LeaderEpoch, Offset, ProducerEpoch, ProducerId, Uuid};
use protocol::Str;
use protocol::messages::describe_groups::DescribedGroup;
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupResponse};
use protocol::messages::leave_group::{LeaveGroupRequest, LeaveGroupResponse};
use protocol::messages::list_groups::ListedGroup;
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupResponse};

/// Who asks.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientContext {
    pub client_id: Str,
    /// As Kafka shows it: `/127.0.0.1`.
    pub client_host: Arc<str>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum GroupRequest {
    JoinGroup {
        client: ClientContext,
        request: JoinGroupRequest,
        /// JoinGroup 4 and later (KIP-394): a new dynamic member is given an id and asked to join again with it.
        requires_known_member_id: bool,
        /// JoinGroup 9 and later (KIP-814): a restarted static leader may be told to skip the assignment.
        supports_skipping_assignment: bool,
    },
    SyncGroup {
        client: ClientContext,
        request: SyncGroupRequest,
    },
    Heartbeat(Membership),
    /// `request.members` names everybody who leaves, in the versions before 3 too. They are answered one by one.
    LeaveGroup {
        client: ClientContext,
        request: LeaveGroupRequest,
    },
    CommitOffsets(CommitOffsets),
    /// TxnOffsetCommit: the offsets count when the producer's transaction commits. Answered like CommitOffsets.
    CommitTransactionalOffsets {
        producer: (ProducerId, ProducerEpoch),
        commit: CommitOffsets,
    },
    FetchOffsets(FetchOffsets),
    DeleteOffsets {
        group_id: Str,
        /// The partitions whose topics exist, or existed when they were committed.
        partitions: Vec<(Str, i32)>,
    },
    DescribeGroup {
        group_id: Str,
        /// DescribeGroups 6 (KIP-1043): an unknown group is GROUP_ID_NOT_FOUND instead of a dead one.
        reports_unknown_group: bool,
    },
    ListGroups {
        /// Lower case, without underscores; empty: all. Likewise `types`.
        states: Vec<String>,
        types: Vec<String>,
    },
    DeleteGroup {
        group_id: Str,
    },
    /// Topics were deleted: their committed offsets go.
    TopicsDeleted {
        topics: Vec<(Arc<str>, Uuid)>,
    },
    /// Everything that metrics show of the groups of this shard.
    Snapshot,
}

/// Who a member says it is. A "simple" consumer that only commits has generation −1 and no member id.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    pub group_id: Str,
    pub member_id: Str,
    pub group_instance_id: Option<Str>,
    /// Generation of a classic group, member epoch of a KIP-848 one.
    pub generation_or_member_epoch: i32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CommitOffsets {
    pub member: Membership,
    /// OffsetCommit 2 to 4 name how long the offsets are to be kept; None otherwise.
    pub retention_ms: Option<i64>,
    /// OffsetCommit 9 and later (KIP-848) know GROUP_ID_NOT_FOUND and STALE_MEMBER_EPOCH.
    pub reports_unknown_group: bool,
    pub partitions: Vec<OffsetToCommit>,
}

/// One partition of a commit. Its topic exists.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetToCommit {
    pub topic: Str,
    pub topic_id: Uuid,
    pub partition: i32,
    pub offset: Offset,
    pub leader_epoch: LeaderEpoch,
    pub metadata: Option<Str>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FetchOffsets {
    pub group_id: Str,
    /// KIP-848 members say who they are, to learn of a stale epoch.
    pub member: Option<(Str, i32)>,
    /// None: all partitions that have an offset.
    pub partitions: Option<Vec<(Str, i32)>>,
    pub requires_stable: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum GroupResponse {
    JoinGroup(JoinGroupResponse),
    SyncGroup(SyncGroupResponse),
    Heartbeat(ErrorCode),
    LeaveGroup(LeaveGroupResponse),
    /// One code for each partition of the request, in its order.
    CommitOffsets(Vec<ErrorCode>),
    FetchOffsets(Result<Vec<FetchedOffset>, ErrorCode>),
    /// An error of the whole request, or one code for each partition in its order.
    DeleteOffsets(Result<Vec<ErrorCode>, ErrorCode>),
    DescribeGroup(DescribedGroup),
    ListGroups(Vec<ListedGroup>),
    DeleteGroup(ErrorCode),
    TopicsDeleted,
    Snapshot(Vec<GroupSnapshot>),
}

/// In the order of the request, or by topic and partition if all were asked for. A partition without an offset has
/// offset −1, epoch −1, empty metadata and no error.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchedOffset {
    pub topic: Str,
    pub partition: i32,
    pub offset: Offset,
    pub leader_epoch: LeaderEpoch,
    pub metadata: Str,
    pub error: ErrorCode,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GroupSnapshot {
    pub group_id: Arc<str>,
    /// As ListGroups names it: `Stable`, `Empty`, …
    pub state: &'static str,
    pub members: usize,
    pub offsets: Vec<(Arc<str>, i32, Offset)>,
}
