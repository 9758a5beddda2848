//! Where each leader epoch begins: `leader-epoch-checkpoint`.
//!
//! Epochs ascend strictly, their first offsets ascend. The file is Kafka's and a convenience: each batch carries
//! its epoch, so what the file lost is found by scanning.

use std::fmt::Write as _;
use std::path::Path;

use model::{LeaderEpoch, Offset};

use crate::checkpoint::TextFileError;

/// The file's name in a partition directory.
pub const LEADER_EPOCH_CHECKPOINT: &str = "leader-epoch-checkpoint";

/// A leader epoch and its first offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochStart {
    pub epoch: LeaderEpoch,
    pub start_offset: Offset,
}

/// The leader epochs of a log. Pure; the log stores it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaderEpochCache {
    entries: Vec<EpochStart>,
}

impl LeaderEpochCache {
    #[must_use]
    pub fn entries(&self) -> &[EpochStart] {
        &self.entries
    }

    #[must_use]
    pub fn latest(&self) -> Option<LeaderEpoch> {
        self.entries.last().map(|entry| entry.epoch)
    }

    /// `epoch` begins at `start_offset`, unless it is known already. Entries that contradict it go. Returns
    /// whether anything changed.
    pub fn assign(&mut self, epoch: LeaderEpoch, start_offset: Offset) -> bool {
        match self.entries.last() {
            Some(last) if last.epoch == epoch && last.start_offset <= start_offset => return false,
            _ if epoch < LeaderEpoch(0) => return false,
            _ => {}
        }
        self.entries.retain(|entry| entry.epoch < epoch && entry.start_offset < start_offset);
        self.entries.push(EpochStart { epoch, start_offset });
        true
    }

    /// The largest epoch at or below `epoch`, and where it ends in a log that ends at `log_end_offset`: what
    /// OffsetForLeaderEpoch answers. (-1, -1) if `epoch` is above all known ones.
    #[must_use]
    pub fn end_offset_for(&self, epoch: LeaderEpoch, log_end_offset: Offset) -> (LeaderEpoch, Offset) {
        if epoch == LeaderEpoch::NONE {
            return (LeaderEpoch::NONE, Offset::NONE);
        }
        if self.latest() == Some(epoch) {
            return (epoch, log_end_offset);
        }
        let behind = self.entries.partition_point(|entry| entry.epoch <= epoch);
        let Some(next) = self.entries.get(behind) else { return (LeaderEpoch::NONE, Offset::NONE) };
        let floor = behind.checked_sub(1).and_then(|index| self.entries.get(index));
        (floor.map_or(epoch, |entry| entry.epoch), next.start_offset)
    }

    /// The epoch of the batch at `offset`.
    #[must_use]
    pub fn epoch_for_offset(&self, offset: Offset) -> Option<LeaderEpoch> {
        let behind = self.entries.partition_point(|entry| entry.start_offset <= offset);
        self.entries.get(behind.checked_sub(1)?).map(|entry| entry.epoch)
    }

    /// Forgets epochs that begin at or behind `end_offset`. Returns whether there were any.
    pub fn truncate_from_end(&mut self, end_offset: Offset) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.start_offset < end_offset);
        before != self.entries.len()
    }

    /// Forgets epochs that end at or before `start_offset`; the one that goes on there begins there. Returns
    /// whether anything changed.
    pub fn truncate_from_start(&mut self, start_offset: Offset) -> bool {
        let behind = self.entries.partition_point(|entry| entry.start_offset <= start_offset);
        let Some(current) = behind.checked_sub(1) else { return false };
        let changed =
            current > 0 || self.entries.first().is_some_and(|first| first.start_offset < start_offset);
        self.entries.drain(..current);
        if let Some(first) = self.entries.first_mut() {
            first.start_offset = start_offset;
        }
        changed
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// The text of the checkpoint.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = format!("0\n{}\n", self.entries.len());
        for entry in &self.entries {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} {}", entry.epoch.0, entry.start_offset.0);
        }
        text
    }

    /// Reads the text of a checkpoint.
    ///
    /// # Errors
    /// It is not what Kafka writes; `path` and the line are named.
    pub fn decode(path: &Path, text: &str) -> Result<Self, TextFileError> {
        let malformed = |line, reason: &str| TextFileError::malformed(path, line, reason);
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, version)| version.trim() != "0") {
            return Err(malformed(1, "expected version 0"));
        }
        let count: usize = lines
            .next()
            .and_then(|(_, count)| count.trim().parse().ok())
            .ok_or_else(|| malformed(2, "expected the number of entries"))?;
        let mut entries: Vec<EpochStart> = Vec::new();
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let entry = parse_entry(text).ok_or_else(|| malformed(line, "expected `epoch offset`"))?;
            let ascends = entries
                .last()
                .is_none_or(|last| last.epoch < entry.epoch && last.start_offset <= entry.start_offset);
            if !ascends {
                return Err(malformed(line, "epochs and offsets must ascend"));
            }
            entries.push(entry);
        }
        if entries.len() == count {
            Ok(Self { entries })
        } else {
            Err(malformed(2, "the number of entries is not what is announced"))
        }
    }
}

fn parse_entry(text: &str) -> Option<EpochStart> {
    let mut words = text.split_ascii_whitespace();
    let epoch = LeaderEpoch(words.next()?.parse().ok()?);
    let start_offset = Offset(words.next()?.parse().ok()?);
    words.next().is_none().then_some(EpochStart { epoch, start_offset })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use model::{LeaderEpoch, Offset};

    use super::LeaderEpochCache;

    fn cache(entries: &[(i32, i64)]) -> LeaderEpochCache {
        let mut cache = LeaderEpochCache::default();
        for (epoch, offset) in entries {
            assert!(cache.assign(LeaderEpoch(*epoch), Offset(*offset)));
        }
        cache
    }

    #[test]
    fn an_epoch_ends_where_the_next_one_begins() {
        let cache = cache(&[(1, 0), (3, 10), (7, 25)]);
        let end = |epoch| {
            let (epoch, offset) = cache.end_offset_for(LeaderEpoch(epoch), Offset(40));
            (epoch.0, offset.0)
        };
        assert_eq!(end(-1), (-1, -1));
        assert_eq!(end(0), (0, 0), "below all that are known");
        assert_eq!(end(1), (1, 10));
        assert_eq!(end(2), (1, 10));
        assert_eq!(end(3), (3, 25));
        assert_eq!(end(7), (7, 40));
        assert_eq!(end(8), (-1, -1), "above all that are known");
        assert_eq!(LeaderEpochCache::default().end_offset_for(LeaderEpoch(0), Offset(0)).0, LeaderEpoch(-1));
        let epochs: Vec<_> =
            [0, 9, 10, 24, 25, 99].map(|o| cache.epoch_for_offset(Offset(o)).unwrap().0).into();
        assert_eq!(epochs, [1, 1, 3, 3, 7, 7]);
    }

    #[test]
    fn a_new_epoch_displaces_what_contradicts_it() {
        let mut cache = cache(&[(1, 0), (3, 10), (7, 25)]);
        assert!(!cache.assign(LeaderEpoch(7), Offset(30)), "it goes on");
        assert!(cache.assign(LeaderEpoch(9), Offset(10)), "empty epochs go");
        assert_eq!(cache, self::cache(&[(1, 0), (9, 10)]));
        assert!(!cache.assign(LeaderEpoch(-1), Offset(50)));
    }

    #[test]
    fn truncation_cuts_both_ends() {
        let mut cache = cache(&[(1, 0), (3, 10), (7, 25)]);
        assert!(cache.truncate_from_start(Offset(12)));
        assert_eq!(cache, self::cache(&[(3, 12), (7, 25)]));
        assert!(!cache.truncate_from_start(Offset(12)));
        assert!(cache.truncate_from_end(Offset(25)));
        assert!(!cache.truncate_from_end(Offset(25)));
        assert_eq!(cache, self::cache(&[(3, 12)]));
    }

    #[test]
    fn the_text_is_kafkas_and_is_read_back() {
        let cache = cache(&[(0, 0), (3, 4711)]);
        assert_eq!(cache.encode(), "0\n2\n0 0\n3 4711\n");
        let read = |text: &str| LeaderEpochCache::decode(Path::new("/p"), text);
        assert_eq!(read(&cache.encode()).unwrap(), cache);
        for bad in ["", "1\n0\n", "0\n", "0\n1\n", "0\n1\n0\n", "0\n2\n1 0\n1 5\n", "0\n2\n1 9\n2 5\n"] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
