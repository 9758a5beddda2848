//! Authorised operations as bit sets: without an authorizer everything is allowed.

/// Read, Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs.
pub(super) const TOPIC: i32 = 0b1101_1111_1000;
/// Create, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite.
pub(super) const CLUSTER: i32 = 0b1_1111_1010_0000;
/// Read, Delete, Describe, DescribeConfigs, AlterConfigs.
const GROUP: i32 = 0b1101_0100_1000;
/// The client did not ask.
const NOT_ASKED: i32 = i32::MIN;

pub(super) fn topic(is_asked: bool) -> i32 {
    if is_asked { TOPIC } else { NOT_ASKED }
}

pub(super) fn cluster(is_asked: bool) -> i32 {
    if is_asked { CLUSTER } else { NOT_ASKED }
}

pub(super) fn group(is_asked: bool) -> i32 {
    if is_asked { GROUP } else { NOT_ASKED }
}
