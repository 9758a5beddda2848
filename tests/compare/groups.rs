//! What is said about groups: FindCoordinator, DescribeGroups, ListGroups, DeleteGroups. Runs behind the cases that made
//! groups.

use protocol::messages::delete_groups::DeleteGroupsRequest;
use protocol::messages::describe_groups::DescribeGroupsRequest;
use protocol::messages::find_coordinator::FindCoordinatorRequest;
use protocol::messages::list_groups::ListGroupsRequest;

use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    let long = "g".repeat(1 << 15);
    for key_type in [0, 3, -1] {
        for key in ["group", "", &long] {
            pair.ask_all(&format!("type {key_type}, key of {} bytes", key.len()), |_, version| {
                find(version, key_type, &[key])
            });
        }
    }
    for keys in [&[][..], &["a", "b"], &["a", "a"], &["a", ""]] {
        pair.ask_all(&format!("{keys:?}"), |_, version| find(version, 0, keys));
    }
    let groups: [&[&str]; 9] = [
        &["one"],
        &["two", "static"],
        &["leave-0"],
        &["offsets"],
        &["missing"],
        &[""],
        &["one", "one"],
        &[&long],
        &[],
    ];
    for groups in groups {
        let what: Vec<&str> = groups.iter().map(|group| group.get(..9).unwrap_or(group)).collect();
        pair.ask_all(&format!("{what:?}"), |_, _| describe(groups, false));
        pair.ask_all(&format!("{what:?} with operations"), |_, _| describe(groups, true));
    }
    let filters: [(&[&str], &[&str]); 11] = [
        (&[], &[]),
        (&["Stable"], &[]),
        (&["stable", "EMPTY"], &[]),
        (&["PreparingRebalance", "CompletingRebalance"], &[]),
        (&["Dead"], &[]),
        (&["nonsense"], &[]),
        (&[""], &[]),
        (&[], &["classic"]),
        (&[], &["Consumer"]),
        (&[], &["nonsense"]),
        (&["Empty"], &["Classic", "share"]),
    ];
    for (states, types) in filters {
        pair.ask_all(&format!("{states:?} {types:?}"), |_, _| ListGroupsRequest {
            states_filter: states.iter().map(|state| (*state).into()).collect(),
            types_filter: types.iter().map(|kind| (*kind).into()).collect(),
            ..ListGroupsRequest::default()
        });
    }
    let deletions: [&[&str]; 7] =
        [&["one"], &["missing"], &[""], &["missing", "missing"], &["one", "missing", ""], &[], &[&long]];
    for groups in deletions {
        let what: Vec<&str> = groups.iter().map(|group| group.get(..9).unwrap_or(group)).collect();
        pair.ask_all(&format!("{what:?}"), |_, _| delete(groups));
    }
    for version in 0..=2 {
        let group = format!("leave-{version}");
        pair.ask("an empty group", version, |_| delete(&[&group]));
        pair.ask("a deleted group", version, |_| delete(&[&group]));
        pair.ask("a deleted group", 6, |_| describe(&[&group], false));
    }
}

/// Since version 4 several may be asked for at once.
fn find(version: i16, key_type: i8, keys: &[&str]) -> FindCoordinatorRequest {
    if version < 4 {
        let key = keys.first().copied().unwrap_or_default().into();
        return FindCoordinatorRequest { key, key_type, ..FindCoordinatorRequest::default() };
    }
    FindCoordinatorRequest {
        key_type,
        coordinator_keys: keys.iter().map(|key| (*key).into()).collect(),
        ..FindCoordinatorRequest::default()
    }
}

fn describe(groups: &[&str], include_authorized_operations: bool) -> DescribeGroupsRequest {
    DescribeGroupsRequest {
        groups: groups.iter().map(|group| (*group).into()).collect(),
        include_authorized_operations,
        ..DescribeGroupsRequest::default()
    }
}

fn delete(groups: &[&str]) -> DeleteGroupsRequest {
    DeleteGroupsRequest {
        groups_names: groups.iter().map(|group| (*group).into()).collect(),
        ..DeleteGroupsRequest::default()
    }
}
