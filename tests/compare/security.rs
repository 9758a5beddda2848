//! ACLs, delegation tokens and SCRAM credentials of a cluster that asks nobody who they are.

use protocol::Str;
use protocol::messages::alter_user_scram_credentials::{
    AlterUserScramCredentialsRequest, ScramCredentialDeletion, ScramCredentialUpsertion,
};
use protocol::messages::create_acls::{AclCreation, CreateAclsRequest};
use protocol::messages::create_delegation_token::{CreatableRenewers, CreateDelegationTokenRequest};
use protocol::messages::delete_acls::{DeleteAclsFilter, DeleteAclsRequest};
use protocol::messages::describe_acls::DescribeAclsRequest;
use protocol::messages::describe_delegation_token::{
    DescribeDelegationTokenOwner, DescribeDelegationTokenRequest,
};
use protocol::messages::describe_user_scram_credentials::{DescribeUserScramCredentialsRequest, UserName};
use protocol::messages::expire_delegation_token::ExpireDelegationTokenRequest;
use protocol::messages::renew_delegation_token::RenewDelegationTokenRequest;

use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    acls(pair);
    tokens(pair);
    credentials(pair);
}

fn acls(pair: &mut Pair) {
    for (resource_type, pattern, operation, permission) in
        [(2, 3, 3, 3), (1, 1, 1, 1), (0, 3, 3, 3), (2, 0, 3, 3), (99, 3, 3, 3), (2, 3, 99, 3), (2, 3, 3, 99)]
    {
        let what = format!("{resource_type} {pattern} {operation} {permission}");
        pair.ask_all(&what, |_, _| DescribeAclsRequest {
            resource_type_filter: resource_type,
            pattern_type_filter: pattern,
            operation,
            permission_type: permission,
            ..DescribeAclsRequest::default()
        });
        pair.ask_all(&what, |_, _| {
            let creation = AclCreation {
                resource_type,
                resource_name: "t".into(),
                resource_pattern_type: pattern,
                principal: "User:a".into(),
                host: "*".into(),
                operation,
                permission_type: permission,
                ..AclCreation::default()
            };
            CreateAclsRequest { creations: vec![creation.clone(), creation], ..CreateAclsRequest::default() }
        });
        pair.ask_all(&what, |_, _| {
            let filter = DeleteAclsFilter {
                resource_type_filter: resource_type,
                pattern_type_filter: pattern,
                operation,
                permission_type: permission,
                ..DeleteAclsFilter::default()
            };
            DeleteAclsRequest { filters: vec![filter.clone(), filter], ..DeleteAclsRequest::default() }
        });
    }
    pair.ask_all("nothing", |_, _| CreateAclsRequest::default());
    pair.ask_all("nothing", |_, _| DeleteAclsRequest::default());
}

fn tokens(pair: &mut Pair) {
    pair.ask_all("a token", |_, version| CreateDelegationTokenRequest {
        owner_principal_type: (version < 3).then(Str::default),
        owner_principal_name: (version < 3).then(Str::default),
        max_lifetime_ms: -1,
        ..CreateDelegationTokenRequest::default()
    });
    for (owner, renewer) in [("User", "User"), ("Group", "User"), ("User", "Group")] {
        pair.ask_all(&format!("a token of a {owner} for a {renewer}"), |_, version| {
            let renewer = CreatableRenewers {
                principal_type: renewer.into(),
                principal_name: "b".into(),
                ..CreatableRenewers::default()
            };
            CreateDelegationTokenRequest {
                owner_principal_type: Some(if version < 3 { Str::default() } else { owner.into() }),
                owner_principal_name: Some(if version < 3 { Str::default() } else { "a".into() }),
                renewers: vec![renewer],
                max_lifetime_ms: 1000,
                ..CreateDelegationTokenRequest::default()
            }
        });
    }
    pair.ask_all("renewal", |_, _| RenewDelegationTokenRequest {
        hmac: bytes::Bytes::from_static(b"abc"),
        renew_period_ms: 1000,
        ..RenewDelegationTokenRequest::default()
    });
    pair.ask_all("end", |_, _| ExpireDelegationTokenRequest {
        hmac: bytes::Bytes::from_static(b"abc"),
        expiry_time_period_ms: -1,
        ..ExpireDelegationTokenRequest::default()
    });
    for owners in [None, Some(Vec::new()), Some(vec!["a"])] {
        pair.ask_all(&format!("tokens of {owners:?}"), |_, _| {
            let owner = |name: &&str| DescribeDelegationTokenOwner {
                principal_type: "User".into(),
                principal_name: (*name).into(),
                ..DescribeDelegationTokenOwner::default()
            };
            DescribeDelegationTokenRequest {
                owners: owners.as_ref().map(|owners| owners.iter().map(owner).collect()),
                ..DescribeDelegationTokenRequest::default()
            }
        });
    }
}

/// User, mechanism and, unless it is to be deleted, iterations, length of salt and of salted password.
type Credential<'a> = (&'a str, i8, Option<(i32, usize, usize)>);

const GOOD: Option<(i32, usize, usize)> = Some((4096, 16, 32));

fn credentials(pair: &mut Pair) {
    described(pair, "before");
    let alterations: [&[Credential<'_>]; 22] = [
        &[("alice", 1, GOOD)],
        &[("alice", 2, Some((8192, 16, 64)))],
        &[("bob", 1, Some((16384, 16, 32)))],
        &[("bob", 1, Some((16385, 16, 32)))],
        &[("bob", 1, Some((4095, 16, 32)))],
        &[("bob", 1, Some((0, 16, 32)))],
        &[("bob", 1, Some((4096, 0, 32)))],
        &[("bob", 1, Some((4096, 16, 0)))],
        &[("bob", 1, Some((4096, 16, 3)))],
        &[("bob", 0, GOOD)],
        &[("bob", 3, GOOD)],
        &[("bob", -1, GOOD)],
        &[("", 1, GOOD)],
        &[("bob", 2, None)],
        &[("nobody", 1, None)],
        &[("bob", 9, None)],
        &[("", 1, None)],
        &[("bob", 1, GOOD), ("bob", 1, GOOD)],
        &[("bob", 1, GOOD), ("bob", 1, None)],
        &[("bob", 1, None), ("bob", 2, None), ("alice", 2, None)],
        &[("carol", 1, GOOD), ("carol", 2, Some((1, 16, 32)))],
        &[],
    ];
    for list in alterations {
        pair.ask_all(&format!("{list:?}"), |_, _| altered(list));
    }
    described(pair, "afterwards");
}

fn altered(list: &[Credential<'_>]) -> AlterUserScramCredentialsRequest {
    let deletions = list.iter().filter(|(_, _, set)| set.is_none());
    let deletion = |(name, mechanism, _): &Credential<'_>| ScramCredentialDeletion {
        name: (*name).into(),
        mechanism: *mechanism,
        ..ScramCredentialDeletion::default()
    };
    let upsertion = |(name, mechanism, set): &Credential<'_>| {
        let (iterations, salt, password) = (*set)?;
        Some(ScramCredentialUpsertion {
            name: (*name).into(),
            mechanism: *mechanism,
            iterations,
            salt: vec![7; salt].into(),
            salted_password: vec![8; password].into(),
            ..ScramCredentialUpsertion::default()
        })
    };
    AlterUserScramCredentialsRequest {
        deletions: deletions.map(deletion).collect(),
        upsertions: list.iter().filter_map(upsertion).collect(),
        ..AlterUserScramCredentialsRequest::default()
    }
}

fn described(pair: &mut Pair, when: &str) {
    let wanted: [Option<&[&str]>; 8] = [
        None,
        Some(&[]),
        Some(&["alice"]),
        Some(&["bob", "alice"]),
        Some(&["nobody"]),
        Some(&["alice", "alice"]),
        Some(&["nobody", "nobody", "alice"]),
        Some(&[""]),
    ];
    for users in wanted {
        pair.ask_all(&format!("{users:?} {when}"), |_, _| {
            let user = |name: &&str| UserName { name: (*name).into(), ..UserName::default() };
            DescribeUserScramCredentialsRequest {
                users: users.map(|users| users.iter().map(user).collect()),
                ..DescribeUserScramCredentialsRequest::default()
            }
        });
    }
}
