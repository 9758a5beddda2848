//! rdkafka. What it does and asserts is in `members/rust/src/bin/rdkafka_round_trip.rs`.

use tests::subject::Subject;
use tests::tool::Tool;

#[test]
fn rdkafka_writes_with_every_codec_and_reads_back_by_assignment() {
    let subject = Subject::start();
    let topic = subject.create_topic("rdkafka", 1, &[]);
    Tool::rust_member("rdkafka_round_trip").args([&subject.bootstrap(), &topic]).succeeds();
}
