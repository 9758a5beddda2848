//! The end of a transaction as it is written in the log: the only record of a control batch.

use model::batch::BATCH_HEADER_LEN;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    Abort,
    Commit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) kind: MarkerKind,
    pub(super) coordinator_epoch: i32,
}

impl Marker {
    /// From a whole control batch; `None` if its record is another one.
    pub(super) fn parse(batch: &[u8]) -> Option<Self> {
        let mut rest = batch.get(BATCH_HEADER_LEN..)?;
        // Length, attributes (one byte, which reads like a varint), timestamp delta, offset delta.
        for _ in 0..4 {
            varint(&mut rest)?;
        }
        let key = bytes(&mut rest)?;
        let value = bytes(&mut rest)?;
        let kind = match key.get(2..4)? {
            [0, 0] => MarkerKind::Abort,
            [0, 1] => MarkerKind::Commit,
            _ => return None,
        };
        let coordinator_epoch = i32::from_be_bytes(value.get(2..6)?.try_into().ok()?);
        Some(Self { kind, coordinator_epoch })
    }
}

fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = usize::try_from(varint(rest)?).ok()?;
    let (bytes, behind) = rest.split_at_checked(len)?;
    *rest = behind;
    Some(bytes)
}

/// Zigzag, seven bits a byte, least significant first.
fn varint(rest: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Marker, MarkerKind};

    #[test]
    fn a_marker_is_read_from_its_batch() {
        let record = [&[0x20, 0, 0, 0, 8, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0, 7, 0][..]].concat();
        let batch = [&[0; 61][..], &record].concat();
        assert_eq!(Marker::parse(&batch), Some(Marker { kind: MarkerKind::Commit, coordinator_epoch: 7 }));
        for cut in 0..batch.len() - 1 {
            assert_eq!(Marker::parse(&batch[..cut]), None);
        }
    }
}
