use super::*;

/// What Kafka's producer writes for ("k", "v") with one header ("h", null), at offset delta 1 and 5 ms.
const WITH_HEADER: &[u8] = &[22, 0, 10, 2, 2, b'k', 2, b'v', 2, 2, b'h', 1];

fn walk(bytes: &[u8], count: i32) -> Result<Vec<Record<'_>>, RecordError> {
    Records::new(bytes, count).collect()
}

#[test]
fn a_record_is_read_field_by_field_and_written_back() {
    let records = walk(WITH_HEADER, 1).unwrap();
    let record = &records[0];
    assert_eq!((record.offset_delta, record.timestamp_delta), (1, 5));
    assert_eq!((record.key, record.value), (Some(&b"k"[..]), Some(&b"v"[..])));
    assert_eq!(record.headers.collect::<Vec<_>>(), [(&b"h"[..], None)]);
    let mut again = Vec::new();
    record.encode(&mut again);
    assert_eq!(again, WITH_HEADER);
}

#[test]
fn the_records_must_fill_the_block_exactly() {
    let two = [WITH_HEADER, WITH_HEADER].concat();
    assert_eq!(walk(&two, 2).unwrap().len(), 2);
    assert_eq!(walk(&two, 3), Err(RecordError::Missing { index: 2, count: 3 }));
    assert_eq!(walk(&two, 1), Err(RecordError::BytesLeft { bytes: WITH_HEADER.len(), count: 1 }));
    assert_eq!(walk(&two, -1), Err(RecordError::Count(-1)));
    assert_eq!(walk(&[], 0), Ok(Vec::new()));
}

#[test]
fn after_an_error_the_walk_is_over() {
    let mut records = Records::new(&[2, 0, 9, 9], 5);
    assert!(records.next().unwrap().is_err());
    assert_eq!(records.next(), None);
    let mut records = Records::new(&[1], -4);
    assert_eq!(records.next(), Some(Err(RecordError::Count(-4))));
    assert_eq!(records.next(), None);
}

#[test]
fn every_cut_and_every_impossible_length_is_an_error() {
    for cut in 0..WITH_HEADER.len() {
        assert!(walk(&WITH_HEADER[..cut], 1).is_err(), "cut at {cut}");
    }
    for (at, field) in [
        (0, RecordField::Length),
        (4, RecordField::Key),
        (6, RecordField::Value),
        (8, RecordField::HeaderCount),
        (9, RecordField::HeaderKey),
        (11, RecordField::HeaderValue),
    ] {
        let mut bytes = WITH_HEADER.to_vec();
        bytes[at] = 3; // −2
        assert_eq!(walk(&bytes, 1), Err(RecordError::Field { index: 0, field }), "byte {at}");
    }
    let mut null_header_key = WITH_HEADER.to_vec();
    null_header_key[9] = 1;
    assert_eq!(
        walk(&null_header_key, 1),
        Err(RecordError::Field { index: 0, field: RecordField::HeaderKey })
    );
}

#[test]
fn headers_are_counted_and_walked_in_order() {
    let mut buffer = Vec::new();
    let headers = Headers::encode(&[("a", Some("1")), ("", None), ("c", Some(""))], &mut buffer);
    assert_eq!(headers.len(), 3);
    assert_eq!(
        headers.collect::<Vec<_>>(),
        [(&b"a"[..], Some(&b"1"[..])), (&b""[..], None), (&b"c"[..], Some(&b""[..]))]
    );
}
