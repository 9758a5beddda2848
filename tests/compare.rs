//! The same requests to Apache Kafka and to Ottla, and what differs in the answers.
//!
//! A case is a request for every version that can carry it, see [`pair::Pair::ask_all`]. What must differ (ids, times) is
//! replaced, and what differs on purpose is listed, both in [`differences`].
//!
//! `OTTLA_COMPARE=produce,fetch` runs those files of cases alone; `OTTLA_COMPARE_WITH=kafka` compares Apache Kafka with
//! itself, which shows what the comparison should not look at.

mod alter_configs;
mod api_versions;
mod client_quotas;
mod create_partitions;
mod create_topics;
mod delete_records;
mod delete_topics;
mod describe;
mod describe_configs;
mod differences;
mod entity_configs;
mod fetch;
mod group_members;
mod groups;
mod init_producer_id;
mod list_offsets;
mod metadata;
mod offsets;
mod page;
mod pair;
mod produce;
mod quorum;
mod replicas;
mod security;
mod tree;
mod update_features;

use pair::Pair;

type Cases = (&'static str, fn(&mut Pair));

/// One for each file of cases, in the order in which they run: the first ones see a cluster without topics.
const CASES: [Cases; 22] = [
    ("api_versions", api_versions::cases),
    ("metadata", metadata::cases),
    ("create_topics", create_topics::cases),
    ("create_partitions", create_partitions::cases),
    ("produce", produce::cases),
    ("fetch", fetch::cases),
    ("list_offsets", list_offsets::cases),
    ("delete_records", delete_records::cases),
    ("init_producer_id", init_producer_id::cases),
    ("describe", describe::cases),
    ("describe_configs", describe_configs::cases),
    ("alter_configs", alter_configs::cases),
    ("entity_configs", entity_configs::cases),
    ("client_quotas", client_quotas::cases),
    ("replicas", replicas::cases),
    ("quorum", quorum::cases),
    ("update_features", update_features::cases),
    ("security", security::cases),
    ("delete_topics", delete_topics::cases),
    ("group_members", group_members::cases),
    ("offsets", offsets::cases),
    ("groups", groups::cases),
];

#[test]
fn ottla_answers_as_apache_kafka_does() {
    let chosen = std::env::var("OTTLA_COMPARE").unwrap_or_default();
    let mut pair = Pair::start();
    for (name, cases) in CASES {
        if chosen.is_empty() || chosen.split(',').any(|one| one == name) {
            cases(&mut pair);
        }
    }
    let (asked, differences) = pair.finish();
    println!("{asked} requests compared, {} differences", differences.len());
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
