use std::path::PathBuf;

use model::batch::crc;
use model::control::EndTxnMarker;
use model::{Attributes, Batches, ErrorCode, LeaderEpoch};
use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};

use super::*;

fn batch(epoch: i16, base_sequence: i32, count: i32, base_offset: i64) -> BatchHeader {
    BatchHeader {
        base_offset: Offset(base_offset),
        batch_length: 49,
        partition_leader_epoch: LeaderEpoch(0),
        magic: 2,
        crc: 0,
        attributes: Attributes(0),
        last_offset_delta: count - 1,
        base_timestamp: 100,
        max_timestamp: 100,
        producer_id: ProducerId(7),
        producer_epoch: ProducerEpoch(epoch),
        base_sequence,
        records_count: count,
    }
}

fn after(batches: &[BatchHeader]) -> ProducerState {
    let mut state = ProducerState::default();
    for batch in batches {
        assert_eq!(state.check(batch), Ok(Verdict::New));
        state.update(batch);
    }
    state
}

#[test]
fn any_of_the_last_five_batches_is_recognised_when_it_comes_again() {
    let batches: Vec<_> = (0..6).map(|i| batch(0, i * 2, 2, i64::from(i) * 2)).collect();
    let state = after(&batches);
    for again in &batches[1..] {
        let Ok(Verdict::Duplicate(known)) = state.check(again) else { panic!("{again:?}") };
        assert_eq!(known.first_offset(), again.base_offset);
    }
    let forgotten = state.check(&batches[0]);
    assert!(matches!(forgotten, Err(ProducerError::OutOfOrderSequence { found: 0, last: 11, .. })));
}

#[test]
fn a_gap_is_refused_and_the_sequence_wraps_to_zero() {
    let state = after(&[batch(0, i32::MAX - 1, 2, 0)]);
    assert!(state.check(&batch(0, 1, 1, 2)).is_err());
    assert_eq!(state.check(&batch(0, 0, 1, 2)), Ok(Verdict::New));
}

#[test]
fn a_new_epoch_begins_at_zero_and_fences_the_old_one() {
    let mut state = after(&[batch(3, 0, 5, 0)]);
    assert!(matches!(state.check(&batch(4, 5, 1, 5)), Err(ProducerError::OutOfOrderSequence { .. })));
    assert_eq!(state.check(&batch(4, 0, 1, 5)), Ok(Verdict::New));
    state.update(&batch(4, 0, 1, 5));
    assert!(matches!(state.check(&batch(3, 5, 1, 6)), Err(ProducerError::InvalidProducerEpoch { .. })));
}

#[test]
fn a_producer_expires_unless_its_transaction_is_open() {
    let mut state = after(&[batch(0, 0, 1, 0)]);
    state.remove_expired(Millis(1_099), 1_000);
    assert!(!state.is_empty());
    state.remove_expired(Millis(1_100), 1_000);
    assert!(state.is_empty());
    let open = BatchHeader { attributes: Attributes(0).with_transactional(true), ..batch(0, 0, 1, 9) };
    let mut state = after(&[open]);
    state.remove_expired(Millis(i64::MAX), 1_000);
    assert_eq!(state.first_undecided_offset(), Some(Offset(9)));
    assert!(matches!(state.check(&batch(0, 1, 1, 10)), Err(ProducerError::NotTransactional { .. })));
    assert_eq!(state.end_transaction(&open, 1), Some(Offset(9)));
    assert_eq!(state.first_undecided_offset(), None);
}

#[test]
fn a_snapshot_keeps_the_last_batch_of_each_producer() {
    let state = after(&[batch(0, 0, 2, 0), batch(0, 2, 3, 2)]);
    let read = ProducerState::decode(&state.encode()).unwrap();
    assert!(matches!(read.check(&batch(0, 2, 3, 9)), Ok(Verdict::Duplicate(_))));
    assert!(read.check(&batch(0, 0, 2, 9)).is_err());
    assert_eq!(read.check(&batch(0, 5, 1, 9)), Ok(Verdict::New));
    assert_eq!(state.encode(), read.encode());
}

/// Has a conversation as a log would: appends what passes.
#[derive(Default)]
struct Partition {
    state: ProducerState,
    log_end_offset: i64,
}

impl Partition {
    /// The answer in the words of `producers.txt`.
    fn answer(&mut self, question: &str) -> String {
        let (kind, numbers) = question.split_once(' ').unwrap();
        let numbers: Vec<i64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        let answer = match kind {
            "data" | "txn" => self.append(&numbers, kind == "txn").map(|offset| format!("ok at {offset}")),
            "commit" | "abort" => self.end(&numbers).map(|()| "ok".to_owned()),
            _ => panic!("{question}"),
        };
        answer.unwrap_or_else(|error| format!("error {}", error.error_code().code()))
    }

    fn append(&mut self, numbers: &[i64], is_transactional: bool) -> Result<i64, ProducerError> {
        let [producer_id, epoch, sequence, count] = *numbers else { panic!("{numbers:?}") };
        let batch = BatchHeader {
            producer_id: ProducerId(producer_id),
            attributes: Attributes(0).with_transactional(is_transactional),
            ..batch(epoch as i16, sequence as i32, count as i32, self.log_end_offset)
        };
        if let Verdict::Duplicate(known) = self.state.check(&batch)? {
            return Ok(known.first_offset().0);
        }
        self.state.update(&batch);
        self.log_end_offset += count;
        Ok(batch.base_offset.0)
    }

    fn end(&mut self, numbers: &[i64]) -> Result<(), ProducerError> {
        let [producer_id, epoch, coordinator_epoch] = *numbers else { panic!("{numbers:?}") };
        let producer_id = ProducerId(producer_id);
        let marker = BatchHeader { producer_id, ..batch(epoch as i16, -1, 1, self.log_end_offset) };
        self.state.check_marker(&marker, coordinator_epoch as i32, 1)?;
        self.state.end_transaction(&marker, coordinator_epoch as i32);
        self.log_end_offset += 1;
        Ok(())
    }
}

fn testdata() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

#[test]
fn conversations_go_as_with_kafka() {
    let text = std::fs::read_to_string(testdata().join("producers.txt")).unwrap();
    let (mut partition, mut name) = (Partition::default(), "");
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("## ") {
            (partition, name) = (Partition::default(), next);
        } else if let Some((question, answer)) = line.split_once(" -> ").filter(|_| !line.starts_with('#')) {
            assert_eq!(partition.answer(question), answer, "{name}: {question}");
        }
    }
}

#[test]
fn snapshots_are_byte_by_byte_those_that_kafka_wrote_beside_the_same_batches() {
    for name in [
        "five-batches",
        "two-producers",
        "open-transaction",
        "markers",
        "marker-of-a-later-epoch",
        "transactions",
    ] {
        let read = |suffix| std::fs::read(testdata().join(format!("snapshots/{name}.{suffix}"))).unwrap();
        let mut state = ProducerState::default();
        for batch in Batches::new(&read("log")) {
            let (header, bytes) = batch.unwrap();
            match EndTxnMarker::of_batch(&header, bytes).unwrap() {
                Some(marker) => drop(state.end_transaction(&header, marker.coordinator_epoch)),
                None => state.update(&header),
            }
        }
        let kafkas = read("snapshot");
        assert_eq!(state.encode(), kafkas, "{name}");
        assert_eq!(ProducerState::decode(&kafkas).unwrap().encode(), kafkas, "{name}");
    }
}

#[test]
fn a_decided_transaction_is_unstable_until_its_marker_is_below_the_high_watermark() {
    let mut partition = Partition::default();
    for question in ["txn 7 0 0 5", "txn 8 0 0 5", "commit 7 0 1"] {
        partition.answer(question);
    }
    assert!(partition.state.has_open_transaction(ProducerId(8), ProducerEpoch(0)));
    assert!(!partition.state.has_open_transaction(ProducerId(8), ProducerEpoch(1)));
    let state = &mut partition.state;
    assert_eq!(state.first_undecided_offset(), Some(Offset(5)));
    assert_eq!(state.first_unstable_offset(Offset(10)), Some(Offset(0)), "the marker is at 10");
    assert_eq!(state.first_unstable_offset(Offset(11)), Some(Offset(5)));
    partition.answer("abort 8 0 1");
    assert_eq!(partition.state.first_unstable_offset(Offset(11)), Some(Offset(5)));
    assert_eq!(partition.state.first_unstable_offset(Offset(12)), None);
}

#[test]
fn from_transaction_version_2_a_marker_has_a_later_epoch_than_its_transaction() {
    let mut partition = Partition::default();
    partition.answer("txn 7 3 0 1");
    let marker = |epoch| batch(epoch, -1, 1, 1);
    let refused = partition.state.check_marker(&marker(3), 1, 2).unwrap_err();
    assert_eq!(refused.error_code(), ErrorCode::InvalidProducerEpoch);
    assert_eq!(partition.state.check_marker(&marker(4), 1, 2), Ok(()));
    partition.state.end_transaction(&marker(4), 1);
    assert_eq!(partition.state.check_marker(&marker(4), 1, 2), Ok(()), "sent once more");
}

#[test]
fn a_coordinator_writes_without_sequence_numbers() {
    let state = after(&[batch(3, 0, 5, 0), batch(3, -1, 1, 5), batch(3, -1, 1, 6)]);
    assert!(matches!(state.check(&batch(2, -1, 1, 7)), Err(ProducerError::InvalidProducerEpoch { .. })));
}

fn any_question() -> impl Strategy<Value = String> {
    let number = |values: &'static [i32]| prop::sample::select(values);
    let data = (
        prop::sample::select(&["data", "txn"][..]),
        number(&[7, 8, -1]),
        number(&[-1, 0, 0, 0, 1]),
        number(&[0, 1, 2, 3, i32::MAX]),
        number(&[1, 1, 2]),
    );
    let data =
        data.prop_map(|(kind, id, epoch, sequence, count)| format!("{kind} {id} {epoch} {sequence} {count}"));
    let end =
        (prop::sample::select(&["commit", "abort"][..]), number(&[7, 8]), number(&[0, 1]), number(&[1, 2]));
    let end = end.prop_map(|(kind, id, epoch, coordinator)| format!("{kind} {id} {epoch} {coordinator}"));
    prop_oneof![4 => data, 1 => end]
}

proptest! {
    #[test]
    fn no_bytes_make_reading_a_snapshot_panic(bytes: Vec<u8>, count in any::<i32>()) {
        drop(ProducerState::decode(&bytes));
        let mut framed = vec![0, 1, 0, 0, 0, 0];
        let mut rest = count.to_be_bytes().to_vec();
        rest.extend(bytes);
        framed[2..6].copy_from_slice(&crc(&rest).to_be_bytes());
        framed.extend(rest);
        drop(ProducerState::decode(&framed));
    }

    #[test]
    fn any_conversation_leaves_a_state_that_agrees_with_itself(
        questions in prop::collection::vec(any_question(), 0..40),
        restart_at in 0usize..40,
    ) {
        let mut partition = Partition::default();
        for (at, question) in questions.iter().enumerate() {
            if at == restart_at {
                let decoded = ProducerState::decode(&partition.state.encode()).unwrap();
                assert_eq!(decoded.first_undecided_offset(), partition.state.first_undecided_offset());
                partition.state = decoded;
            }
            let before = (partition.state.encode(), partition.log_end_offset);
            let answer = partition.answer(question);
            partition.state.check_invariants();
            let end = partition.log_end_offset;
            if let Some(offset) = answer.strip_prefix("ok at ") {
                let offset: i64 = offset.parse().unwrap();
                assert!((offset == before.1) == (end > before.1), "{answer}: new at the end, or known and below it");
                let is_known = !question.starts_with("data -1") && !question.starts_with("txn -1");
                if is_known {
                    assert_eq!(partition.answer(question), answer, "sent again, it is known");
                    assert_eq!(partition.log_end_offset, end);
                }
            } else if answer != "ok" {
                assert_eq!((partition.state.encode(), end), before, "{answer} changes nothing");
            }
        }
    }
}
