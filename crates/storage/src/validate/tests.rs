//! What is refused, compared with what Apache Kafka refuses.

mod cases;
mod speed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bytes::Bytes;
use cases::{Sent, TIMESTAMP, cases, record, seal};
use model::batch::check_crc;
use model::{Attributes, Batches, EndTxnMarker, ErrorCode, Records, TransactionMarker};
use proptest::prelude::{Strategy, any, prop, proptest};

use super::*;

/// When the corpus was sent to Kafka.
const NOW: Millis = Millis(1_795_561_000_000);
const HOUR_MS: i64 = 3_600_000;

/// The rules by the name of their directory; `tests/kafka/produce.py` has the topics.
fn rules(name: &str) -> ValidationRules {
    let plain = ValidationRules {
        max_message_bytes: 1_048_588,
        segment_bytes: 1 << 30,
        compression: TopicCompression::Producer,
        timestamp_type: TimestampType::CreateTime,
        timestamp_before_max_ms: i64::MAX,
        timestamp_after_max_ms: HOUR_MS,
        is_compacted: false,
        zstd_allowed: true,
    };
    let codec = |codec| TopicCompression::Codec { codec, level: None };
    match name {
        "plain" => plain,
        "plain-v6" => ValidationRules { zstd_allowed: false, ..plain },
        "compacted" => ValidationRules { is_compacted: true, ..plain },
        "log-append-time" => ValidationRules { timestamp_type: TimestampType::LogAppendTime, ..plain },
        "gzip" => ValidationRules { compression: codec(Compression::Gzip), ..plain },
        "uncompressed" => ValidationRules { compression: codec(Compression::None), ..plain },
        "small" => ValidationRules { max_message_bytes: 1000, ..plain },
        _ => panic!("no rules {name}"),
    }
}

/// Where the answer differs from Kafka's, and why. A `*` stands for anything.
const DIFFERENCES: &[(&str, i16, ErrorCode, &str)] = &[
    ("plain/codec-*", -1, ErrorCode::InvalidRecord, "Kafka has no error for it"),
    ("plain/length-2147483647", -1, ErrorCode::InvalidRecord, "Kafka overflows"),
    ("plain/record-length-overlong", -1, ErrorCode::InvalidRecord, "Kafka has no error for it"),
    ("plain/gzip-*", -1, ErrorCode::InvalidRecord, "Kafka has no error for a block that does not decompress"),
    ("plain/snappy-*", -1, ErrorCode::InvalidRecord, "likewise"),
    ("plain/lz4-*", -1, ErrorCode::InvalidRecord, "likewise"),
    ("plain/zstd-*", -1, ErrorCode::InvalidRecord, "likewise"),
    ("plain/gzip-*-behind", 0, ErrorCode::InvalidRecord, "bytes that no reader asks for"),
    ("plain/snappy-*-behind", 0, ErrorCode::InvalidRecord, "likewise"),
    ("plain/lz4-*-behind", 0, ErrorCode::InvalidRecord, "likewise"),
    ("plain/lz4-twice", 0, ErrorCode::InvalidRecord, "likewise"),
    (
        "plain/lz4-*-wrong",
        0,
        ErrorCode::InvalidRecord,
        "Kafka does not look at what the frame says of its content",
    ),
    ("plain/offset-delta*-gzip", -1, ErrorCode::InvalidRecord, "Kafka fails to mend the offsets"),
    (
        "plain/offset-delta*",
        0,
        ErrorCode::InvalidRecord,
        "readers would see offsets twice or outside the batch",
    ),
    (
        "plain/header-value-minus-2*",
        0,
        ErrorCode::InvalidRecord,
        "Kafka takes every negative length for null",
    ),
    (
        "plain/record-length-*",
        0,
        ErrorCode::InvalidRecord,
        "Kafka does not look at a length that it does not need",
    ),
    ("plain/producer-epoch-negative", 47, ErrorCode::None, "the state of the producers refuses it"),
    (
        "plain/transactional-control-bits",
        53,
        ErrorCode::InvalidRecord,
        "the handler of the request refuses it",
    ),
];

fn is_difference(name: &str, kafka: i16, ours: ErrorCode) -> bool {
    DIFFERENCES.iter().any(|(pattern, code, error, _)| {
        let (front, back) = pattern.split_once('*').unwrap_or((pattern, ""));
        let fits = if pattern.contains('*') {
            name.len() >= front.len() + back.len() && name.starts_with(front) && name.ends_with(back)
        } else {
            name == *pattern
        };
        fits && (*code, *error) == (kafka, ours)
    })
}

fn testdata() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/produced")
}

/// `<rules>/<case>`, the error code, the indexes of the wrong records.
fn kafkas_answers() -> BTreeMap<String, (i16, Vec<i32>)> {
    let text = std::fs::read_to_string(testdata().join("kafka-4.3.1.tsv")).unwrap();
    let answer = |line: &str| {
        let [name, code, wrong] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let wrong = wrong.split(',').filter(|index| !index.is_empty());
        (name.to_owned(), (code.parse().unwrap(), wrong.map(|index| index.parse().unwrap()).collect()))
    };
    text.lines().map(answer).collect()
}

#[test]
fn every_case_of_the_corpus_has_an_answer_of_kafkas() {
    if std::env::var_os("UPDATE").is_some() {
        for case in cases() {
            let path = testdata().join(format!("{}.bin", case.name));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &case.bytes).unwrap();
        }
    }
    let names: BTreeSet<String> = cases().into_iter().map(|case| case.name).collect();
    let answered: BTreeSet<String> = kafkas_answers().into_keys().collect();
    assert_eq!(names, answered, "UPDATE=1 writes the corpus, tests/kafka/produce.py asks Kafka");
}

#[test]
fn what_kafka_refuses_is_refused_with_its_error() {
    let mut wrong = String::new();
    for (name, (code, indexes)) in kafkas_answers() {
        let (rules_name, _) = name.split_once('/').unwrap();
        let bytes = Bytes::from(std::fs::read(testdata().join(format!("{name}.bin"))).unwrap());
        let answer = validate(&bytes, &rules(rules_name), NOW);
        let (ours, ours_indexes) = match &answer {
            Ok(valid) => {
                check_stored(valid);
                (ErrorCode::None, Vec::new())
            }
            Err(error) => (error.error_code(), error.record_errors().iter().map(|e| e.0).collect()),
        };
        let same = (ours.code(), &ours_indexes) == (code, &indexes);
        if !same && !is_difference(&name, code, ours) {
            wrong +=
                &format!("{name}: Kafka {code} {indexes:?}, ours {ours:?} {ours_indexes:?}, {answer:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whatever passed is one whole batch that agrees with its header.
fn check_stored(valid: &ValidBatch) {
    let batches: Vec<_> = Batches::new(&valid.bytes).collect::<Result<_, _>>().unwrap();
    assert_eq!(batches, [(valid.header, &valid.bytes[..])]);
    check_crc(&valid.bytes).unwrap();
    let mut block = Vec::new();
    let codec = valid.header.attributes.compression().unwrap();
    decompress(codec, &valid.bytes[BATCH_HEADER_LEN..], usize::MAX >> 1, &mut block).unwrap();
    let records: Vec<_> = Records::new(&block, valid.header.records_count).collect::<Result<_, _>>().unwrap();
    let latest =
        records.iter().map(|record| valid.header.base_timestamp.saturating_add(record.timestamp_delta));
    if valid.log_append_time.is_none() {
        assert_eq!(valid.header.max_timestamp, latest.max().unwrap().max(-1));
    }
    assert_eq!(records.len() as i64, i64::from(valid.header.last_offset_delta) + 1);
}

fn ok(sent: &Sent, rules: &ValidationRules) -> ValidBatch {
    let valid = validate(&sent.bytes().into(), rules, NOW).unwrap();
    check_stored(&valid);
    valid
}

#[test]
fn a_batch_in_order_is_stored_as_it_came() {
    let bytes = Bytes::from(Sent::records(5).bytes());
    let valid = validate(&bytes, &rules("plain"), NOW).unwrap();
    assert_eq!((valid.bytes.as_ptr(), valid.bytes.len()), (bytes.as_ptr(), bytes.len()), "not a copy");
    assert_eq!(valid.log_append_time, None);
}

#[test]
fn a_wrong_maximum_timestamp_is_put_right() {
    let valid = ok(&Sent::records(5).with(|h| h.max_timestamp = 7), &rules("plain"));
    assert_eq!(valid.header.max_timestamp, TIMESTAMP + 4);
}

#[test]
fn log_append_time_is_noted_in_the_header_alone() {
    let sent = Sent::records(5);
    let valid = ok(&sent, &rules("log-append-time"));
    assert_eq!(valid.log_append_time, Some(NOW));
    assert_eq!(valid.header.max_timestamp, NOW.0);
    assert_eq!(valid.header.attributes.timestamp_type(), TimestampType::LogAppendTime);
    assert_eq!(valid.bytes[BATCH_HEADER_LEN..], sent.bytes()[BATCH_HEADER_LEN..]);
}

#[test]
fn the_topics_codec_replaces_the_producers() {
    let sent = Sent::records(50).with(|h| {
        h.attributes = Attributes(0).with_transactional(true);
        (h.producer_id, h.producer_epoch, h.base_sequence) = (4.into(), 1.into(), 77);
    });
    for from in Compression::ALL {
        for codec in Compression::ALL {
            let rules = ValidationRules {
                compression: TopicCompression::Codec { codec, level: None },
                ..rules("plain")
            };
            let sent = sent.clone().compressed(from);
            let valid = ok(&sent, &rules);
            assert_eq!(valid.header.attributes.compression(), Ok(codec));
            let expected = BatchHeader {
                attributes: sent.header.attributes.with_compression(codec),
                batch_length: valid.header.batch_length,
                crc: valid.header.crc,
                ..sent.header
            };
            assert_eq!(valid.header, expected);
        }
    }
}

#[test]
fn a_batch_that_grows_past_a_limit_is_refused() {
    let mut block = Vec::new();
    record(0, 0, None, Some(&[0; 5000])).encode(&mut block);
    let sent = Sent::block(1, block).compressed(Compression::Zstd);
    let grows = |limits: ValidationRules| {
        let compression = TopicCompression::Codec { codec: Compression::None, level: None };
        validate(&sent.bytes().into(), &ValidationRules { compression, ..limits }, NOW)
            .unwrap_err()
            .error_code()
    };
    assert_eq!(
        grows(ValidationRules { max_message_bytes: 5000, ..rules("plain") }),
        ErrorCode::MessageTooLarge
    );
    assert_eq!(
        grows(ValidationRules { segment_bytes: 5000, ..rules("plain") }),
        ErrorCode::RecordListTooLarge
    );
}

#[test]
fn a_block_that_decompresses_past_the_limit_is_refused() {
    let bomb = vec![0; DECOMPRESSED_BYTES_MIN + 1];
    for codec in [Compression::Gzip, Compression::Lz4, Compression::Zstd] {
        let bytes = Sent::block(1, bomb.clone()).compressed(codec).bytes();
        assert!(bytes.len() < 1 << 20, "{codec}: {}", bytes.len());
        let error = validate(&bytes.into(), &rules("plain"), NOW).unwrap_err();
        assert_eq!(error.error_code(), ErrorCode::InvalidRecord);
        assert!(error.to_string().contains("larger than 67108864 bytes"), "{error}");
    }
}

#[test]
fn the_answer_to_many_wrong_records_is_bounded() {
    let error = validate(
        &Sent::records(5000).with(|h| h.base_timestamp = i64::MAX).bytes().into(),
        &rules("plain"),
        NOW,
    );
    let error = error.unwrap_err();
    assert_eq!(error.error_code(), ErrorCode::InvalidTimestamp);
    assert_eq!(error.record_errors().len(), 1000);
}

#[test]
fn what_the_broker_builds_is_one_whole_batch() {
    let marker = EndTxnMarker { marker: TransactionMarker::Commit, coordinator_epoch: 3 };
    let bytes = marker.batch(TIMESTAMP, 7.into(), 1.into());
    let valid = ValidBatch::built_here(bytes.clone()).unwrap();
    check_stored(&valid);
    assert_eq!(EndTxnMarker::of_batch(&valid.header, &valid.bytes), Ok(Some(marker)));
    let refused = validate(&bytes, &rules("plain"), NOW).unwrap_err();
    assert!(refused.to_string().contains("control records"), "a client may not send it: {refused}");
    assert!(ValidBatch::built_here(bytes.slice(..bytes.len() - 1)).is_err());
}

fn any_sent() -> impl Strategy<Value = Sent> {
    let bytes = || prop::option::of(prop::collection::vec(any::<u8>(), 0..40));
    let records = prop::collection::vec((-100_000i64..100_000, bytes(), bytes()), 1..20);
    (records, 0..Compression::ALL.len()).prop_map(|(records, codec)| {
        let mut block = Vec::new();
        for (index, (delta, key, value)) in (0..).zip(&records) {
            record(index, *delta, key.as_deref(), value.as_deref()).encode(&mut block);
        }
        Sent::block(records.len() as i32, block).compressed(Compression::ALL[codec])
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        drop(validate(&bytes.into(), &rules("plain"), NOW));
    }

    #[test]
    fn what_producers_write_is_valid(sent in any_sent()) {
        ok(&sent, &rules("plain"));
        ok(&sent, &rules("gzip"));
        ok(&sent, &rules("log-append-time"));
    }

    #[test]
    fn a_changed_byte_is_refused_or_leaves_a_valid_batch(
        sent in any_sent(),
        at in any::<prop::sample::Index>(),
        value: u8,
        has_right_crc: bool,
        name in prop::sample::select(&["plain", "compacted", "uncompressed", "log-append-time"][..]),
    ) {
        let mut bytes = sent.bytes();
        let at = at.index(bytes.len());
        bytes[at] = value;
        if has_right_crc {
            seal(&mut bytes);
        }
        if let Ok(valid) = validate(&bytes.into(), &rules(name), NOW) {
            check_stored(&valid);
        }
    }
}
