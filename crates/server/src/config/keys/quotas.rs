//! Quota windows and replication throttles.

use super::ConfigKey;
use crate::config::key::{class, int, long};

config_keys! {
    QUOTAS

    /// Windows over which clients are measured for quotas.
    QUOTA_WINDOW_NUM = "quota.window.num", int().default("11").at_least(1).low().no_effect();
    /// Windows over which replication is measured for throttles.
    REPLICATION_QUOTA_WINDOW_NUM = "replication.quota.window.num",
        int().default("11").at_least(1).low().no_effect();
    /// Windows over which moves between log directories are measured.
    ALTER_LOG_DIRS_REPLICATION_QUOTA_WINDOW_NUM = "alter.log.dirs.replication.quota.window.num",
        int().default("11").at_least(1).low().no_effect();
    /// Windows over which changes of metadata are measured for quotas.
    CONTROLLER_QUOTA_WINDOW_NUM = "controller.quota.window.num",
        int().default("11").at_least(1).low().no_effect();
    /// Length of one window for client quotas.
    QUOTA_WINDOW_SIZE_SECONDS = "quota.window.size.seconds", int().default("1").at_least(1).low().no_effect();
    /// Length of one window for replication throttles.
    REPLICATION_QUOTA_WINDOW_SIZE_SECONDS = "replication.quota.window.size.seconds",
        int().default("1").at_least(1).low().no_effect();
    /// Length of one window for moves between log directories.
    ALTER_LOG_DIRS_REPLICATION_QUOTA_WINDOW_SIZE_SECONDS = "alter.log.dirs.replication.quota.window.size.seconds",
        int().default("1").at_least(1).low().no_effect();
    /// Length of one window for quotas on changes of metadata.
    CONTROLLER_QUOTA_WINDOW_SIZE_SECONDS = "controller.quota.window.size.seconds",
        int().default("1").at_least(1).low().no_effect();
    /// The Java class that computes quotas.
    CLIENT_QUOTA_CALLBACK_CLASS = "client.quota.callback.class", class().low().no_effect();
    /// Bytes a second that throttled leaders send to followers.
    LEADER_REPLICATION_THROTTLED_RATE = "leader.replication.throttled.rate",
        long().default("9223372036854775807").at_least(0).cluster_wide().medium().not_yet().internal();
    /// Bytes a second that throttled followers fetch.
    FOLLOWER_REPLICATION_THROTTLED_RATE = "follower.replication.throttled.rate",
        long().default("9223372036854775807").at_least(0).cluster_wide().medium().not_yet().internal();
    /// Bytes a second for moves between log directories.
    REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND = "replica.alter.log.dirs.io.max.bytes.per.second",
        long().default("9223372036854775807").at_least(0).cluster_wide().medium().not_yet().internal();
}
