//! Zigzag varints, as the fields of a record are written: 32 bits in at most 5 bytes, 64 bits in at most 10.

/// Takes a varint off the front. `None` if the bytes end early or it does not fit 32 bits.
#[inline]
pub(crate) fn take_i32(bytes: &mut &[u8]) -> Option<i32> {
    let raw = match **bytes {
        // Nearly every length and delta of a record fits one or two bytes.
        [byte, ..] if byte < 0x80 => {
            *bytes = &bytes[1..];
            u32::from(byte)
        }
        [low, high, ..] if high < 0x80 => {
            *bytes = &bytes[2..];
            u32::from(low & 0x7f) | u32::from(high) << 7
        }
        _ => u32::try_from(take_raw(bytes, 5)?).ok()?,
    };
    Some((raw >> 1) as i32 ^ -((raw & 1) as i32))
}

/// Takes a varlong off the front. `None` if the bytes end early or it does not fit 64 bits.
#[inline]
pub(crate) fn take_i64(bytes: &mut &[u8]) -> Option<i64> {
    let raw = match **bytes {
        [byte, ..] if byte < 0x80 => {
            *bytes = &bytes[1..];
            u64::from(byte)
        }
        _ => take_raw(bytes, 10)?,
    };
    Some((raw >> 1) as i64 ^ -((raw & 1) as i64))
}

fn take_raw(bytes: &mut &[u8], bytes_max: usize) -> Option<u64> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().take(bytes_max).enumerate() {
        let bits = u64::from(byte & 0x7f);
        let shifted = bits << (7 * at);
        if shifted >> (7 * at) != bits {
            return None;
        }
        value |= shifted;
        if byte & 0x80 == 0 {
            *bytes = &bytes[at + 1..];
            return Some(value);
        }
    }
    None
}

pub(crate) fn put_i32(out: &mut Vec<u8>, value: i32) {
    put_raw(out, u64::from((value << 1 ^ value >> 31) as u32));
}

pub(crate) fn put_i64(out: &mut Vec<u8>, value: i64) {
    put_raw(out, (value << 1 ^ value >> 63) as u64);
}

fn put_raw(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Bytes that [`put_i32`] writes.
pub(crate) fn size_i32(value: i32) -> usize {
    size_raw(u64::from((value << 1 ^ value >> 31) as u32))
}

/// Bytes that [`put_i64`] writes.
pub(crate) fn size_i64(value: i64) -> usize {
    size_raw((value << 1 ^ value >> 63) as u64)
}

fn size_raw(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_zigzag() {
        for (value, bytes) in [
            (0, &[0x00][..]),
            (-1, &[0x01]),
            (1, &[0x02]),
            (63, &[0x7e]),
            (64, &[0x80, 0x01]),
            (-65, &[0x81, 0x01]),
            (8192, &[0x80, 0x80, 0x01]),
            (i32::MAX, &[0xfe, 0xff, 0xff, 0xff, 0x0f]),
            (i32::MIN, &[0xff, 0xff, 0xff, 0xff, 0x0f]),
        ] {
            let mut out = Vec::new();
            put_i32(&mut out, value);
            assert_eq!(out, bytes, "{value}");
            assert_eq!(size_i32(value), bytes.len(), "{value}");
            assert_eq!(take_i32(&mut &*out), Some(value));
        }
    }

    #[test]
    fn varlongs_come_back_and_leave_the_rest() {
        for value in [0, 1, -1, 63, 64, i64::from(i32::MAX), i64::MAX, i64::MIN, 1 << 40, -(1 << 55)] {
            let mut out = Vec::new();
            put_i64(&mut out, value);
            assert_eq!(size_i64(value), out.len(), "{value}");
            out.push(7);
            let mut rest = &*out;
            assert_eq!(take_i64(&mut rest), Some(value));
            assert_eq!(rest, [7]);
        }
    }

    #[test]
    fn what_is_too_long_or_cut_short_is_none() {
        for bad in [&[][..], &[0x80], &[0xff, 0xff, 0xff, 0xff, 0x1f], &[0x80, 0x80, 0x80, 0x80, 0x80, 0x00]]
        {
            assert_eq!(take_i32(&mut &*bad), None, "{bad:x?}");
        }
        assert_eq!(take_i64(&mut &[0xff; 11][..]), None);
        assert_eq!(take_i64(&mut &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02][..]), None);
    }
}
