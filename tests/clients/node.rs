//! kafkajs. What it does and asserts is in `node/kafkajs.js`; kcat reads back what it wrote.

use tests::subject::{Subject, unique};
use tests::tool::Tool;

#[test]
fn kafkajs_administers_and_produces_with_its_codecs() {
    let subject = Subject::start();
    let topic = unique("kafkajs");
    Tool::node("kafkajs.js").args([&subject.bootstrap(), &topic]).succeeds();
    let format = "%o %k %s %h %T\n";
    let reader = ["-C", "-q", "-e", "-t", &topic, "-p", "0", "-o", "beginning", "-Z", "-f", format];
    let output = Tool::new("kcat").args(["-b", &subject.bootstrap()]).args(reader).stdout();
    let records: Vec<&str> = output.lines().collect();
    assert_eq!(records.len(), 306, "the first five were deleted");
    assert_eq!(records[0], "5 key-5 None-5 h=x 1234567890123");
    assert_eq!(records[95], "100 key-0 GZIP-0 h=x 1234567890123");
    assert_eq!(records[294], "299 key-99 Snappy-99 h=x 1234567890123");
    assert!(records[295].starts_with("300 gone NULL"), "{}", records[295]);
    assert!(records[305].starts_with("310 NULL once-9"), "{}", records[305]);
}
