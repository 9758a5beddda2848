//! SCRAM credentials of users: what proves their passwords.

use bytes::Bytes;
use protocol::records::metadata::user_scram_credential_record::UserScramCredentialRecord;

/// One user's credential of one mechanism.
#[derive(Clone, PartialEq, Eq)]
pub struct ScramCredential {
    pub salt: Bytes,
    pub stored_key: Bytes,
    pub server_key: Bytes,
    pub iterations: i32,
}

/// Neither key nor salt ever stands in a log.
impl std::fmt::Debug for ScramCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScramCredential").field("iterations", &self.iterations).finish_non_exhaustive()
    }
}

impl ScramCredential {
    pub(crate) fn from_record(record: &UserScramCredentialRecord) -> Self {
        Self {
            salt: record.salt.clone(),
            stored_key: record.stored_key.clone(),
            server_key: record.server_key.clone(),
            iterations: record.iterations,
        }
    }
}
