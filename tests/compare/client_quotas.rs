//! AlterClientQuotas and DescribeClientQuotas.

use protocol::messages::alter_client_quotas::{
    AlterClientQuotasRequest, OpData, RequestEntityData, RequestEntryData,
};
use protocol::messages::describe_client_quotas::{ComponentData, DescribeClientQuotasRequest};

use super::pair::Pair;

type Entity<'a> = &'a [(&'a str, Option<&'a str>)];
/// `None` removes.
type Ops<'a> = &'a [(&'a str, Option<f64>)];

const RATE: Ops<'_> = &[("producer_byte_rate", Some(1000.0))];

pub(super) fn cases(pair: &mut Pair) {
    describe(pair, "before");
    refused(pair);
    let alterations: [(Entity<'_>, Ops<'_>); 13] = [
        (
            &[("user", Some("alice"))],
            &[("producer_byte_rate", Some(1000.0)), ("consumer_byte_rate", Some(2000.0))],
        ),
        (&[("user", None)], &[("request_percentage", Some(12.5))]),
        (&[("client-id", Some("c"))], &[("controller_mutation_rate", Some(0.5))]),
        (&[("client-id", None)], RATE),
        (&[("user", Some("alice")), ("client-id", Some("c"))], RATE),
        (&[("user", Some("alice")), ("client-id", None)], RATE),
        (&[("client-id", Some("c")), ("user", None)], RATE),
        (&[("ip", Some("127.0.0.1"))], &[("connection_creation_rate", Some(10.0))]),
        (&[("ip", None)], &[("connection_creation_rate", Some(100.0))]),
        (&[("user", Some("alice"))], &[("producer_byte_rate", Some(3000.0))]),
        (&[("user", Some("alice"))], &[("consumer_byte_rate", None)]),
        (&[("user", Some("nobody"))], &[("consumer_byte_rate", None)]),
        (&[("user", Some("bob"))], &[]),
    ];
    for (entity, ops) in alterations {
        let what = format!("{entity:?} {ops:?}");
        pair.ask_all(&format!("{what} (check only)"), |_, _| alter(&[(entity, ops)], true));
        pair.ask_all(&what, |_, _| alter(&[(entity, ops)], false));
    }
    describe(pair, "afterwards");
}

fn refused(pair: &mut Pair) {
    let refused: [(Entity<'_>, Ops<'_>); 26] = [
        (&[], RATE),
        (&[("nobody", Some("x"))], RATE),
        (&[("", Some("x"))], RATE),
        (&[("user", Some(""))], RATE),
        (&[("client-id", Some(""))], RATE),
        (&[("user", Some("a")), ("user", Some("b"))], RATE),
        (&[("user", Some("a")), ("ip", Some("127.0.0.1"))], RATE),
        (&[("user", Some("a")), ("ip", Some("127.0.0.1"))], &[("connection_creation_rate", Some(1.0))]),
        (&[("user", Some("a"))], &[("no.such", Some(1.0))]),
        (&[("user", Some("a"))], &[("no.such", None)]),
        (&[("user", Some("a"))], &[("connection_creation_rate", Some(1.0))]),
        (&[("ip", Some("127.0.0.1"))], RATE),
        (&[("ip", Some("no such host.invalid"))], &[("connection_creation_rate", Some(1.0))]),
        (&[("ip", Some("1.2.3"))], &[("connection_creation_rate", Some(1.0))]),
        (&[("ip", Some(""))], &[("connection_creation_rate", Some(1.0))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(0.0))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(-1.0))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(1.5))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(1e30))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(f64::INFINITY))]),
        (&[("user", Some("a"))], &[("request_percentage", Some(0.0))]),
        (&[("user", Some("a"))], &[("controller_mutation_rate", Some(-1.0))]),
        (&[("ip", Some("127.0.0.1"))], &[("connection_creation_rate", Some(1.5))]),
        (&[("ip", Some("127.0.0.1"))], &[("connection_creation_rate", Some(3e9))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(1.0)), ("producer_byte_rate", Some(2.0))]),
        (&[("user", Some("a"))], &[("producer_byte_rate", Some(1.000_000_1))]),
    ];
    for (entity, ops) in refused {
        pair.ask_all(&format!("{entity:?} {ops:?}"), |_, _| alter(&[(entity, ops)], true));
    }
    let alice: Entity<'_> = &[("user", Some("alice"))];
    pair.ask_all("an entity twice", |_, _| alter(&[(alice, RATE), (alice, RATE)], true));
    pair.ask_all("a good and a bad one", |_, _| alter(&[(alice, RATE), (&[], RATE)], true));
    pair.ask_all("nothing", |_, _| alter(&[], true));
}

fn describe(pair: &mut Pair, when: &str) {
    let filters: [&[(&str, i8, Option<&str>)]; 24] = [
        &[],
        &[("user", 0, Some("alice"))],
        &[("user", 0, Some("nobody"))],
        &[("user", 0, None)],
        &[("user", 1, None)],
        &[("user", 1, Some("alice"))],
        &[("user", 2, None)],
        &[("user", 2, Some("alice"))],
        &[("user", 3, None)],
        &[("user", -1, None)],
        &[("client-id", 0, Some("c"))],
        &[("client-id", 1, None)],
        &[("client-id", 2, None)],
        &[("user", 0, Some("alice")), ("client-id", 0, Some("c"))],
        &[("user", 2, None), ("client-id", 2, None)],
        &[("user", 0, Some("alice")), ("client-id", 1, None)],
        &[("user", 0, Some("alice")), ("user", 1, None)],
        &[("ip", 0, Some("127.0.0.1"))],
        &[("ip", 1, None)],
        &[("ip", 2, None)],
        &[("ip", 2, None), ("user", 2, None)],
        &[("", 2, None)],
        &[("nobody", 2, None)],
        &[("user", 0, Some(""))],
    ];
    for filter in filters {
        for strict in [true, false] {
            let what = format!("{filter:?}{} {when}", if strict { " (strict)" } else { "" });
            pair.ask_all(&what, |_, _| {
                let component = |(entity_type, match_type, value): &(&str, i8, Option<&str>)| ComponentData {
                    entity_type: (*entity_type).into(),
                    match_type: *match_type,
                    match_: value.map(Into::into),
                    ..ComponentData::default()
                };
                DescribeClientQuotasRequest {
                    components: filter.iter().map(component).collect(),
                    strict,
                    ..DescribeClientQuotasRequest::default()
                }
            });
        }
    }
}

fn alter(entries: &[(Entity<'_>, Ops<'_>)], validate_only: bool) -> AlterClientQuotasRequest {
    let entity = |(entity_type, name): &(&str, Option<&str>)| RequestEntityData {
        entity_type: (*entity_type).into(),
        entity_name: name.map(Into::into),
        ..RequestEntityData::default()
    };
    let op = |(key, value): &(&str, Option<f64>)| OpData {
        key: (*key).into(),
        value: value.unwrap_or_default(),
        remove: value.is_none(),
        ..OpData::default()
    };
    let entry = |(entities, ops): &(Entity<'_>, Ops<'_>)| RequestEntryData {
        entity: entities.iter().map(entity).collect(),
        ops: ops.iter().map(op).collect(),
        ..RequestEntryData::default()
    };
    AlterClientQuotasRequest {
        entries: entries.iter().map(entry).collect(),
        validate_only,
        ..AlterClientQuotasRequest::default()
    }
}
