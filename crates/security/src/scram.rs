//! What a broker keeps of a SCRAM password (RFC 5802): never the password, and nothing that it could log in with.
//!
//! ```text
//! StoredKey = H(HMAC(SaltedPassword, "Client Key"))
//! ServerKey = HMAC(SaltedPassword, "Server Key")
//! ```

use bytes::Bytes;
use hmac::digest::core_api::BlockSizeUser;
use hmac::{Mac, SimpleHmac};
use sha2::{Digest, Sha256, Sha512};

/// Fewer iterations are too easy to guess through.
pub const ITERATIONS_MIN: i32 = 4096;
/// More would let whoever logs in keep the broker busy.
pub const ITERATIONS_MAX: i32 = 16384;

/// Kafka's number on the wire and in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
pub enum ScramMechanism {
    Sha256 = 1,
    Sha512 = 2,
}

/// What proves a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScramKeys {
    pub stored_key: Bytes,
    pub server_key: Bytes,
}

impl ScramMechanism {
    #[must_use]
    pub const fn from_id(id: i8) -> Option<Self> {
        match id {
            1 => Some(Self::Sha256),
            2 => Some(Self::Sha512),
            _ => None,
        }
    }

    #[must_use]
    pub const fn id(self) -> i8 {
        self as i8
    }

    /// The keys that belong to a salted password; `None` for an empty one.
    #[must_use]
    pub fn keys(self, salted_password: &[u8]) -> Option<ScramKeys> {
        if salted_password.is_empty() {
            return None;
        }
        match self {
            Self::Sha256 => keys::<Sha256>(salted_password),
            Self::Sha512 => keys::<Sha512>(salted_password),
        }
    }
}

fn keys<H: Digest + BlockSizeUser>(salted_password: &[u8]) -> Option<ScramKeys> {
    let hmac = |text: &[u8]| {
        let mut mac = SimpleHmac::<H>::new_from_slice(salted_password).ok()?;
        mac.update(text);
        Some(mac.finalize().into_bytes())
    };
    let client_key = hmac(b"Client Key")?;
    Some(ScramKeys {
        stored_key: Bytes::copy_from_slice(&H::digest(client_key)),
        server_key: Bytes::copy_from_slice(&hmac(b"Server Key")?),
    })
}

#[cfg(test)]
mod tests {
    use super::ScramMechanism;

    /// The example of RFC 7677: user `user`, password `pencil`, 4096 iterations.
    #[test]
    fn keys_are_those_of_the_rfc() {
        let salted = hex("c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d");
        let keys = ScramMechanism::Sha256.keys(&salted).unwrap();
        assert_eq!(
            keys.stored_key,
            hex("586e5df283e6dceb5c3e791d8b8528ec191e664045ce971792e2e6b5bb13e2a6"),
            "stored key"
        );
        assert_eq!(
            keys.server_key,
            hex("c1f3cbc1c13a9d35a14c0990eed97629ea225863e566a4314ab99f3f00e5d9d5"),
            "server key"
        );
        assert_eq!(ScramMechanism::Sha512.keys(b"x").unwrap().stored_key.len(), 64);
        assert_eq!(ScramMechanism::Sha256.keys(b""), None);
    }

    fn hex(text: &str) -> Vec<u8> {
        let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(digits).collect()
    }
}
