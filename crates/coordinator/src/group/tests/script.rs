//! Conversations as text: `testdata/<name>.txt`, with virtual time and exact output. `UPDATE=1` rewrites the output.
//!
//! A line that starts at the margin is a command; indented lines are what came of it: records that were written, then
//! answers. Commands (`=` gives options, all of them optional):
//!
//! ```text
//! config initial_delay=3000 max_size=2 …           settings; again: of a new leader
//! A join id= instance= v=9 protocols=range:m,… topics=t,u type= session= rebalance= group=
//! A sync A#1=assignment … generation= id= instance= type= protocol=
//! A heartbeat|commit|leave id= instance= generation= …
//! A commit t-0=42 t-1=7:metadata v=9 retention= producer=
//! A fetch t-0 …            all partitions without one; `stable`
//! describe g v=6 | list states= types= | delete g | delete-offsets g t-0 … | topics-deleted t …
//! end-transaction 7 commit|abort
//! pass 3000                milliseconds
//! restart                  a new leader loads the log
//! fail NOT_ENOUGH_REPLICAS | fail nothing
//! other consumer g [gone]  a record of a group of another kind
//! show                     groups, members, deadlines
//! ```
//! `tests/kafka/conversations.py` holds the same conversations with a running broker, Apache Kafka or Ottla.
//!
//! A client remembers the member id and the generation that it was given. `A#1` is the member id with the number 1 that
//! begins with `A`; `-` stands for none.

mod command;
mod print;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use model::{ErrorCode, ProducerId};

use self::command::Command;
use super::world::{Answer, World};
use crate::group::{GroupConfig, GroupResponse};
use crate::shard::{Shard, Ticket};

macro_rules! scripts {
    ($($name:ident,)*) => {
        $(#[test] fn $name() { run(stringify!($name)); })*

        #[test]
        fn every_script_is_run() {
            let mut found: Vec<String> = std::fs::read_dir(directory())
                .unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            found.sort();
            let mut listed = vec![$(stringify!($name)),*];
            listed.sort();
            assert_eq!(found, listed);
        }
    };
}

scripts! {
    two_eager_members_share_a_topic,
    cooperative_members_rebalance_twice,
    a_static_member_restarts_without_a_rebalance,
    the_leader_dies_between_join_and_sync,
    a_member_that_never_syncs_is_removed,
    a_pending_member_expires,
    the_initial_delay_is_extended_while_members_arrive,
    a_full_group_refuses_members,
    whoever_only_commits_needs_no_membership,
    offsets_expire,
    a_new_leader_finds_the_group_as_it_was,
    sessions_expire,
    joins_are_refused,
    syncs_and_heartbeats_are_refused,
    members_leave,
    commits_are_refused,
    offsets_of_transactions_are_pending,
    offsets_are_deleted,
    groups_are_deleted,
    the_assignment_cannot_be_written,
    members_join_again_without_need,
    late_members_are_removed,
    members_vote_for_a_protocol,
    groups_are_described_and_listed,
    groups_of_other_kinds_are_left_alone,
}

fn directory() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn run(name: &str) {
    let path = directory().join(name).with_extension("txt");
    let expected = std::fs::read_to_string(&path).unwrap();
    let mut script = Script::default();
    let mut actual = String::new();
    for line in expected.lines().filter(|line| !line.starts_with(' ')) {
        writeln!(actual, "{line}").unwrap();
        if !line.is_empty() && !line.starts_with('#') {
            script.obey(line);
            for output in script.output.drain(..) {
                writeln!(actual, "    {output}").unwrap();
            }
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, actual).unwrap();
    } else {
        assert_eq!(actual, expected, "{name}: UPDATE=1 rewrites it");
    }
}

#[derive(Default)]
struct Script {
    world: Option<World>,
    clients: BTreeMap<String, Client>,
    /// Who asked, and what.
    asked: BTreeMap<Ticket, (String, &'static str)>,
    logged: usize,
    output: Vec<String>,
}

/// What a client was told last.
#[derive(Clone, Debug)]
struct Client {
    member_id: String,
    generation_id: i32,
}

impl Default for Client {
    fn default() -> Self {
        Self { member_id: String::new(), generation_id: -1 }
    }
}

impl Script {
    fn world(&mut self) -> &mut World {
        self.world.get_or_insert_with(|| World::new(GroupConfig::default()))
    }

    fn obey(&mut self, line: &str) {
        let command = Command::parse(line);
        match command.verb {
            "config" => match &mut self.world {
                None => self.world = Some(World::new(command.config())),
                Some(world) => {
                    world.shard.config = command.config();
                    world.restart();
                    self.asked.clear();
                }
            },
            "pass" => self.pass(command.word(0).parse().unwrap()),
            "restart" => {
                self.world().restart();
                self.asked.clear();
            }
            "fail" => {
                let named = |code: &&ErrorCode| code.name() == command.word(0);
                self.world().failing = ErrorCode::ALL.iter().find(named).copied();
            }
            "end-transaction" => {
                let producer_id = ProducerId(command.word(0).parse().unwrap());
                self.world().end_transaction(producer_id, command.word(1) == "commit");
            }
            "other" => {
                let kind = match command.word(0) {
                    "consumer" => 3i16,
                    "share" => 11,
                    _ => 17,
                };
                let exists = !command.words().contains(&"gone");
                self.world().append_other_group(kind, command.word(1), exists);
            }
            "show" => {
                let shown = print::shard(&self.world().shard);
                self.output.extend(shown);
            }
            _ => {
                let client = self.clients.entry(command.who.to_owned()).or_default().clone();
                let (what, request) = command.request(&client);
                let ticket = self.world().ask(request);
                self.asked.insert(ticket, (command.who.to_owned(), what));
            }
        }
        self.print("");
    }

    /// Lets time pass, and says when things happen.
    fn pass(&mut self, ms: i64) {
        let start = self.world().now.0;
        let mut passed = 0;
        while passed < ms {
            let next = self.world().shard.next_deadline().map_or(i64::MAX, |at| at.0 - start);
            let step = next.clamp(passed, ms) - passed;
            self.world().pass(step);
            passed += step;
            self.print(&format!("after {passed} ms: "));
        }
    }

    fn print(&mut self, front: &str) {
        let world = self.world.get_or_insert_with(|| World::new(GroupConfig::default()));
        for logged in &world.log[self.logged..] {
            self.output.push(format!("{front}wrote {}", print::logged(logged)));
        }
        self.logged = world.log.len();
        for (ticket, answer) in std::mem::take(&mut world.answers) {
            let (who, what) = self.asked.remove(&ticket).unwrap();
            let who = if who.is_empty() { who } else { format!("{who} ") };
            match answer {
                Answer::Failed(error) => {
                    self.output.push(format!("{front}{who}{what} failed: {}", error.name()));
                }
                Answer::Given(response) => {
                    self.remember(who.trim(), &response);
                    for line in print::response(&response) {
                        self.output.push(format!("{front}{who}{what}: {line}"));
                    }
                }
            }
        }
    }

    fn remember(&mut self, who: &str, response: &GroupResponse) {
        if let GroupResponse::JoinGroup(joined) = response {
            let client = self.clients.get_mut(who).unwrap();
            let was_given_one = joined.error_code == ErrorCode::MemberIdRequired.code();
            if joined.error_code == 0 || was_given_one {
                client.member_id = joined.member_id.to_string();
            }
            if joined.error_code == 0 {
                client.generation_id = joined.generation_id;
            }
        }
    }
}
