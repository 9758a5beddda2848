//! A member of a group with rdkafka. rdkafka_member BOOTSTRAP GROUP TOPIC      (prints as confluent_member.py does)

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rdkafka::client::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, Rebalance};
use rdkafka::message::Message;

static IS_LEAVING: AtomicBool = AtomicBool::new(false);

struct Show {
    owned: Mutex<BTreeSet<i32>>,
}

impl ClientContext for Show {}

impl ConsumerContext for Show {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Revoke(partitions) = rebalance {
            let revoked: BTreeSet<i32> = partitions.elements().iter().map(|element| element.partition()).collect();
            self.change(|owned| owned.retain(|partition| !revoked.contains(partition)));
        }
    }

    fn post_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Assign(partitions) = rebalance {
            let assigned: Vec<i32> = partitions.elements().iter().map(|element| element.partition()).collect();
            self.change(|owned| owned.extend(assigned));
        }
    }
}

impl Show {
    fn change(&self, change: impl FnOnce(&mut BTreeSet<i32>)) {
        let mut owned = self.owned.lock().unwrap();
        change(&mut owned);
        let list: Vec<String> = owned.iter().map(ToString::to_string).collect();
        println!("assigned {}", list.join(" "));
    }
}

fn main() {
    let [bootstrap, group, topic] = std::env::args().skip(1).collect::<Vec<_>>().try_into().expect("3 arguments");
    ctrlc::set_handler(|| IS_LEAVING.store(true, Ordering::Relaxed)).expect("signals");
    let consumer: BaseConsumer<Show> = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .set("group.id", group)
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .set("session.timeout.ms", "6000")
        .set("heartbeat.interval.ms", "500")
        .set("reconnect.backoff.max.ms", "500")
        .create_with_context(Show { owned: Mutex::default() })
        .expect("consumer");
    consumer.subscribe(&[&topic]).expect("subscribe");
    while !IS_LEAVING.load(Ordering::Relaxed) {
        match consumer.poll(Duration::from_millis(200)) {
            None => {}
            Some(Err(error)) => eprintln!("{error}"),
            Some(Ok(message)) => {
                println!("read {} {}", message.partition(), message.offset());
                if let Err(error) = consumer.commit_message(&message, CommitMode::Sync) {
                    eprintln!("{error}");
                }
            }
        }
    }
}
