//! Produces to partition 0 with every codec and reads it back by explicit assignment. rdkafka_round_trip BOOTSTRAP TOPIC

use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::Offset;

const CODECS: [&str; 5] = ["none", "gzip", "snappy", "lz4", "zstd"];
const RECORDS: usize = 200;
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let [bootstrap, topic] = std::env::args().skip(1).collect::<Vec<_>>().try_into().expect("2 arguments");
    for codec in CODECS {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &bootstrap).set("compression.type", codec);
        config.set("linger.ms", "20").set("enable.idempotence", "true");
        let producer: BaseProducer = config.create().expect("producer");
        for number in 0..RECORDS {
            let (key, value) = (format!("{codec}-{number}"), "x".repeat(number));
            let headers = OwnedHeaders::new().insert(Header { key: "codec", value: Some(codec) });
            let record = BaseRecord::to(&topic).partition(0).key(&key).payload(&value).headers(headers);
            producer.send(record.timestamp(1_700_000_000_000 + number as i64)).map_err(|(error, _)| error).expect("send");
            producer.poll(Duration::ZERO);
        }
        producer.flush(PATIENCE).expect("flush");
    }
    read_back(&bootstrap, &topic);
}

fn read_back(bootstrap: &str, topic: &str) {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("group.id", "none").set("enable.auto.commit", "false");
    let consumer: BaseConsumer = config.create().expect("consumer");
    let mut assignment = TopicPartitionList::new();
    assignment.add_partition_offset(topic, 0, Offset::Beginning).expect("assignment");
    consumer.assign(&assignment).expect("assign");
    for codec in CODECS {
        for number in 0..RECORDS {
            let message = consumer.poll(PATIENCE).expect("a record").expect("no error");
            assert_eq!(message.key(), Some(format!("{codec}-{number}").as_bytes()));
            assert_eq!(message.payload().map_or(0, <[u8]>::len), number);
            assert_eq!(message.timestamp().to_millis(), Some(1_700_000_000_000 + number as i64));
            assert_eq!(message.headers().expect("headers").get(0).value, Some(codec.as_bytes()));
        }
    }
    let (low, high) = consumer.fetch_watermarks(topic, 0, PATIENCE).expect("watermarks");
    assert_eq!((low, high), (0, (CODECS.len() * RECORDS) as i64));
}
