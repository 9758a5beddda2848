//! Sets and removes SCRAM credentials of users (KIP-554). At most one change of a user in a request.

use std::collections::BTreeMap;
use std::sync::Arc;

use metadata::{MetadataImage, MetadataRecord, ScramCredential};
use model::{ApiError, ErrorCode};
use protocol::records::metadata::remove_user_scram_credential_record::RemoveUserScramCredentialRecord;
use protocol::records::metadata::user_scram_credential_record::UserScramCredentialRecord;

use crate::controller::Decision;

/// One change of one user's credential.
#[derive(Clone, Debug)]
pub struct ScramAlteration {
    pub user: Arc<str>,
    /// Kafka's number.
    pub mechanism: i8,
    /// `None` removes; an error is what the caller found wrong with the request itself.
    pub credential: Result<Option<ScramCredential>, ApiError>,
}

/// One result for each user.
pub(crate) fn decide(
    image: &MetadataImage,
    alterations: &[ScramAlteration],
) -> Decision<BTreeMap<Arc<str>, Result<(), ApiError>>> {
    let mut by_user: BTreeMap<Arc<str>, Result<MetadataRecord, ApiError>> = BTreeMap::new();
    for alteration in alterations {
        match by_user.get_mut(&alteration.user) {
            // What was wrong with the first change stays the answer.
            Some(Err(_)) => {}
            Some(decided) => {
                let message = "A user credential cannot be altered twice in the same request";
                *decided = Err(ApiError::new(ErrorCode::DuplicateResource, message));
            }
            None => drop(by_user.insert(Arc::clone(&alteration.user), alter(image, alteration))),
        }
    }
    let mut records = Vec::new();
    let answer =
        by_user.into_iter().map(|(user, decided)| (user, decided.map(|record| records.push(record))));
    let answer = answer.collect();
    Decision { records, answer }
}

fn alter(image: &MetadataImage, alteration: &ScramAlteration) -> Result<MetadataRecord, ApiError> {
    let ScramAlteration { user, mechanism, credential } = alteration;
    let Some(credential) = credential.as_ref().map_err(Clone::clone)? else {
        if image.scram_credential(user, *mechanism).is_none() {
            let message = "Attempt to delete a user credential that does not exist";
            return Err(ApiError::new(ErrorCode::ResourceNotFound, message));
        }
        let record = RemoveUserScramCredentialRecord {
            name: (&**user).into(),
            mechanism: *mechanism,
            ..RemoveUserScramCredentialRecord::default()
        };
        return Ok(record.into());
    };
    let record = UserScramCredentialRecord {
        name: (&**user).into(),
        mechanism: *mechanism,
        salt: credential.salt.clone(),
        stored_key: credential.stored_key.clone(),
        server_key: credential.server_key.clone(),
        iterations: credential.iterations,
        ..UserScramCredentialRecord::default()
    };
    Ok(record.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(user: &str, iterations: i32) -> ScramAlteration {
        let credential = ScramCredential {
            salt: vec![1].into(),
            stored_key: vec![2].into(),
            server_key: vec![3].into(),
            iterations,
        };
        ScramAlteration { user: user.into(), mechanism: 1, credential: Ok(Some(credential)) }
    }

    fn remove(user: &str) -> ScramAlteration {
        ScramAlteration { user: user.into(), mechanism: 1, credential: Ok(None) }
    }

    #[test]
    fn a_credential_is_kept_until_it_is_removed() {
        let mut image = MetadataImage::default();
        let decision = decide(&image, &[set("a", 4096), remove("b")]);
        assert_eq!(decision.answer["a"], Ok(()));
        assert_eq!(decision.answer["b"].as_ref().unwrap_err().code, ErrorCode::ResourceNotFound);
        image.apply(&decision.records, model::Offset(0)).unwrap();
        assert_eq!(image.scram_credential("a", 1).map(|credential| credential.iterations), Some(4096));
        let decision = decide(&image, &[remove("a")]);
        image.apply(&decision.records, model::Offset(1)).unwrap();
        assert!(image.scram_credential("a", 1).is_none());
    }

    #[test]
    fn a_user_is_changed_once() {
        let decision = decide(&MetadataImage::default(), &[set("a", 4096), set("a", 8192), set("c", 4096)]);
        assert_eq!(decision.answer["a"].as_ref().unwrap_err().code, ErrorCode::DuplicateResource);
        assert_eq!(decision.records.len(), 1);
    }
}
