//! Bytes that nobody should send: decoding must refuse or accept them, without a panic and within its heap budget.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use protocol::wire::{BUDGET_BASE, BUDGET_FACTOR};

use super::catalog::{Entry, entries};
use super::generate::message;
use super::random::Random;
use super::{heap, hex};

/// A growing array is for a moment there twice, the new one twice as large as what is in it.
const GROWTH: usize = 3;

#[test]
fn random_bytes_are_decoded_or_refused_within_the_budget() {
    let mut cases = 0;
    for entry in entries() {
        for version in entry.versions.clone() {
            let mut random = Random::new(4, &format!("{} {version}", entry.name));
            for _ in 0..100 {
                let length = random.below(120);
                check(&entry, version, &random.bytes(length));
                cases += 1;
            }
        }
    }
    println!("{cases} random inputs");
}

#[test]
fn damaged_messages_are_decoded_or_refused_within_the_budget() {
    let mut cases = 0;
    for entry in entries() {
        for version in entry.versions.clone() {
            let mut random = Random::new(5, &format!("{} {version}", entry.name));
            for _ in 0..100 {
                let bytes = damaged(&entry, version, &mut random);
                check(&entry, version, &bytes);
                cases += 1;
            }
        }
    }
    println!("{cases} damaged messages");
}

#[test]
fn large_frames_of_the_smallest_elements_stay_within_the_budget() {
    const FRAME: usize = 256 << 10;
    for entry in entries() {
        for version in entry.versions.clone() {
            for filler in [0, 1, 2] {
                let mut random = Random::new(6, &format!("{} {version}", entry.name));
                // Every place of a real message may be the count of an array: the largest that the frame can hold.
                let start = message(&entry, version, &mut random);
                let place = random.below(start.len() + 1);
                let mut bytes = start.get(..place).unwrap().to_vec();
                if entry.is_flexible(version) {
                    super::generate::unsigned_varint(&mut bytes, FRAME / 2);
                } else {
                    bytes.extend(u32::try_from(FRAME / 64).unwrap().to_be_bytes());
                }
                bytes.resize(FRAME, filler);
                check(&entry, version, &bytes);
            }
        }
    }
}

#[test]
fn what_was_found_once_is_replayed() {
    let entries = entries();
    let mut files = 0;
    for file in fs::read_dir(corpus()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let mut words = name.split('-');
        let (message, version) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
        let entry = entries.iter().find(|entry| entry.name == message).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        check(entry, version, &hex::decode(text.trim()).unwrap());
        files += 1;
    }
    assert!(files >= 6, "the corpus in {} is not there", corpus().display());
}

/// `OTTLA_FUZZ_SEED` repeats a run, `OTTLA_FUZZ_CASES` sets its length; findings go to the corpus.
#[test]
#[ignore = "runs for minutes"]
fn damaged_messages_for_a_long_time() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("OTTLA_FUZZ_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let cases = number("OTTLA_FUZZ_CASES").unwrap_or(20_000_000);
    println!("OTTLA_FUZZ_SEED={seed}");
    let entries = entries();
    let mut random = Random::new(seed, "fuzz");
    for _ in 0..cases {
        let entry = &entries[random.below(entries.len())];
        let versions = usize::try_from(entry.versions.end() - entry.versions.start()).unwrap() + 1;
        let version = entry.versions.start() + i16::try_from(random.below(versions)).unwrap();
        let bytes = damaged(entry, version, &mut random);
        if catch_unwind(AssertUnwindSafe(|| check(entry, version, &bytes))).is_err() {
            let path = corpus().join(format!("{}-{version}-{:016x}.hex", entry.name, random.next()));
            fs::write(&path, hex::encode(&bytes)).unwrap();
            panic!("seed {seed}: see {}", path.display());
        }
    }
}

/// Decodes; what is accepted can be written and then reads as the same bytes again.
fn check(entry: &Entry, version: i16, bytes: &[u8]) {
    let frame = Bytes::copy_from_slice(bytes);
    let (decoded, peak) = heap::peak_bytes(|| (entry.decode)(frame.clone(), version));
    let limit = GROWTH * (BUDGET_FACTOR * bytes.len() + BUDGET_BASE);
    let about = || format!("{} {version} of {} bytes", entry.name, bytes.len());
    assert!(peak <= limit, "{}: {peak} bytes of heap, more than {limit}", about());
    if decoded.is_ok() {
        let once = (entry.recode)(frame, version).unwrap_or_else(|error| panic!("{}: {error}", about()));
        let twice = (entry.recode)(once.clone(), version);
        assert_eq!(twice.as_deref().map(hex::encode), Ok(hex::encode(&once)), "{}", about());
    }
}

/// A valid message with one to four mistakes in it.
fn damaged(entry: &Entry, version: i16, random: &mut Random) -> Vec<u8> {
    let mut bytes = message(entry, version, random);
    for _ in 0..=random.below(4) {
        damage(&mut bytes, random);
    }
    bytes
}

pub(crate) fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    const BYTES: [u8; 8] = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff];
    const NUMBERS: [i32; 8] = [i32::MAX, i32::MIN, -1, -2, 0, 0x00ff_ffff, 0x7fff, 1 << 20];
    let place = random.below(bytes.len() + 1);
    match random.below(7) {
        0 => bytes.truncate(place),
        1 => {
            let length = random.below(9);
            let more = random.bytes(length);
            bytes.splice(place..place, more);
        }
        2 => {
            let end = (place + random.below(9)).min(bytes.len());
            bytes.drain(place..end);
        }
        3 => overwrite(bytes, place, &NUMBERS[random.below(NUMBERS.len())].to_be_bytes()),
        4 => overwrite(bytes, place, &BYTES[random.below(BYTES.len())..][..1]),
        5 => overwrite(bytes, place, &random.bytes(1)),
        _ => {
            let from = random.below(bytes.len() + 1);
            let copy = bytes[from..(from + random.below(30)).min(bytes.len())].to_vec();
            bytes.splice(place..place, copy);
        }
    }
}

fn overwrite(bytes: &mut [u8], place: usize, with: &[u8]) {
    bytes.iter_mut().skip(place).zip(with).for_each(|(byte, new)| *byte = *new);
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol/corpus")
}
