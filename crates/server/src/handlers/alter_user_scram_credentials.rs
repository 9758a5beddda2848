//! AlterUserScramCredentials, version 0 (KIP-554): sets and removes SCRAM credentials of users.
//!
//! The client salts the password; what is kept of it are the keys that prove it. Missing: nobody logs in with them yet.

use std::ops::RangeInclusive;
use std::sync::Arc;

use controller::ScramAlteration;
use metadata::ScramCredential;
use model::{ApiError, ErrorCode};
use protocol::messages::alter_user_scram_credentials::{
    AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse, AlterUserScramCredentialsResult,
    ScramCredentialUpsertion,
};
use protocol::{Decoder, Str};
use security::scram::{ITERATIONS_MAX, ITERATIONS_MIN, ScramMechanism};

use super::errors::code_and_message;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(
    context: RequestContext,
    request: AlterUserScramCredentialsRequest,
) -> AlterUserScramCredentialsResponse {
    let deletions = request.deletions.iter().map(|deletion| ScramAlteration {
        user: Arc::from(&*deletion.name),
        mechanism: deletion.mechanism,
        credential: mechanism(&deletion.name, deletion.mechanism).map(|_| None),
    });
    let upsertions = request.upsertions.iter().map(|upsertion| ScramAlteration {
        user: Arc::from(&*upsertion.name),
        mechanism: upsertion.mechanism,
        credential: credential(upsertion).map(Some),
    });
    let alterations: Vec<ScramAlteration> = deletions.chain(upsertions).collect();
    let altered = context.broker.controller.alter_scram_credentials(&alterations).await;
    let results = altered.into_iter().map(|(user, result)| {
        let (error_code, error_message) = code_and_message(result);
        AlterUserScramCredentialsResult {
            user: Str::from(&*user),
            error_code,
            error_message,
            ..AlterUserScramCredentialsResult::default()
        }
    });
    AlterUserScramCredentialsResponse {
        results: results.collect(),
        ..AlterUserScramCredentialsResponse::default()
    }
}

fn mechanism(user: &str, id: i8) -> Result<ScramMechanism, ApiError> {
    if user.is_empty() {
        return Err(ApiError::new(ErrorCode::UnacceptableCredential, "Username must not be empty"));
    }
    let unknown = || ApiError::new(ErrorCode::UnsupportedSaslMechanism, "Unknown SCRAM mechanism");
    ScramMechanism::from_id(id).ok_or_else(unknown)
}

fn credential(upsertion: &ScramCredentialUpsertion) -> Result<ScramCredential, ApiError> {
    let mechanism = mechanism(&upsertion.name, upsertion.mechanism)?;
    let unacceptable = |message: &str| Err(ApiError::new(ErrorCode::UnacceptableCredential, message));
    let iterations = upsertion.iterations;
    if iterations < ITERATIONS_MIN {
        return unacceptable("Too few iterations");
    }
    if iterations > ITERATIONS_MAX {
        return unacceptable("Too many iterations");
    }
    // Kafka's answer to a password that is empty.
    let keys = mechanism.keys(&upsertion.salted_password).ok_or(ErrorCode::UnknownServerError)?;
    Ok(ScramCredential {
        // Not a slice of the request: the credential outlives it.
        salt: upsertion.salt.to_vec().into(),
        stored_key: keys.stored_key,
        server_key: keys.server_key,
        iterations,
    })
}
