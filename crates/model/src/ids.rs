//! Numbers with a meaning, one type each, so that mixing them does not compile.

use std::fmt;
use std::sync::Arc;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $inner);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }
        impl From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

number!(
    /// Position of a record in a partition's log. Offsets that end a range are exclusive unless named `last_…`.
    Offset(i64)
);
number!(
    /// Counts the leaderships of a partition; a batch carries the epoch of the leader that appended it.
    LeaderEpoch(i32)
);
number!(
    /// `node.id` of a broker or controller.
    BrokerId(i32)
);
number!(
    /// Registration of a broker with the controller: the metadata offset of its registration record.
    BrokerEpoch(i64)
);
number!(
    /// Identity of an idempotent or transactional producer; -1 stands for none.
    ProducerId(i64)
);
number!(
    /// Incarnation of a producer id; a lower one is fenced.
    ProducerEpoch(i16)
);
number!(
    /// Milliseconds since the Unix epoch, or a span of milliseconds.
    Millis(i64)
);

impl Offset {
    pub const ZERO: Self = Self(0);
    /// "No offset" on the wire.
    pub const NONE: Self = Self(-1);

    /// The offset `count` records further on, or `None` past the end of the 64-bit range.
    #[must_use]
    pub fn checked_add(self, count: i64) -> Option<Self> {
        self.0.checked_add(count).map(Self)
    }
}

impl LeaderEpoch {
    /// "No epoch" on the wire and in batches of an unknown leader.
    pub const NONE: Self = Self(-1);
}

impl ProducerId {
    pub const NONE: Self = Self(-1);
}

impl ProducerEpoch {
    pub const NONE: Self = Self(-1);
}

/// A partition by topic name. Printed as Kafka prints it and as its directory is named: `topic-partition`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicPartition {
    pub topic: Arc<str>,
    pub partition: i32,
}

impl TopicPartition {
    #[must_use]
    pub fn new(topic: impl Into<Arc<str>>, partition: i32) -> Self {
        Self { topic: topic.into(), partition }
    }

    /// Reads a directory name: the last `-` separates the partition. `None` if it is not one.
    #[must_use]
    pub fn from_dir_name(name: &str) -> Option<Self> {
        let (topic, partition) = name.rsplit_once('-')?;
        let digits = !partition.is_empty() && partition.bytes().all(|b| b.is_ascii_digit());
        (digits && !topic.is_empty()).then(|| partition.parse().ok().map(|p| Self::new(topic, p)))?
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

impl fmt::Debug for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::TopicPartition;

    #[test]
    fn a_directory_name_splits_at_its_last_dash() {
        assert_eq!(TopicPartition::from_dir_name("a-b-7"), Some(TopicPartition::new("a-b", 7)));
        assert_eq!(TopicPartition::new("a-b", 7).to_string(), "a-b-7");
        for bad in ["a", "a-", "-1", "a-x", "a-+1", "a-99999999999", ""] {
            assert_eq!(TopicPartition::from_dir_name(bad), None, "{bad}");
        }
    }
}
