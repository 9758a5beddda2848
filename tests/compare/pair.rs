//! Two brokers that are asked the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;

use model::Uuid;
use protocol::messages::api_versions::ApiVersionsRequest;
use protocol::{Message, Str};
use testkit::{Outcome, RawClient, Request};
use tests::broker_process::BrokerProcess;
use tests::oracle::Oracle;

use super::{differences, tree};

/// Longer than any request here may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The same on both sides, so that what depends on it is equal.
const CONFIG: [&str; 5] = [
    "auto.create.topics.enable=false",
    "num.partitions=4",
    "group.initial.rebalance.delay.ms=0",
    // One coordinator, so that it is enough to wait for one.
    "offsets.topic.num.partitions=1",
    "node.id=1",
];

pub(super) struct Pair {
    kafka: Side,
    ottla: Side,
    /// The APIs that Ottla has; what the others would answer is not asked.
    served: BTreeSet<i16>,
    asked: usize,
    /// What differs, and in which versions of the API.
    differences: BTreeMap<String, Vec<i16>>,
}

/// One broker, and what it was found to call things.
pub(super) struct Side {
    /// The oracle, also where Apache Kafka is compared with itself.
    is_kafka: bool,
    broker: Broker,
    client: Option<RawClient>,
    topic_ids: BTreeMap<String, Uuid>,
    member_ids: BTreeMap<String, Str>,
}

/// A request under way, on connections of its own.
pub(super) struct Asked<R> {
    kafka: JoinHandle<Outcome<R>>,
    ottla: JoinHandle<Outcome<R>>,
    version: i16,
}

enum Broker {
    Kafka(Oracle),
    Ottla(BrokerProcess),
}

impl Pair {
    pub(super) fn start() -> Self {
        let is_self_test = std::env::var("OTTLA_COMPARE_WITH").is_ok_and(|with| with == "kafka");
        let kafka = || Broker::Kafka(Oracle::start(&CONFIG[..4]));
        let ottla = || if is_self_test { kafka() } else { Broker::Ottla(BrokerProcess::start(&CONFIG)) };
        let (kafka, mut ottla) = (Side::new(kafka(), true), Side::new(ottla(), false));
        let served = ottla.served();
        Self { kafka, ottla, served, asked: 0, differences: BTreeMap::new() }
    }

    /// Asks in every version that can carry the request.
    pub(super) fn ask_all<Q: Request + Sync>(&mut self, what: &str, request: impl Fn(&Side, i16) -> Q)
    where
        Q::Response: Send,
    {
        for version in Q::VERSION_MIN..=Q::VERSION_MAX {
            self.ask(what, version, |side| request(side, version));
        }
    }

    /// Asks in one version; returns both answers, if there are two.
    pub(super) fn ask<Q: Request + Sync>(
        &mut self,
        what: &str,
        version: i16,
        request: impl Fn(&Side) -> Q,
    ) -> Option<(Q::Response, Q::Response)>
    where
        Q::Response: Send,
    {
        if !self.served.contains(&Q::API_KEY) {
            return None;
        }
        let (to_kafka, to_ottla) = (request(&self.kafka), request(&self.ottla));
        // At the same time: each of them waits for its disk.
        let (ottla, kafka) = std::thread::scope(|scope| {
            let kafka = scope.spawn(|| self.kafka.ask(&to_kafka, version));
            (self.ottla.ask(&to_ottla, version), kafka.join().expect("no panic"))
        });
        self.judge::<Q>(what, version, kafka, ottla)
    }

    /// Asks until both answer alike, for some seconds: a broker learns a little later what the controller decided.
    pub(super) fn ask_until_alike<Q: Request>(
        &mut self,
        what: &str,
        version: i16,
        request: impl Fn(&Side) -> Q,
    ) {
        let api = Q::NAME.trim_end_matches("Request");
        for _ in 0..250 {
            let (kafka, ottla) = (request(&self.kafka), request(&self.ottla));
            let (kafka, ottla) = (self.kafka.ask(&kafka, version), self.ottla.ask(&ottla, version));
            let mut differ = compare(&kafka, &ottla).into_iter();
            if differ
                .all(|(path, theirs, ours)| differences::is_on_purpose(api, what, &path, (&theirs, &ours)))
            {
                self.asked += 1;
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let (kafka, ottla) = (request(&self.kafka), request(&self.ottla));
        let (kafka, ottla) = (self.kafka.ask(&kafka, version), self.ottla.ask(&ottla, version));
        self.judge::<Q>(what, version, kafka, ottla);
    }

    /// Notes what differs; returns both answers, if there are two.
    fn judge<Q: Request>(
        &mut self,
        what: &str,
        version: i16,
        kafka: Outcome<Q::Response>,
        ottla: Outcome<Q::Response>,
    ) -> Option<(Q::Response, Q::Response)> {
        let api = Q::NAME.trim_end_matches("Request");
        self.asked += usize::from(!matches!(kafka, Outcome::NotSent));
        for (path, theirs, ours) in compare(&kafka, &ottla) {
            if !differences::is_on_purpose(api, what, &path, (&theirs, &ours)) {
                let line = format!("{api}, {what}: {path}: Kafka {theirs}, Ottla {ours}");
                self.differences.entry(line).or_default().push(version);
            }
        }
        match (kafka, ottla) {
            (Outcome::Answer(kafka), Outcome::Answer(ottla)) => Some((kafka, ottla)),
            _ => None,
        }
    }

    /// Asks what is answered only when something else has happened.
    pub(super) fn begin<Q>(&self, version: i16, request: impl Fn(&Side) -> Q) -> Asked<Q::Response>
    where
        Q: Request + Send + 'static,
        Q::Response: Send + 'static,
    {
        let begin = |side: &Side| {
            let (address, request) = (side.address(), request(side));
            std::thread::spawn(move || {
                RawClient::connect(address, "compare", TIMEOUT).expect("a connection").ask(&request, version)
            })
        };
        Asked { kafka: begin(&self.kafka), ottla: begin(&self.ottla), version }
    }

    /// Compares the answers to what was begun.
    pub(super) fn end<Q: Request>(
        &mut self,
        what: &str,
        asked: Asked<Q::Response>,
    ) -> Option<(Q::Response, Q::Response)> {
        let kafka = asked.kafka.join().expect("no panic");
        let ottla = asked.ottla.join().expect("no panic");
        self.judge::<Q>(what, asked.version, kafka, ottla)
    }

    /// Asks both sides, without comparing, until their answers are `good`: a broker learns what the controller decided.
    pub(super) fn settle<Q: Request>(
        &mut self,
        what: &str,
        version: i16,
        request: &Q,
        good: impl Fn(&Q::Response) -> bool,
    ) {
        for (name, side) in [("Kafka", &mut self.kafka), ("Ottla", &mut self.ottla)] {
            let is_good = |side: &mut Side| matches!(side.ask(request, version), Outcome::Answer(answer) if good(&answer));
            // Five seconds, then the cases themselves tell what is wrong.
            let settled = (0..250).any(|_| {
                let settled = is_good(side);
                if !settled {
                    std::thread::sleep(Duration::from_millis(20));
                }
                settled
            });
            if !settled {
                self.differences.insert(format!("{what}: {name} does not settle"), vec![version]);
            }
        }
    }

    /// Keeps the ids that each side gave a topic.
    pub(super) fn learn(&mut self, name: &str, ids: (Uuid, Uuid)) {
        self.kafka.topic_ids.insert(name.to_owned(), ids.0);
        self.ottla.topic_ids.insert(name.to_owned(), ids.1);
    }

    /// Keeps the ids that each side gave a member.
    pub(super) fn learn_member(&mut self, name: &str, ids: (&Str, &Str)) {
        self.kafka.member_ids.insert(name.to_owned(), ids.0.clone());
        self.ottla.member_ids.insert(name.to_owned(), ids.1.clone());
    }

    /// How many requests were compared, and what differed.
    pub(super) fn finish(self) -> (usize, Vec<String>) {
        let line = |(mut line, versions): (String, Vec<i16>)| {
            write!(line, " (v{})", ranges(&versions)).expect("writing to a string");
            line
        };
        (self.asked, self.differences.into_iter().map(line).collect())
    }
}

impl Side {
    fn new(broker: Broker, is_kafka: bool) -> Self {
        Self { is_kafka, broker, client: None, topic_ids: BTreeMap::new(), member_ids: BTreeMap::new() }
    }

    /// The id of a topic that was created here; zero if it was not.
    pub(super) fn topic_id(&self, name: &str) -> Uuid {
        self.topic_ids.get(name).copied().unwrap_or(Uuid::ZERO)
    }

    /// The id of a member that joined here; the name itself if none did.
    pub(super) fn member_id(&self, name: &str) -> Str {
        self.member_ids.get(name).cloned().unwrap_or_else(|| name.into())
    }

    /// This side's own of two values, Kafka's first.
    pub(super) fn pick<T>(&self, values: (T, T)) -> T {
        if self.is_kafka { values.0 } else { values.1 }
    }

    /// The directory of its partitions.
    pub(super) fn log_dir(&self) -> String {
        let dir = match &self.broker {
            Broker::Kafka(oracle) => oracle.log_dir(),
            Broker::Ottla(process) => process.data_dir().to_owned(),
        };
        dir.to_string_lossy().into_owned()
    }

    /// What it says of itself.
    fn served(&mut self) -> BTreeSet<i16> {
        match self.ask(&ApiVersionsRequest::default(), 0) {
            Outcome::Answer(answer) => answer.api_keys.iter().map(|api| api.api_key).collect(),
            other => panic!("ApiVersions: {other:?}"),
        }
    }

    fn address(&self) -> SocketAddr {
        match &self.broker {
            Broker::Kafka(oracle) => oracle.address(),
            Broker::Ottla(process) => process.address(),
        }
    }

    fn ask<Q: Request>(&mut self, request: &Q, version: i16) -> Outcome<Q::Response> {
        let address = self.address();
        let client = self
            .client
            .get_or_insert_with(|| RawClient::connect(address, "compare", TIMEOUT).expect("a connection"));
        let outcome = client.ask(request, version);
        if !matches!(outcome, Outcome::Answer(_) | Outcome::NotSent) {
            self.client = None;
        }
        outcome
    }
}

/// Path, Kafka's value and ours, wherever they are not the same.
fn compare<R: Message>(kafka: &Outcome<R>, ottla: &Outcome<R>) -> Vec<(String, String, String)> {
    let (Outcome::Answer(kafka), Outcome::Answer(ottla)) = (kafka, ottla) else {
        let (kafka, ottla) = (kind(kafka), kind(ottla));
        return if kafka == ottla { Vec::new() } else { vec![("outcome".to_owned(), kafka, ottla)] };
    };
    let (kafka, ottla) = (tree::flatten(kafka), tree::flatten(ottla));
    let mut by_path: BTreeMap<String, [Option<String>; 2]> = BTreeMap::new();
    for (place, side) in [kafka, ottla].into_iter().enumerate() {
        for (path, value) in side {
            by_path.entry(path).or_default()[place] = Some(value);
        }
    }
    let text = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
    let differ = by_path.into_iter().filter(|(_, [kafka, ottla])| kafka != ottla);
    differ.map(|(path, [kafka, ottla])| (path, text(kafka), text(ottla))).collect()
}

fn kind<R: Message>(outcome: &Outcome<R>) -> String {
    match outcome {
        Outcome::Answer(response) => format!("answers {response:?}"),
        Outcome::Closed => "closes the connection".to_owned(),
        Outcome::Silence => "does not answer".to_owned(),
        Outcome::Unreadable(error) => format!("answers what cannot be read: {error}"),
        Outcome::NotSent => "was not asked".to_owned(),
    }
}

/// `3,5-7` for 3, 5, 6 and 7.
fn ranges(versions: &[i16]) -> String {
    let mut out: Vec<(i16, i16)> = Vec::new();
    for version in versions {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == *version || last == version => *last = *version,
            _ => out.push((*version, *version)),
        }
    }
    let text = |(first, last)| if first == last { format!("{first}") } else { format!("{first}-{last}") };
    out.into_iter().map(text).collect::<Vec<_>>().join(",")
}
