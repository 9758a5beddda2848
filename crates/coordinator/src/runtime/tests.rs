mod doubles;

use std::sync::Arc;
use std::time::Duration;

use model::{
    BatchBuilder, Compression, EndTxnMarker, ErrorCode, LeaderEpoch, Millis, ProducerEpoch, ProducerId,
    TransactionMarker,
};

use self::doubles::{Ask, Log, Said, Store};
use super::{Runtime, Submitted};

const NOW: Millis = Millis(1_000);
const COMMIT_TIMEOUT_MS: u64 = 5_000;

fn runtime() -> Arc<Runtime<Store>> {
    Arc::new(Runtime::new("__store", Compression::None))
}

fn load(runtime: &Arc<Runtime<Store>>, leader_epoch: i32, log: &Arc<Log>) {
    let load = runtime.start_load(0, LeaderEpoch(leader_epoch), Arc::clone(log) as _, Store::default());
    load.unwrap().run(&|| NOW);
}

fn loaded(log: &Arc<Log>) -> Arc<Runtime<Store>> {
    let runtime = runtime();
    load(&runtime, 0, log);
    runtime
}

fn ask(runtime: &Runtime<Store>, request: Ask) -> Submitted<Said> {
    runtime.submit(0, NOW, request)
}

#[track_caller]
fn done(submitted: Submitted<Said>) -> Result<Said, ErrorCode> {
    match submitted {
        Submitted::Done(done) => done,
        Submitted::Later(pending) => panic!("not done: {pending:?}"),
    }
}

fn said(text: &str) -> Result<Said, ErrorCode> {
    Ok(Some(text.to_owned()))
}

async fn outcome(submitted: Submitted<Said>) -> Result<Said, ErrorCode> {
    submitted.outcome(COMMIT_TIMEOUT_MS).await
}

#[test]
fn a_partition_that_is_not_led_or_not_loaded_says_so() {
    let (runtime, log) = (runtime(), Arc::new(Log::new()));
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::NotCoordinator));
    assert_eq!(done(runtime.submit(-1, NOW, Ask::Ping)), Err(ErrorCode::NotCoordinator));
    let load = runtime.start_load(0, LeaderEpoch(0), log, Store::default()).unwrap();
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::CoordinatorLoadInProgress));
    assert_eq!(runtime.partitions(), [0]);
    load.run(&|| NOW);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Ok(None));
    assert_eq!(done(ask(&runtime, Ask::LoadedAt)), said("1000"));
    assert_eq!(done(runtime.submit(1, NOW, Ask::Ping)), Err(ErrorCode::NotCoordinator));
}

#[test]
fn what_is_committed_already_is_answered_at_once() {
    let log = Arc::new(Log::new());
    let runtime = loaded(&log);
    assert_eq!(done(ask(&runtime, Ask::Get("a"))), Ok(None), "an empty log rests on nothing");
    assert_eq!(done(ask(&runtime, Ask::Put("a", "1"))), said("1"));
    assert_eq!(done(ask(&runtime, Ask::Get("a"))), said("1"));
}

#[tokio::test(start_paused = true)]
async fn a_write_is_answered_when_it_is_committed_and_a_read_when_what_it_saw_is() {
    let log = Arc::new(Log::committed_to(0));
    let runtime = loaded(&log);
    let put = tokio::spawn(outcome(ask(&runtime, Ask::Put("a", "1"))));
    let get = tokio::spawn(outcome(ask(&runtime, Ask::Get("a"))));
    assert_eq!(done(ask(&runtime, Ask::Ping)), Ok(None), "what rests on nothing does not wait");
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert!(!put.is_finished() && !get.is_finished());
    log.commit(1);
    assert_eq!(put.await.unwrap(), said("1"));
    assert_eq!(get.await.unwrap(), said("1"));
}

#[tokio::test(start_paused = true)]
async fn replicas_that_take_too_long_make_the_coordinator_unavailable() {
    let log = Arc::new(Log::committed_to(0));
    let runtime = loaded(&log);
    let error = outcome(ask(&runtime, Ask::Put("a", "1"))).await;
    assert_eq!(error, Err(ErrorCode::CoordinatorNotAvailable));
}

#[tokio::test]
async fn one_write_answers_all_who_wait_for_it() {
    let runtime = loaded(&Arc::new(Log::new()));
    let first = ask(&runtime, Ask::WaitUntil(Millis(9_000)));
    let second = ask(&runtime, Ask::WaitUntil(Millis(9_000)));
    drop(ask(&runtime, Ask::WaitUntil(Millis(9_000)))); // Its client is gone.
    assert_eq!(done(ask(&runtime, Ask::PutAndWake("a"))), Ok(None));
    assert_eq!(outcome(first).await, said("woken"));
    assert_eq!(outcome(second).await, said("woken"));
}

#[tokio::test]
async fn a_write_that_fails_is_told_to_all_and_to_the_shard() {
    let log = Arc::new(Log::new());
    let runtime = loaded(&log);
    let waits = ask(&runtime, Ask::WaitUntil(Millis(9_000)));
    *log.refuses.lock() = Some(ErrorCode::NotEnoughReplicas);
    assert_eq!(done(ask(&runtime, Ask::PutAndWake("a"))), Err(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(outcome(waits).await, Err(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(done(ask(&runtime, Ask::Failed)), said("wake"));
    assert_eq!(done(ask(&runtime, Ask::Get("a"))), Ok(None), "what is not in the log is not replayed");
}

#[test]
fn writing_again_and_again_in_vain_ends() {
    let log = Arc::new(Log::new());
    let runtime = loaded(&log);
    *log.refuses.lock() = Some(ErrorCode::NotLeaderOrFollower);
    assert_eq!(done(ask(&runtime, Ask::PutAgain)), Err(ErrorCode::NotCoordinator));
    assert_eq!(done(ask(&runtime, Ask::Failed)), said(&["again"; 8].join(",")));
}

#[tokio::test]
async fn losing_the_leadership_sends_everybody_away() {
    let log = Arc::new(Log::committed_to(0));
    let runtime = loaded(&log);
    let waits = ask(&runtime, Ask::WaitUntil(Millis(9_000)));
    runtime.unload(0, LeaderEpoch(1));
    assert_eq!(outcome(waits).await, Err(ErrorCode::NotCoordinator));
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::NotCoordinator));
    let old = runtime.start_load(0, LeaderEpoch(1), Arc::clone(&log) as _, Store::default());
    assert!(old.is_none(), "an old leadership");
    load(&runtime, 2, &log);
    runtime.unload(0, LeaderEpoch(1));
    assert_eq!(done(ask(&runtime, Ask::Ping)), Ok(None), "old news are ignored");
}

#[test]
fn the_next_leadership_of_the_same_broker_changes_nothing() {
    let log = Arc::new(Log::new());
    let runtime = loaded(&log);
    let next = |epoch| runtime.start_load(0, LeaderEpoch(epoch), Arc::clone(&log) as _, Store::default());
    assert!(next(1).is_none());
    assert_eq!(done(ask(&runtime, Ask::Ping)), Ok(None));
    // Another broker may have led in the third.
    assert!(next(3).is_some());
}

#[test]
fn a_load_that_was_overtaken_is_thrown_away() {
    let (runtime, log) = (runtime(), Arc::new(Log::new()));
    let start = |epoch| runtime.start_load(0, LeaderEpoch(epoch), Arc::clone(&log) as _, Store::default());
    let first = start(0).unwrap();
    runtime.unload(0, LeaderEpoch(1));
    first.run(&|| NOW);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::NotCoordinator));
    let second = start(2).unwrap();
    runtime.unload_all();
    let third = start(0).unwrap();
    second.run(&|| NOW);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::CoordinatorLoadInProgress));
    third.run(&|| NOW);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Ok(None));
}

#[test]
fn a_load_replays_what_was_written_in_every_codec() {
    let log = Arc::new(Log::new());
    for (codec, value) in Compression::ALL.into_iter().zip(["0", "1", "2", "3", "4"]) {
        let runtime = Arc::new(Runtime::new("__store", codec));
        load(&runtime, 0, &log);
        done(ask(&runtime, Ask::Put(codec.name(), value))).unwrap();
        done(ask(&runtime, Ask::Put("last", value))).unwrap();
    }
    let runtime = loaded(&log);
    for (codec, value) in Compression::ALL.into_iter().zip(["0", "1", "2", "3", "4"]) {
        assert_eq!(done(ask(&runtime, Ask::Get(codec.name()))), said(value));
    }
    assert_eq!(done(ask(&runtime, Ask::Get("last"))), said("4"));
}

#[tokio::test(start_paused = true)]
async fn what_was_loaded_may_not_be_committed_yet() {
    let log = Arc::new(Log::committed_to(0));
    drop(ask(&loaded(&log), Ask::Put("a", "1")));
    let runtime = loaded(&log);
    let get = tokio::spawn(outcome(ask(&runtime, Ask::Get("a"))));
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert!(!get.is_finished());
    log.commit(1);
    assert_eq!(get.await.unwrap(), said("1"));
}

#[test]
fn transactions_end_as_their_markers_say() {
    let log = Arc::new(Log::new());
    for (id, key, marker) in [(1, "kept", TransactionMarker::Commit), (2, "lost", TransactionMarker::Abort)] {
        let (id, epoch) = (ProducerId(id), ProducerEpoch(0));
        let mut batch = BatchBuilder::new().with_producer(id, epoch, -1).transactional();
        batch.push(0, Some(key.as_bytes()), Some(b"1"), &[]);
        batch.push(0, None, Some(b"no key"), &[]);
        log.store(&batch.build(), |_| {});
        log.store(&EndTxnMarker { marker, coordinator_epoch: 0 }.batch(0, id, epoch), |_| {});
    }
    let runtime = loaded(&log);
    assert_eq!(done(ask(&runtime, Ask::Get("kept"))), said("1"));
    assert_eq!(done(ask(&runtime, Ask::Get("lost"))), Ok(None));
}

#[test]
fn a_damaged_log_or_a_failing_disk_is_no_coordinator() {
    let log = Arc::new(Log::new());
    drop(ask(&loaded(&log), Ask::Put("a", "1")));
    let mut batch = BatchBuilder::new();
    batch.push(0, Some(b"b"), Some(b"1"), &[]);
    log.store(&batch.build(), |bytes| bytes[65] ^= 1);
    let runtime = loaded(&log);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::NotCoordinator));

    let log = Arc::new(Log::new());
    *log.refuses.lock() = Some(ErrorCode::KafkaStorageError);
    let runtime = loaded(&log);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Err(ErrorCode::NotCoordinator));
    *log.refuses.lock() = None;
    load(&runtime, 1, &log);
    assert_eq!(done(ask(&runtime, Ask::Ping)), Ok(None), "the next leadership tries again");
    assert_eq!(log.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn timers_fire_in_time_and_an_earlier_one_wakes_the_task() {
    let runtime = loaded(&Arc::new(Log::new()));
    let started = tokio::time::Instant::now();
    let clock = move || Millis(NOW.0 + i64::try_from(started.elapsed().as_millis()).unwrap());
    let timers = tokio::spawn({
        let runtime = Arc::clone(&runtime);
        async move { runtime.run_timers(clock).await }
    });
    let late = tokio::spawn(outcome(ask(&runtime, Ask::WaitUntil(Millis(31_000)))));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let early = outcome(ask(&runtime, Ask::WaitUntil(Millis(3_000))));
    assert_eq!(early.await, said("expired"));
    assert_eq!(clock(), Millis(3_000));
    assert_eq!(late.await.unwrap(), said("expired"));
    assert_eq!(clock(), Millis(31_000));
    timers.abort();
}
