//! The crash harness is worth something only if it finds a log that breaks its promises.

use crate::harness::{Plan, Subject, run};
use crate::naive_log::{CORRECT, NO_CHECKSUM, NO_DIRECTORY_SYNC, NO_FILE_SYNC, NO_OFFSET_CHECK, NaiveLog};

fn runs<S: Subject>(seeds: u64, with_fault: bool) -> Result<u64, String> {
    (0..seeds)
        .map(|seed| run::<S>(Plan { seed, operations: 60, images_per_point: 4, with_fault }))
        .try_fold(0, |images, run| Ok(images + run?))
}

fn finds<const BUG: u8>(expected: &[&str]) {
    let wrong = runs::<NaiveLog<BUG>>(40, false).expect_err("the bug was not found");
    assert!(expected.iter().any(|part| wrong.contains(part)), "{wrong}");
}

#[test]
fn a_log_that_keeps_its_promises_passes() {
    let images = runs::<NaiveLog<CORRECT>>(20, false).unwrap();
    assert!(images > 4_000, "{images}");
    runs::<NaiveLog<CORRECT>>(40, true).unwrap();
}

#[test]
fn a_flush_that_syncs_no_file_is_found() {
    finds::<NO_FILE_SYNC>(&[
        "but was flushed up to",
        "is not the one that was flushed",
        "append after recovery",
    ]);
}

#[test]
fn a_flush_that_forgets_the_directory_is_found() {
    finds::<NO_DIRECTORY_SYNC>(&["but was flushed up to", "append after recovery"]);
}

#[test]
fn a_recovery_without_checksums_is_found() {
    finds::<NO_CHECKSUM>(&["was never written"]);
}

#[test]
fn a_recovery_that_takes_any_offset_is_found() {
    // A torn first sector: the checksum covers neither offset nor leader epoch.
    finds::<NO_OFFSET_CHECK>(&["expected", "was never written"]);
}
