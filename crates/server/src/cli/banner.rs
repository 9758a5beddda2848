//! What is printed once connections are accepted: a few lines for a person, one JSON line for a machine.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use serde::Serialize;

/// What there is to say about a broker that is ready.
#[derive(Clone, Debug)]
pub struct ReadyInfo {
    /// `host:port` as bound, the first listener of clients first.
    pub addresses: Vec<String>,
    /// `host:port` as clients are told, in the same order.
    pub advertised: Vec<String>,
    /// The URL, where metrics are served.
    pub metrics: Option<String>,
    pub data_dir: PathBuf,
    pub cluster_id: String,
    pub node_id: i32,
    /// Such as `fsync on`.
    pub durability: String,
    pub started_in_ms: u64,
}

#[derive(Serialize)]
struct ReadyLine<'a> {
    kafka: &'a str,
    addresses: &'a [String],
    advertised: &'a [String],
    metrics: Option<&'a str>,
    node_id: i32,
    cluster_id: &'a str,
    data_dir: String,
    durability: &'a str,
    version: &'a str,
    started_in_ms: u64,
    pid: u32,
}

/// Tells on stdout that the broker accepts connections.
pub fn announce_ready(info: &ReadyInfo) {
    let mut out = std::io::stdout().lock();
    let text = if out.is_terminal() { banner(info) } else { json_line(info) };
    // Nobody may be reading; that is no reason to stop.
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

fn json_line(info: &ReadyInfo) -> String {
    let line = ReadyLine {
        kafka: info.addresses.first().map_or("", String::as_str),
        addresses: &info.addresses,
        advertised: &info.advertised,
        metrics: info.metrics.as_deref(),
        node_id: info.node_id,
        cluster_id: &info.cluster_id,
        data_dir: info.data_dir.to_string_lossy().into_owned(),
        durability: &info.durability,
        version: env!("CARGO_PKG_VERSION"),
        started_in_ms: info.started_in_ms,
        pid: std::process::id(),
    };
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

fn banner(info: &ReadyInfo) -> String {
    let mut text = format!(
        "ottla {}  node {} · cluster {} · data {} · {}\n",
        env!("CARGO_PKG_VERSION"),
        info.node_id,
        info.cluster_id,
        info.data_dir.display(),
        info.durability
    );
    for (index, address) in info.addresses.iter().enumerate() {
        let advertised = info.advertised.get(index).unwrap_or(address);
        text.push_str(&format!("  kafka      {address:<23} (advertised as {advertised})\n"));
    }
    if let Some(url) = &info.metrics {
        text.push_str(&format!("  metrics    {url}\n"));
    }
    text.push_str(&format!(
        "  ready in {} ms                      Ctrl-C to stop, data is kept\n",
        info.started_in_ms
    ));
    let bootstrap = info.advertised.first().or(info.addresses.first()).map_or("", String::as_str);
    text.push_str(&format!(
        "\nTry:  kafka-topics.sh --bootstrap-server {bootstrap} --create --topic orders\n      \
         kafka-console-producer.sh --bootstrap-server {bootstrap} --topic orders\n      \
         kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic orders --from-beginning\n"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> ReadyInfo {
        ReadyInfo {
            addresses: vec!["127.0.0.1:9092".to_owned()],
            advertised: vec!["localhost:9092".to_owned()],
            metrics: Some("http://127.0.0.1:9644/metrics".to_owned()),
            data_dir: PathBuf::from("./ottla-data"),
            cluster_id: "7Qx".to_owned(),
            node_id: 1,
            durability: "fsync on".to_owned(),
            started_in_ms: 41,
        }
    }

    #[test]
    fn a_machine_gets_one_json_line() {
        let line = json_line(&info());
        let value: serde_json::Value = serde_json::from_str(line.trim_end()).unwrap();
        assert_eq!(value["kafka"], "127.0.0.1:9092");
        assert_eq!(value["metrics"], "http://127.0.0.1:9644/metrics");
        assert_eq!(line.matches('\n').count(), 1);
    }

    #[test]
    fn a_person_gets_addresses_and_what_to_try() {
        let text = banner(&info());
        assert!(text.contains("kafka      127.0.0.1:9092"), "{text}");
        assert!(text.contains("metrics    http://127.0.0.1:9644/metrics"), "{text}");
        assert!(text.contains("--bootstrap-server localhost:9092"), "{text}");
    }
}
