//! Every API of Kafka 4.3: its key, the versions that we can read and write, and who serves it.

use std::ops::RangeInclusive;

/// Which listeners an API is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    Broker,
    Controller,
    Both,
    /// Not served by Apache Kafka any more.
    Nobody,
}

macro_rules! listener {
    (broker) => {
        Listener::Broker
    };
    (controller) => {
        Listener::Controller
    };
    (both) => {
        Listener::Both
    };
    (none) => {
        Listener::Nobody
    };
}

macro_rules! api_keys {
    ($($name:ident = $code:literal, $versions:expr, flexible $flexible:literal, $listener:ident;)*) => {
        /// The API of a request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(i16)]
        pub enum ApiKey { $($name = $code),* }

        impl ApiKey {
            /// In the order of their keys.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub fn from_code(code: i16) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }

            pub fn code(self) -> i16 {
                self as i16
            }

            /// Kafka's name of the API.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// Versions that the codec knows: those of Apache Kafka 4.3.
            pub fn versions(self) -> RangeInclusive<i16> {
                match self { $(Self::$name => $versions),* }
            }

            /// The first version with compact lengths and tagged fields.
            pub fn flexible_from(self) -> i16 {
                match self { $(Self::$name => $flexible),* }
            }

            pub fn listener(self) -> Listener {
                match self { $(Self::$name => listener!($listener)),* }
            }
        }
    };
}

api_keys! {
    Produce = 0, 3..=13, flexible 9, broker;
    Fetch = 1, 4..=18, flexible 12, both;
    ListOffsets = 2, 1..=11, flexible 6, broker;
    Metadata = 3, 0..=13, flexible 9, broker;
    OffsetCommit = 8, 2..=10, flexible 8, broker;
    OffsetFetch = 9, 1..=10, flexible 6, broker;
    FindCoordinator = 10, 0..=6, flexible 3, broker;
    JoinGroup = 11, 0..=9, flexible 6, broker;
    Heartbeat = 12, 0..=4, flexible 4, broker;
    LeaveGroup = 13, 0..=5, flexible 4, broker;
    SyncGroup = 14, 0..=5, flexible 4, broker;
    DescribeGroups = 15, 0..=6, flexible 5, broker;
    ListGroups = 16, 0..=5, flexible 3, broker;
    SaslHandshake = 17, 0..=1, flexible 32767, both;
    ApiVersions = 18, 0..=4, flexible 3, both;
    CreateTopics = 19, 2..=7, flexible 5, both;
    DeleteTopics = 20, 1..=6, flexible 4, both;
    DeleteRecords = 21, 0..=2, flexible 2, broker;
    InitProducerId = 22, 0..=6, flexible 2, broker;
    OffsetForLeaderEpoch = 23, 2..=4, flexible 4, broker;
    AddPartitionsToTxn = 24, 0..=5, flexible 3, broker;
    AddOffsetsToTxn = 25, 0..=4, flexible 3, broker;
    EndTxn = 26, 0..=5, flexible 3, broker;
    WriteTxnMarkers = 27, 1..=2, flexible 1, broker;
    TxnOffsetCommit = 28, 0..=5, flexible 3, broker;
    DescribeAcls = 29, 1..=3, flexible 2, both;
    CreateAcls = 30, 1..=3, flexible 2, both;
    DeleteAcls = 31, 1..=3, flexible 2, both;
    DescribeConfigs = 32, 1..=4, flexible 4, both;
    AlterConfigs = 33, 0..=2, flexible 2, both;
    AlterReplicaLogDirs = 34, 1..=2, flexible 2, broker;
    DescribeLogDirs = 35, 1..=5, flexible 2, broker;
    SaslAuthenticate = 36, 0..=2, flexible 2, both;
    CreatePartitions = 37, 0..=3, flexible 2, both;
    CreateDelegationToken = 38, 1..=3, flexible 2, both;
    RenewDelegationToken = 39, 1..=2, flexible 2, both;
    ExpireDelegationToken = 40, 1..=2, flexible 2, both;
    DescribeDelegationToken = 41, 1..=3, flexible 2, both;
    DeleteGroups = 42, 0..=2, flexible 2, broker;
    ElectLeaders = 43, 0..=2, flexible 2, both;
    IncrementalAlterConfigs = 44, 0..=1, flexible 1, both;
    AlterPartitionReassignments = 45, 0..=1, flexible 0, both;
    ListPartitionReassignments = 46, 0..=0, flexible 0, both;
    OffsetDelete = 47, 0..=0, flexible 32767, broker;
    DescribeClientQuotas = 48, 0..=1, flexible 1, broker;
    AlterClientQuotas = 49, 0..=1, flexible 1, both;
    DescribeUserScramCredentials = 50, 0..=0, flexible 0, both;
    AlterUserScramCredentials = 51, 0..=0, flexible 0, both;
    Vote = 52, 0..=2, flexible 0, controller;
    BeginQuorumEpoch = 53, 0..=1, flexible 1, controller;
    EndQuorumEpoch = 54, 0..=1, flexible 1, controller;
    DescribeQuorum = 55, 0..=2, flexible 0, both;
    AlterPartition = 56, 2..=3, flexible 0, controller;
    UpdateFeatures = 57, 0..=2, flexible 0, both;
    Envelope = 58, 0..=0, flexible 0, controller;
    FetchSnapshot = 59, 0..=1, flexible 0, controller;
    DescribeCluster = 60, 0..=2, flexible 0, both;
    DescribeProducers = 61, 0..=0, flexible 0, broker;
    BrokerRegistration = 62, 0..=4, flexible 0, controller;
    BrokerHeartbeat = 63, 0..=2, flexible 0, controller;
    UnregisterBroker = 64, 0..=0, flexible 0, both;
    DescribeTransactions = 65, 0..=0, flexible 0, broker;
    ListTransactions = 66, 0..=2, flexible 0, broker;
    AllocateProducerIds = 67, 0..=0, flexible 0, controller;
    ConsumerGroupHeartbeat = 68, 0..=1, flexible 0, broker;
    ConsumerGroupDescribe = 69, 0..=1, flexible 0, broker;
    ControllerRegistration = 70, 0..=0, flexible 0, controller;
    GetTelemetrySubscriptions = 71, 0..=0, flexible 0, broker;
    PushTelemetry = 72, 0..=0, flexible 0, broker;
    AssignReplicasToDirs = 73, 0..=0, flexible 0, controller;
    ListConfigResources = 74, 0..=1, flexible 0, broker;
    DescribeTopicPartitions = 75, 0..=0, flexible 0, broker;
    ShareGroupHeartbeat = 76, 1..=1, flexible 0, broker;
    ShareGroupDescribe = 77, 1..=1, flexible 0, broker;
    ShareFetch = 78, 1..=2, flexible 0, broker;
    ShareAcknowledge = 79, 1..=2, flexible 0, broker;
    AddRaftVoter = 80, 0..=1, flexible 0, both;
    RemoveRaftVoter = 81, 0..=0, flexible 0, both;
    UpdateRaftVoter = 82, 0..=0, flexible 0, controller;
    InitializeShareGroupState = 83, 0..=0, flexible 0, broker;
    ReadShareGroupState = 84, 0..=0, flexible 0, broker;
    WriteShareGroupState = 85, 0..=1, flexible 0, broker;
    DeleteShareGroupState = 86, 0..=0, flexible 0, broker;
    ReadShareGroupStateSummary = 87, 0..=1, flexible 0, broker;
    StreamsGroupHeartbeat = 88, 0..=0, flexible 0, broker;
    StreamsGroupDescribe = 89, 0..=0, flexible 0, broker;
    DescribeShareGroupOffsets = 90, 0..=1, flexible 0, broker;
    AlterShareGroupOffsets = 91, 0..=0, flexible 0, broker;
    DeleteShareGroupOffsets = 92, 0..=0, flexible 0, broker;
}
