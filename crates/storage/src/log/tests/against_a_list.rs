//! Random operations on a log and on a list of batches must come to the same.

use bytes::Bytes;
use model::{LeaderEpoch, Offset};
use proptest::prelude::*;

use super::batches::{BatchOf, NOW, contents, flush, hint, open, open_after_kill};
use crate::fs::Fs;
use crate::log::{Log, LogConfig, OpenHint, StorageError};
use crate::sim_fs::SimFs;

#[derive(Clone, Debug)]
enum Operation {
    Append { records: i32, value_len: usize, timestamp: i64 },
    AppendAsFollower { batches: usize, value_len: usize },
    NewEpoch,
    Truncate { back: i64 },
    DeleteRecords { share: u8 },
    Flush,
    Close,
    PowerFailsNowhere,
    Kill,
    Read { share: u8, bound: u8, max_bytes: usize, min_one_batch: bool },
    FindTimestamp { timestamp: i64, bound: u8 },
    EndOfEpoch { epoch: i32 },
}

fn operation() -> impl Strategy<Value = Operation> {
    use Operation as O;
    prop_oneof![
        10 => (1..5i32, prop_oneof![4 => 0..100usize, 1 => 0..1500usize], 0..3000i64)
            .prop_map(|(records, value_len, timestamp)| O::Append { records, value_len, timestamp }),
        3 => (1..6usize, 0..300usize).prop_map(|(batches, value_len)| O::AppendAsFollower { batches, value_len }),
        1 => Just(O::NewEpoch),
        1 => (0..30i64).prop_map(|back| O::Truncate { back }),
        1 => any::<u8>().prop_map(|share| O::DeleteRecords { share }),
        2 => Just(O::Flush),
        1 => Just(O::Close),
        1 => Just(O::Kill),
        1 => Just(O::PowerFailsNowhere),
        6 => (any::<u8>(), any::<u8>(), 0..3000usize, any::<bool>())
            .prop_map(|(share, bound, max_bytes, min_one_batch)| O::Read { share, bound, max_bytes, min_one_batch }),
        3 => (0..3200i64, any::<u8>()).prop_map(|(timestamp, bound)| O::FindTimestamp { timestamp, bound }),
        1 => (-1..8i32).prop_map(|epoch| O::EndOfEpoch { epoch }),
    ]
}

struct World {
    fs: SimFs,
    config: LogConfig,
    log: Log,
    batches: Vec<BatchOf>,
    start: i64,
    end: i64,
    epoch: i32,
}

impl World {
    fn new() -> Self {
        let fs = SimFs::new();
        fs.create_dir_all(std::path::Path::new("/data")).unwrap();
        let config = LogConfig {
            segment_bytes: 2048,
            index_interval_bytes: 200,
            segment_index_bytes: 80,
            flush_messages: 1,
            ..LogConfig::default()
        };
        let log = open(&fs, &config, hint(Offset(0), Offset(0), false));
        Self { fs, config, log, batches: Vec::new(), start: 0, end: 0, epoch: 0 }
    }

    fn step(&mut self, operation: &Operation) {
        match *operation {
            Operation::Append { records, value_len, timestamp } => {
                let batch = BatchOf {
                    base_offset: self.end,
                    records,
                    value_len: value_len / records as usize,
                    first_timestamp: timestamp,
                    epoch: self.epoch,
                    ..BatchOf::default()
                };
                let info = self.log.append_as_leader(&batch.valid(), LeaderEpoch(self.epoch), NOW).unwrap();
                assert_eq!((info.base_offset.0, info.last_offset.0), (self.end, batch.next_offset() - 1));
                self.add(batch);
            }
            Operation::AppendAsFollower { batches, value_len } => self.append_as_follower(batches, value_len),
            Operation::NewEpoch => {
                self.epoch += 1;
                self.log.assign_epoch_start(LeaderEpoch(self.epoch));
            }
            Operation::Truncate { back } => self.truncate((self.end - back).max(self.start)),
            Operation::DeleteRecords { share } => {
                let offset = self.offset_at(share);
                assert_eq!(self.log.delete_records_before(Offset(offset)).unwrap(), Offset(offset));
                self.start = offset;
                // The checkpoint is written, and the log told.
                self.log.remove_old_segments(Offset(offset)).unwrap();
            }
            Operation::Flush => flush(&self.fs, &mut self.log),
            Operation::Close => {
                self.log.close_clean().unwrap();
                self.reopen(open, true);
                self.fs.sync_all();
            }
            Operation::Kill => self.reopen(open_after_kill, false),
            // And nothing was lost, but the log cannot know.
            Operation::PowerFailsNowhere => self.reopen(open, false),
            Operation::Read { share, bound, max_bytes, min_one_batch } => {
                self.read(self.offset_at(share), self.offset_at(bound), max_bytes, min_one_batch);
            }
            Operation::FindTimestamp { timestamp, bound } => self.find(timestamp, self.offset_at(bound)),
            Operation::EndOfEpoch { epoch } => self.end_of_epoch(epoch),
        }
        self.log.check();
    }

    fn add(&mut self, batch: BatchOf) {
        self.end = batch.next_offset();
        self.batches.push(batch);
    }

    fn append_as_follower(&mut self, batches: usize, value_len: usize) {
        let mut bytes = Vec::new();
        for _ in 0..batches {
            let batch = BatchOf { base_offset: self.end, value_len, epoch: self.epoch, ..BatchOf::default() };
            bytes.extend(batch.bytes());
            self.add(batch);
        }
        // A batch that is cut is left out.
        bytes.extend(&[0, 0, 0][..]);
        self.log.append_as_follower(Bytes::from(bytes), NOW).unwrap();
    }

    fn truncate(&mut self, offset: i64) {
        let end = self.log.truncate_to(Offset(offset)).unwrap();
        if let Some(first_to_go) = self.batches.iter().position(|batch| batch.next_offset() > offset) {
            self.end = self.batches[first_to_go].base_offset;
            self.batches.truncate(first_to_go);
        }
        self.start = self.start.min(self.end);
        assert_eq!(end.0, self.end);
    }

    fn reopen(&mut self, open: fn(&SimFs, &LogConfig, OpenHint) -> Log, clean: bool) {
        let hint = hint(self.log.recovery_point(), Offset(self.start), clean);
        self.log = open(&self.fs, &self.config, hint);
        assert_eq!(self.log.log_end_offset().0, self.end, "clean: {clean}");
        assert_eq!(self.log.log_start_offset().0, self.start);
        // An epoch without a batch is lost by a kill.
        self.log.assign_epoch_start(LeaderEpoch(self.epoch));
    }

    fn offset_at(&self, share: u8) -> i64 {
        self.start + (self.end - self.start) * i64::from(share) / 255
    }

    fn from(&self, offset: i64) -> impl Iterator<Item = &BatchOf> {
        self.batches.iter().filter(move |batch| batch.next_offset() > offset)
    }

    fn read(&self, from: i64, bound: i64, max_bytes: usize, min_one_batch: bool) {
        let outside = self.log.read(Offset(self.end + 1), Offset(self.end + 1), 100, true);
        assert!(matches!(outside, Err(StorageError::OffsetOutOfRange { .. })));
        let read = self.log.read(Offset(from), Offset(bound), max_bytes, min_one_batch).unwrap();
        let mut bytes = Vec::new();
        if let Some(slice) = &read.slice {
            slice.read_to(&mut bytes).unwrap();
        }
        let (mut rest, mut next) = (&bytes[..], from);
        for batch in self.from(from).filter(|batch| batch.next_offset() <= bound) {
            if rest.is_empty() {
                break;
            }
            let expected = batch.bytes();
            assert!(rest.starts_with(&expected), "{batch:?} at {next}");
            rest = &rest[expected.len()..];
            next = batch.next_offset();
        }
        assert!(rest.is_empty(), "{} bytes more than there should be", rest.len());
        assert_eq!(read.next_offset.0, next);
        let first = self.from(from).find(|batch| batch.next_offset() <= bound && from < bound);
        let first_len = first.map(|batch| batch.bytes().len());
        assert!(bytes.len() <= max_bytes || (min_one_batch && Some(bytes.len()) == first_len));
        let fits = first_len.is_some_and(|len| min_one_batch || len <= max_bytes);
        assert_eq!(read.slice.is_some(), fits, "from {from} to {bound}, {max_bytes} bytes, first {first:?}");
    }

    fn find(&self, timestamp: i64, bound: i64) {
        let records = self.batches.iter().flat_map(|batch| {
            (0..i64::from(batch.records))
                .map(|i| (batch.base_offset + i, batch.first_timestamp + i, batch.epoch))
        });
        let expected = records
            .filter(|(offset, _, _)| *offset >= self.start)
            .find(|(_, found, _)| *found >= timestamp)
            .filter(|(offset, _, _)| *offset < bound);
        let found = self.log.offset_for_timestamp(timestamp, Offset(bound)).unwrap();
        let found = found.map(|found| (found.offset.0, found.timestamp, found.leader_epoch.0));
        assert_eq!(found, expected, "timestamp {timestamp} below {bound}");
    }

    fn end_of_epoch(&self, epoch: i32) {
        let (found, end) = self.log.end_offset_for_epoch(LeaderEpoch(epoch));
        if let Some(last) = self.from(self.start).filter(|batch| batch.epoch <= epoch).last() {
            let behind = self.from(self.start).find(|batch| batch.epoch > epoch);
            if let Some(behind) = behind {
                assert!(found.0 >= last.epoch && end.0 <= behind.base_offset && end.0 >= last.next_offset());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_log_is_a_list_of_batches(operations in prop::collection::vec(operation(), 1..120)) {
        let mut world = World::new();
        for operation in &operations {
            world.step(operation);
        }
        let start = world.batches.iter().find(|batch| batch.next_offset() > world.start);
        if let Some(first) = start {
            let expected: Vec<u8> =
                world.from(first.base_offset).flat_map(|batch| batch.bytes().to_vec()).collect();
            for max_bytes in [1, 500, 1 << 20] {
                assert_eq!(contents(&world.log, Offset(world.start), max_bytes), expected);
            }
        }
    }
}
