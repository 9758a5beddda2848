//! Batches from outside: those that Kafka 4.3.1 writes must be read, and 138 broken ones refused for the right reason.
//!
//! Each file of `corpus/broken` is one batch, whose CRC is right unless its name says otherwise; the name says what is
//! wrong. `corpus/broken.txt` has the stage that refuses it. `UPDATE=1` writes it anew.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use model::batch::check_crc;
use model::{
    BATCH_HEADER_LEN, BatchError, BatchHeader, CompressionError, EndTxnMarker, Record, Records,
    TransactionMarker, compress, decompress,
};

/// More than any batch of the corpus holds, except for the bombs.
const LIMIT_BYTES: usize = 1 << 20;

fn corpus(directory: &str) -> BTreeMap<String, Vec<u8>> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(directory);
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().into(), std::fs::read(path).unwrap()))
        .collect()
}

/// The header, and the records uncompressed. The error begins with the stage.
fn read(batch: &[u8]) -> Result<(BatchHeader, Vec<u8>), String> {
    let header = BatchHeader::parse(batch).map_err(|error| format!("header: {error}"))?;
    let whole = batch.get(..header.size()).ok_or_else(|| format!("size: {}", BatchError::Truncated))?;
    check_crc(whole).map_err(|error| format!("crc: {error}"))?;
    let codec = header.attributes.compression().map_err(|error| format!("codec: {error}"))?;
    let mut block = Vec::new();
    let result = decompress(codec, &whole[BATCH_HEADER_LEN..], LIMIT_BYTES, &mut block);
    assert!(block.len() <= LIMIT_BYTES && block.capacity() <= 2 * LIMIT_BYTES, "{}", block.capacity());
    result.map_err(|error| match error {
        // Why, each library says in words of its own.
        CompressionError::Corrupt { .. } => format!("{codec}: corrupt"),
        other => format!("{codec}: {other}"),
    })?;
    let walked: Result<Vec<Record<'_>>, _> = Records::new(&block, header.records_count).collect();
    walked.map_err(|error| format!("records: {error}"))?;
    Ok((header, block))
}

#[test]
fn every_broken_batch_is_refused_where_it_is_broken() {
    let table: String = corpus("broken")
        .iter()
        .map(|(name, batch)| {
            format!("{name}: {}\n", read(batch).map_or_else(|error| error, |_| "read".into()))
        })
        .collect();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/broken.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&path).unwrap());
    assert!(!table.contains(": read\n"), "a broken batch was read");
}

/// What the generator gave Kafka's `MemoryRecords`: ("k0", "v0"), (null, null, two headers), ("", a long value).
fn check_records(name: &str, header: &BatchHeader, block: &[u8]) {
    let records: Vec<_> = Records::new(block, header.records_count).map(Result::unwrap).collect();
    let times: Vec<_> = records.iter().map(|record| header.base_timestamp + record.timestamp_delta).collect();
    assert_eq!(times, [1_700_000_000_000, 1_699_999_999_990, 1_700_000_000_005], "{name}");
    assert_eq!(header.max_timestamp, 1_700_000_000_005, "{name}");
    assert_eq!((records[0].key, records[0].value), (Some(&b"k0"[..]), Some(&b"v0"[..])), "{name}");
    assert_eq!((records[1].key, records[1].value), (None, None), "{name}");
    let headers: Vec<_> = records[1].headers.collect();
    assert_eq!(headers, [(&b"trace"[..], Some(&b"x1"[..])), (&b"none"[..], None)], "{name}");
    assert_eq!(records[2].key, Some(&b""[..]), "{name}");
    for (at, byte) in records[2].value.unwrap().iter().enumerate() {
        assert_eq!(usize::from(*byte), usize::from(b'a') + at % 8 + at / 1000 % 7, "{name}: byte {at}");
    }
    let mut again = Vec::new();
    records.iter().for_each(|record| record.encode(&mut again));
    assert_eq!(again, block, "{name}");
}

#[test]
fn every_batch_that_kafka_writes_is_read_and_written_back() {
    for (name, batch) in corpus("kafka") {
        let (header, block) = read(&batch).unwrap();
        assert_eq!(header.size(), batch.len(), "{name}");
        assert_eq!(header.encode(), batch[..BATCH_HEADER_LEN], "{name}");
        if header.attributes.is_control() {
            continue;
        }
        check_records(&name, &header, &block);
        let codec = header.attributes.compression().unwrap();
        assert!(
            name.starts_with(codec.name()) || name.contains("al") || name == "idempotent",
            "{name}: {codec}"
        );
        let mut again = Vec::new();
        decompress(codec, &compress(codec, None, &block).unwrap(), block.len(), &mut again).unwrap();
        assert_eq!(again, block, "{name}");
    }
}

#[test]
fn sequences_and_transaction_markers_are_kafkas() {
    let batches = corpus("kafka");
    let header = |name: &str| BatchHeader::parse(&batches[name]).unwrap();
    assert_eq!((header("idempotent").base_sequence, header("idempotent").last_sequence()), (i32::MAX - 1, 0));
    assert!(header("transactional").attributes.is_transactional());
    for (name, marker, coordinator_epoch) in
        [("commit", TransactionMarker::Commit, 12), ("abort", TransactionMarker::Abort, 13)]
    {
        let (header, kafkas) = (header(name), &batches[name]);
        let read = EndTxnMarker::of_batch(&header, kafkas).unwrap();
        assert_eq!(read, Some(EndTxnMarker { marker, coordinator_epoch }));
        let ours = read.unwrap().batch(header.base_timestamp, header.producer_id, header.producer_epoch);
        // Offset and leader epoch are the leader's to set.
        assert_eq!(ours[16..], kafkas[16..], "{name}");
    }
}
