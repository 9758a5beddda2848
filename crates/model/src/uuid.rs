//! Kafka's UUID: 16 bytes, printed as 22 characters of URL-safe base64 without padding.

use std::fmt;
use std::str::FromStr;

/// Topic ids, directory ids, incarnation ids. All zero bytes stand for "none".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Uuid(pub [u8; 16]);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Uuid {
    /// "No id".
    pub const ZERO: Self = Self([0; 16]);
    /// The topic id of `__cluster_metadata`.
    pub const METADATA_TOPIC_ID: Self = Self::from_u128(1);
    /// Directory id of a replica whose directory was not yet assigned.
    pub const UNASSIGNED_DIR: Self = Self::from_u128(1);
    /// Directory id of a replica whose directory is offline.
    pub const LOST_DIR: Self = Self::from_u128(2);
    /// Directory id of a replica from before directories had ids.
    pub const MIGRATING_DIR: Self = Self::ZERO;
    /// Ids below this value are reserved by Kafka.
    const RESERVED: u128 = 100;

    #[must_use]
    pub const fn from_u128(value: u128) -> Self {
        Self(value.to_be_bytes())
    }

    #[must_use]
    pub const fn as_u128(self) -> u128 {
        u128::from_be_bytes(self.0)
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Whether it stands for something else than an id.
    #[must_use]
    pub fn is_reserved(self) -> bool {
        self.as_u128() < Self::RESERVED
    }

    /// A version-4 id made of `random` bits; `None` for the few that Kafka reserves or that print with a
    /// leading `-`, which tools would take for an option: try again with other bits.
    #[must_use]
    pub fn from_random(random: u128) -> Option<Self> {
        let mut bytes = random.to_be_bytes();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let id = Self(bytes);
        (id.as_u128() >= Self::RESERVED && !id.to_string().starts_with('-')).then_some(id)
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; 22];
        // 128 bits and four zero bits behind them are 22 groups of six.
        for (i, c) in (0u32..).zip(text.iter_mut()) {
            let group = if i == 21 { self.as_u128() << 4 } else { self.as_u128() >> (122 - 6 * i) };
            *c = ALPHABET[(group & 0x3f) as usize];
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or(""))
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 22 characters of URL-safe base64.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a Kafka uuid: expected 22 characters of A-Z a-z 0-9 - _")]
pub struct ParseUuidError(String);

impl FromStr for Uuid {
    type Err = ParseUuidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || ParseUuidError(text.chars().take(64).collect());
        let trimmed = text.trim_end_matches('=');
        if trimmed.len() != 22 {
            return Err(bad());
        }
        let mut value: u128 = 0;
        for (i, c) in trimmed.bytes().enumerate() {
            let bits = ALPHABET.iter().position(|a| *a == c).ok_or_else(bad)? as u128;
            // The last character carries two bits and four of padding.
            value = if i == 21 { (value << 2) | (bits >> 4) } else { (value << 6) | bits };
        }
        Ok(Self::from_u128(value))
    }
}

#[cfg(test)]
mod tests {
    use super::Uuid;

    #[test]
    fn text_is_what_kafka_prints() {
        assert_eq!(Uuid::ZERO.to_string(), "AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(Uuid::METADATA_TOPIC_ID.to_string(), "AAAAAAAAAAAAAAAAAAAAAQ");
        assert_eq!(Uuid::from_u128(u128::MAX).to_string(), "_____________________w");
    }

    #[test]
    fn text_is_read_back() {
        for value in [0, 1, 2, u128::MAX, 0x0123_4567_89ab_cdef_0011_2233_4455_6677] {
            let id = Uuid::from_u128(value);
            assert_eq!(id.to_string().parse::<Uuid>(), Ok(id));
        }
        for bad in ["", "short", "AAAAAAAAAAAAAAAAAAAAA!", "AAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(bad.parse::<Uuid>().is_err(), "{bad}");
        }
    }

    #[test]
    fn random_ids_avoid_reserved_values_and_a_leading_dash() {
        assert_eq!(Uuid::from_random(0xf8_u128 << 120), None, "prints with a leading dash");
        assert!(Uuid::from_random(0x12_u128 << 120).is_some());
    }
}
