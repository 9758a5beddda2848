//! DescribeUserScramCredentials, version 0 (KIP-554): mechanisms and iterations of users, never their keys.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use metadata::MetadataImage;
use model::ErrorCode;
use protocol::Str;
use protocol::messages::describe_user_scram_credentials::{
    CredentialInfo, DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse,
    DescribeUserScramCredentialsResult,
};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

type Credentials = BTreeMap<Str, Vec<CredentialInfo>>;

pub(super) fn handle(
    context: &RequestContext,
    request: DescribeUserScramCredentialsRequest,
) -> DescribeUserScramCredentialsResponse {
    let image = context.broker.image();
    let mut results = Vec::new();
    match request.users.filter(|users| !users.is_empty()) {
        None => results.extend(credentials(&image).into_iter().map(|(user, infos)| described(user, infos))),
        Some(users) => {
            let mut known = credentials(&image);
            let mut times: BTreeMap<Str, usize> = BTreeMap::new();
            users.into_iter().for_each(|user| *times.entry(user.name).or_default() += 1);
            results.extend(times.into_iter().map(|(user, times)| {
                let infos = known.remove(&user);
                if times > 1 {
                    twice(user)
                } else {
                    infos.map_or_else(|| unknown(&user), |infos| described(user.clone(), infos))
                }
            }));
        }
    }
    DescribeUserScramCredentialsResponse { results, ..DescribeUserScramCredentialsResponse::default() }
}

fn credentials(image: &MetadataImage) -> Credentials {
    let mut credentials = Credentials::new();
    for (user, mechanism, credential) in image.scram_credentials() {
        let info =
            CredentialInfo { mechanism, iterations: credential.iterations, ..CredentialInfo::default() };
        credentials.entry(user.into()).or_default().push(info);
    }
    credentials
}

fn described(user: Str, credential_infos: Vec<CredentialInfo>) -> DescribeUserScramCredentialsResult {
    DescribeUserScramCredentialsResult {
        user,
        credential_infos,
        ..DescribeUserScramCredentialsResult::default()
    }
}

fn twice(user: Str) -> DescribeUserScramCredentialsResult {
    let message =
        format!("Cannot describe SCRAM credentials for the same user twice in a single request: {user}");
    refused(user, ErrorCode::DuplicateResource, message)
}

fn unknown(user: &Str) -> DescribeUserScramCredentialsResult {
    let message = format!("Attempt to describe a user credential that does not exist: {user}");
    refused(user.clone(), ErrorCode::ResourceNotFound, message)
}

fn refused(user: Str, error: ErrorCode, message: String) -> DescribeUserScramCredentialsResult {
    DescribeUserScramCredentialsResult {
        user,
        error_code: error.code(),
        error_message: Some(message.into()),
        ..DescribeUserScramCredentialsResult::default()
    }
}
