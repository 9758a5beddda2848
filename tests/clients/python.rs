//! The three Python clients. What each scenario does and asserts is in `python/<client>.py`.

use tests::subject::Subject;
use tests::tool::Tool;

fn scenario(client: &str, scenario: &str) {
    let subject = Subject::start();
    let topic = subject.create_topic(&format!("{client}-{scenario}").replace('_', "-"), 1, &[]);
    let script = format!("{client}.py");
    Tool::python(&script).args([&subject.bootstrap(), scenario, &topic]).succeeds();
}

/// One test for each scenario of a client, so that a failure names both.
macro_rules! scenarios {
    ($client:ident: $($scenario:ident),+) => {
        mod $client {
            $(#[test]
            fn $scenario() {
                super::scenario(stringify!($client), stringify!($scenario));
            })+
        }
    };
}

scenarios!(confluent: round_trip, codecs, offsets_for_times, idempotent, admin, delete_records);
scenarios!(aiokafka_client: round_trip, codecs, acks, offsets_for_times, idempotent, out_of_range, admin);
scenarios!(kafka_python: round_trip, codecs, acks, offsets_for_times, idempotent, admin);
